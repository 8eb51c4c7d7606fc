package watch;

import java.util.List;
import org.jline.utils.AttributedString;

/** Where a run's sentences go. For any thread. */
public interface Output extends AutoCloseable {

    /** How much a sentence matters. */
    enum Level {
        INFO, WARN, ERROR
    }

    void say(Level level, String sentence);

    /** What there is to see at the moment, in place of what there was; nothing where sentences are all there is. */
    default void live(List<AttributedString> lines) {
    }

    /** How many lines there may be at once, and how wide they are. */
    default int lines() {
        return 0;
    }

    default int columns() {
        return 80;
    }

    @Override
    default void close() {
    }
}
