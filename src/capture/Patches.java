package capture;

import base.Patch;
import base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Sees to it that our classes of {@code src/patches} run, not Debezium's of the same name, in whatever order the class
 * path has them: with Debezium's own a run would go on and lose rows silently. A source's own patches are listed by its
 * kind.
 */
public final class Patches {

    /** The patches that every source loads. */
    public static final List<String> COMMON = List.of(
            "io.debezium.heartbeat.HeartbeatImpl",
            "io.debezium.pipeline.meters.CommonEventMeter",
            "io.debezium.relational.TableId",
            "io.debezium.util.Clock");

    private static final String DOOR = "$Patched.class";

    private Patches() {
    }

    /** The common patches and these. */
    public static List<String> of(List<String> ofSource) {
        return Stream.concat(COMMON.stream(), ofSource.stream()).toList();
    }

    /**
     * Defines the common patches and these where the class path gives Debezium's first. To be called before any of them
     * is loaded; {@link #require} tells whether it worked. Takes some milliseconds.
     *
     * @param ofSource names of classes
     */
    public static void load(List<String> ofSource) {
        of(ofSource).forEach(Patches::load);
    }

    /** Each class of a patch has a nested one, {@code Patched}, which only our jar has. */
    private static void load(String name) {
        String file = name.replace('.', '/');
        ClassLoader loader = Patch.class.getClassLoader();
        URL door = loader.getResource(file + DOOR);
        URL first = loader.getResource(file + ".class");
        boolean copied = loader.getResource(Patch.COPIES + file + ".class") != null;
        if (door == null || !copied && (first == null || first.toString().equals(
                door.toString().replace(DOOR, ".class")))) {
            return;
        }
        try {
            if (door.openConnection() instanceof JarURLConnection connection) {
                Class<?> patched = Class.forName(name + "$Patched", false, loader);
                define((copied ? Patch.COPIES : "") + file, connection.getJarFile(),
                        MethodHandles.privateLookupIn(patched, MethodHandles.lookup()));
            }
        }
        catch (ReflectiveOperationException | IOException | LinkageError e) {
            // Debezium's was loaded already: `require` says so.
        }
    }

    private static void define(String file, JarFile jar, MethodHandles.Lookup lookup)
            throws IOException, IllegalAccessException {
        List<JarEntry> entries = jar.stream()
                .filter(entry -> entry.getName().equals(file + ".class") || entry.getName().startsWith(file + "$"))
                .filter(entry -> !entry.getName().equals(file + DOOR))
                .sorted(Comparator.comparing(entry -> entry.getName().length())).toList();   // the outer class first
        for (JarEntry entry : entries) {
            try (InputStream in = jar.getInputStream(entry)) {
                lookup.defineClass(in.readAllBytes());
            }
        }
    }

    /**
     * Looks at the common patches and at these. Takes some milliseconds: the classes are loaded, but not initialised.
     *
     * @param ofSource names of classes
     * @throws Problem (exit code 2) when another class of that name is loaded, or none
     */
    public static void require(List<String> ofSource) {
        for (String name : of(ofSource)) {
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
