package base;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;

/**
 * Something that the user has to know and can fix, in one sentence: what is wrong (file, key, table, column, value),
 * what was expected, what to do. The command line prints the message and ends with {@link #exitCode()}.
 */
public final class Problem extends RuntimeException {

    private final int exitCode;

    private Problem(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** Wrong usage or configuration: exit code 2, nothing was started. */
    public static Problem config(String sentence) {
        return new Problem(2, sentence, null);
    }

    /** Wrong usage or configuration, with the error that showed it (printed with {@code --verbose} only). */
    public static Problem config(String sentence, Throwable cause) {
        return new Problem(2, sentence, cause);
    }

    /** A failure at run time: exit code 1. */
    public static Problem run(String sentence) {
        return new Problem(1, sentence, null);
    }

    /** A failure at run time, with the error that caused it (printed with {@code --verbose} only). */
    public static Problem run(String sentence, Throwable cause) {
        return new Problem(1, sentence, cause);
    }

    /**
     * Why a file could not be used, in words: {@link Files} often names the path only, and leaves the rest to a class
     * name.
     */
    public static String why(IOException e) {
        return e instanceof FileAlreadyExistsException ? e.getMessage() + " is a file, expected a folder"
                : e instanceof AccessDeniedException ? "this user may not write to " + e.getMessage() : e.getMessage();
    }

    /** That the heap was too small for the rows, and what to do; more may follow. */
    public static String tooWide(String why) {
        return "Out of memory (" + why + "): the rows are too wide for this heap. Give Java more, as with `jbang"
                + " -R=-Xmx2g`";
    }

    /** 2 for usage and configuration, 1 for failures at run time. */
    public int exitCode() {
        return exitCode;
    }
}
