package event;

/** All rows of one table, which several threads read at once, each its share. */
public interface Rows {

    /** How many threads can read at once. */
    int readers();

    /**
     * The shares that were given out are done with, and what is left of them and of the table comes as events of single
     * rows: the script's transform makes other columns or another table of them.
     */
    void singly();

    /** A share, for one thread at a time; may be called by any. */
    Share share();

    /** The rows that one thread reads. */
    interface Share {
        /** Puts the next rows into {@code rows} from its beginning on; how many, 0 at the end. */
        int next(ChangeEvent.Read[] rows);
    }
}
