import capture.CheckpointStore;
import capture.SourceDatabase;
import event.TableId;
import java.util.Properties;

/** A real source of which a control replaces the offset and the duplicate filter. */
abstract class NaiveSource implements SourceDatabase {

    final SourceDatabase real;

    NaiveSource(SourceDatabase real) {
        this.real = real;
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        return real.prepare(store);
    }

    @Override
    public void started(Object engine) {
        real.started(engine);
    }

    @Override
    public boolean captures(TableId table) {
        return real.captures(table);
    }

    @Override
    public String waitingFor() {
        return real.waitingFor();
    }

    @Override
    public void look() {
        real.look();
    }

    @Override
    public HighWatermark highWatermark() {
        return real.highWatermark();
    }

    @Override
    public boolean passes(Throwable error) {
        return real.passes(error);
    }

    @Override
    public String explain(Throwable error) {
        return real.explain(error);
    }
}
