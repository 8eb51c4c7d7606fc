package capture;

import base.Patch;
import base.Problem;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes sure that our classes of {@code src/patches} run, not Debezium's of the same name: the first on the class
 * path wins, and with Debezium's own a run would go on and lose rows silently. A source's own patches are listed by
 * its kind.
 */
public final class Patches {

    /** The patches that every source loads. */
    public static final List<String> COMMON = List.of(
            "io.debezium.heartbeat.HeartbeatImpl",
            "io.debezium.pipeline.meters.CommonEventMeter",
            "io.debezium.relational.TableId",
            "io.debezium.util.Clock");

    private Patches() {
    }

    /**
     * Looks at the common patches and at these. Takes some milliseconds: the classes are loaded, but not initialised.
     *
     * @param ofSource names of classes
     * @throws Problem (exit code 2) when another class of that name is loaded, or none
     */
    public static void require(List<String> ofSource) {
        List<String> names = new ArrayList<>(COMMON);
        names.addAll(ofSource);
        for (String name : names) {
            Class<?> loaded = loaded(name);
            if (!Arrays.asList(loaded.getInterfaces()).contains(Patch.class)) {
                throw Problem.config(sentence(name, jar(loaded), jar(Patch.class)));
            }
        }
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name, false, Patch.class.getClassLoader());
        }
        catch (ClassNotFoundException | LinkageError e) {
            throw Problem.config("Class " + name + ", which replaces Debezium's, "
                    + (e instanceof ClassNotFoundException ? "is missing" : "cannot be loaded (" + e.getMessage() + ")")
                    + "; it was expected in " + jar(Patch.class) + ". Build the loader again, with the version of"
                    + " Debezium that it names", e);
        }
    }

    private static String sentence(String name, String theirs, String ours) {
        return "Class " + name + " is Debezium's own, from " + theirs + ", not this loader's, which replaces it: values"
                + " and rows would be lost silently. " + (theirs.equals(ours)
                ? "Build that jar again so that the loader's classes win over Debezium's"
                : "Put " + ours + " ahead of Debezium's jars on the class path (in a script: its //DEPS line ahead of"
                + " Debezium's)");
    }

    private static String jar(Class<?> loaded) {
        CodeSource source = loaded.getProtectionDomain().getCodeSource();
        try {
            return source == null || source.getLocation() == null ? "an unknown place"
                    : Path.of(source.getLocation().toURI()).toString();
        }
        catch (URISyntaxException | RuntimeException e) {
            return source.getLocation().toString();
        }
    }
}
