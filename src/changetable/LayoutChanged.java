package changetable;

/** A table was altered: what the connector has read since may be in wrong columns. A new engine reads it again. */
final class LayoutChanged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LayoutChanged(String sentence) {
        super(sentence);
    }
}
