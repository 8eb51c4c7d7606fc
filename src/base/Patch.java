package base;

/**
 * Marks a class of {@code src/patches}, which replaces a library's class of the same name: by this a start can tell
 * which of the two the class path gave. Each has a row in docs/patches.md.
 */
public interface Patch {
}
