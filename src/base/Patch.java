package base;

/**
 * Marks a class of {@code src/patches}, which replaces a library's class of the same name: by this a start can tell
 * which of the two the class path gave. Each has a row in docs/patches.md.
 */
public interface Patch {

    /**
     * Where a jar that is to be put into another has these classes once more: there the library's may have taken their
     * place.
     */
    String COPIES = "META-INF/patches/";
}
