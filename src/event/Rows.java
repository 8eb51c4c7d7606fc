package event;

/** All rows of one table, which several threads read at once, each its share. */
public interface Rows {

    /** How many threads can read at once. */
    int readers();

    /** A share, for one thread at a time; may be called by any. */
    Share share();

    /** The rows that one thread reads. */
    interface Share {
        /** Puts the next rows into {@code rows} from its beginning on; how many, 0 at the end. */
        int next(ChangeEvent.Read[] rows);
    }
}
