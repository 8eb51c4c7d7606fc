package watch;

import event.ChangeEvent;
import event.Checkpoint;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Several watches that are told the same, one after the other. */
public final class Watches implements Watch {

    private final List<Watch> watches;

    public Watches(Watch... watches) {
        this.watches = List.of(watches);
    }

    private void tell(Consumer<Watch> what) {
        watches.forEach(what);
    }

    @Override
    public void starting(boolean endless, boolean snapshot) {
        tell(w -> w.starting(endless, snapshot));
    }

    @Override
    public void captured(int events, long newestCommitMicros) {
        tell(w -> w.captured(events, newestCommitMicros));
    }

    @Override
    public void reading(Map<TableId, Long> estimates) {
        tell(w -> w.reading(estimates));
    }

    @Override
    public void read(Map<TableId, Integer> rows) {
        tell(w -> w.read(rows));
    }

    @Override
    public void readDone(TableId table) {
        tell(w -> w.readDone(table));
    }

    @Override
    public void snapshotDone() {
        tell(Watch::snapshotDone);
    }

    @Override
    public void again(TableId table) {
        tell(w -> w.again(table));
    }

    @Override
    public void readAgain(TableId table) {
        tell(w -> w.readAgain(table));
    }

    @Override
    public void loaded(Load load) {
        tell(w -> w.loaded(load));
    }

    @Override
    public void changed(List<ChangeEvent> newest) {
        tell(w -> w.changed(newest));
    }

    @Override
    public void reached(Checkpoint committed) {
        tell(w -> w.reached(committed));
    }

    @Override
    public void log(SourceLog log) {
        tell(w -> w.log(log));
    }

    @Override
    public void queue(DoubleSupplier fill) {
        tell(w -> w.queue(fill));
    }

    @Override
    public void waiting(String sentence, long pauseMs) {
        tell(w -> w.waiting(sentence, pauseMs));
    }

    @Override
    public void warn(String sentence) {
        tell(w -> w.warn(sentence));
    }
}
