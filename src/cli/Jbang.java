package cli;

import base.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** JBang, with which this program can start another script. */
final class Jbang {

    // Set by the wrapper ./jbang to its own path: it lies beside the loader scripts.
    private static final String WRAPPER = System.getenv("CDC_JBANG");

    private Jbang() {
    }

    /** The command that this program was started with, or may have been. */
    static String command() {
        String launched = System.getenv("JBANG_LAUNCH_CMD");
        return WRAPPER != null ? WRAPPER : launched != null ? launched : "jbang";
    }

    /** What a person types in the current folder to run a loader script. */
    static String typed(String fileName) {
        String command = WRAPPER == null ? "jbang" : typed(Path.of(WRAPPER));
        return (command.contains("/") || WRAPPER == null ? command : "./" + command) + " "
                + loader(fileName).map(Jbang::typed).orElse(fileName);
    }

    /** A path as a person types it in the current folder. */
    static String typed(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path there = path.toAbsolutePath().normalize();
        return Shell.word((there.startsWith(here) && !there.equals(here) ? here.relativize(there) : there).toString());
    }

    /**
     * The loader script of this name, beside the wrapper or in the current folder; JBang does not say where ours is.
     */
    static Optional<Path> loader(String fileName) {
        return Stream.of(WRAPPER == null ? Path.of(fileName) : Path.of(WRAPPER).resolveSibling(fileName),
                Path.of(fileName))
                .filter(Files::isRegularFile).findFirst();
    }
}
