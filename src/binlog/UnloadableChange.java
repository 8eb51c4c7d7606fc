package binlog;

import base.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The first change found in a binary log that cannot be loaded: what comes before it is loaded, then the run ends.
 * Written by the thread that reads the log, read by others.
 */
final class UnloadableChange {

    private volatile BinlogPosition at;
    private volatile String sentence;

    /** @param place of no file where only a new engine is needed, as after a lost connection */
    void found(BinlogPosition place, String what) {
        if (sentence == null) {
            at = place;
            sentence = what;
        }
    }

    /** The sentence; empty where nothing was found. Debezium may end at the same place for another reason. */
    String sentence() {
        return sentence == null || at.file().isEmpty() ? "" : sentence;
    }

    /** @throws Problem when it comes before this place */
    void requireNoneBefore(BinlogPosition place) {
        if (sentence != null && place.compareTo(at) >= 0) {
            throw at.file().isEmpty() ? new UncheckedIOException(new IOException(sentence)) : Problem.run(sentence);
        }
    }
}
