package capture;

/** When a run ends by itself. */
public enum Until {
    /** Never: it streams until it is stopped. */
    STOPPED,
    /** Once everything that was committed at the source when it started is loaded. */
    CURRENT,
    /** Once the initial snapshot is loaded. */
    SNAPSHOT
}
