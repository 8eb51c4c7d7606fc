package base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders. */
public final class Folders {

    private Folders() {
    }

    /** A new one in the system's temporary folder; the caller removes it. */
    public static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        }
        catch (IOException e) {
            throw Problem.run("Cannot make a temporary folder: " + Problem.why(e), e);
        }
    }

    /** Removes a temporary folder and what is in it; what cannot be removed is left to the system. */
    public static void removeTemporary(Path folder) {
        try {
            removeAll(folder);
        }
        catch (IOException e) {
            // it disturbs nobody
        }
    }

    /** Removes a folder and what is in it, if it is there. */
    public static void remove(Path folder) {
        try {
            removeAll(folder);
        }
        catch (IOException e) {
            throw Problem.run("Cannot remove " + folder + ": " + Problem.why(e), e);
        }
    }

    private static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
