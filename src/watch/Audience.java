package watch;

import event.Checkpoint;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Several watches that are told the same, one after the other. */
public final class Audience implements Watch {

    private final List<Watch> watches;

    public Audience(Watch... watches) {
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
    public void read(Map<TableId, Integer> rows) {
        tell(w -> w.read(rows));
    }

    @Override
    public void snapshotDone() {
        tell(Watch::snapshotDone);
    }

    @Override
    public void loaded(Load load) {
        tell(w -> w.loaded(load));
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
    public void waiting(String sentence, long pauseMs) {
        tell(w -> w.waiting(sentence, pauseMs));
    }

    @Override
    public void warn(String sentence) {
        tell(w -> w.warn(sentence));
    }
}
