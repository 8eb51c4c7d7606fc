package capture;

/**
 * What puts {@link Batch}es into {@link Capture}'s queue until it ends: an engine, or a reader of the initial snapshot.
 */
public interface Feed {

    /** Whether nothing more will be queued. */
    boolean hasEnded();

    /** Whether it has ended because its work is done and another feed is to follow. */
    boolean isDone();

    /** What ended it, null if it is done or was asked to end. */
    Throwable error();

    /** Whether the mark of {@code --until-current} has been handed over. */
    boolean highWatermarkReached();

    /** Is called while nothing is queued: the position may have moved without any record. */
    default void idle() {
        // it moves with records
    }

    /** Ends it because of an error that it does not see itself. */
    void fail(Throwable unseen);

    /** Looks for a mark in the log from now on. */
    default void watchFor(LogMark mark) {
        // it reads no log
    }

    /** Begins to end it where it reads while its rows are loaded; returns at once, may be called by any thread. */
    default void stopSoon() {
        // what it has handed over can be loaded without it
    }

    /** Ends it; returns when it has ended or does not answer any more. What it has handed over stays queued. */
    void close();
}
