package capture;

import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent.Position;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import java.util.List;

/**
 * The rows of one table as they were at one place of the log, copied beside the stream into a file of our own. It is
 * made by threads of its own; what is asked here is answered at once.
 */
public interface TableCopy extends AutoCloseable {

    /** How long the stream waits for {@link #isAligned}, before the copy begins again. */
    default long patienceMs() {
        return 10_000;
    }

    /** Whether its place in the log is known. Until then the stream waits: it is not to get ahead of that place. */
    boolean isAligned();

    /** Whether a change is not in the copy; once it is aligned. */
    boolean isAfter(Position change);

    /** A mark in the log, after the copy's place; null until it is known. */
    HighWatermark mark();

    /** The mark is waited for: it may come. */
    default void watched() {
    }

    /** Whether all rows are copied. */
    boolean isRead();

    /** What ended it; null if nothing did. */
    Throwable error();

    /** Whether the rows can be loaded all at once. */
    boolean isBulk();

    /** The rows, once they are all copied. */
    ReadAll rows();

    /** Whether what was given out by {@link #rows} asked for the rest singly ({@link event.Rows#singly}). */
    boolean isSingly();

    /** The next rows; none at the end. */
    List<Read> next();

    /** Ends it, and removes what was copied. */
    @Override
    void close();
}
