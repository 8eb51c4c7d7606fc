package starter;

import base.Patch;
import base.Problem;
import base.Release;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The jar of what the loader scripts share, to be used on its own. In it the classes that replace Debezium's are there
 * twice: where one jar is made of all, only the first class of a name is kept, and that may be Debezium's; the copy in
 * {@link Patch#COPIES} is then the one that runs.
 */
public final class SharedJar {

    private static final String ENGINE = "io/debezium/engine/DebeziumEngine.class";

    private SharedJar() {
    }

    /**
     * The one that this program runs from.
     *
     * @throws Problem (exit code 2) when it runs from one jar of everything
     */
    static Path here() throws IOException {
        try {
            CodeSource source = SharedJar.class.getProtectionDomain().getCodeSource();
            Path jar = Path.of(source.getLocation().toURI());
            if (Files.isRegularFile(jar)) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    if (file.getEntry(ENGINE) == null) {
                        return jar;
                    }
                }
            }
            throw Problem.config("init cannot take the shared code out of " + jar + ", which holds everything that the"
                    + " loader needs. Run init from the loader's script");
        }
        catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Whether a jar on the class path is signed: merged with others into one, it keeps Java from starting. */
    static boolean isOneSigned() throws IOException {
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (each.endsWith(".jar") && Files.isRegularFile(Path.of(each))) {
                try (JarFile jar = new JarFile(each)) {
                    if (jar.stream().anyMatch(entry -> entry.getName().matches("META-INF/[^/]+\\.SF"))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * Makes one jar of these, with these classes twice.
     *
     * @throws Problem when two of them have different files of one name
     */
    public static void make(List<Path> jars, Path target, List<String> patches) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (Path jar : jars) {
            try (JarFile from = new JarFile(jar.toFile())) {
                for (JarEntry entry : from.stream().filter(SharedJar::isShared).toList()) {
                    add(files, entry.getName(), from.getInputStream(entry).readAllBytes(), jar);
                }
            }
        }
        for (String name : List.copyOf(files.keySet())) {
            if (isOneOf(patches, name)) {
                files.put(Patch.COPIES + name, files.get(name));
            }
        }
        write(files, target);
    }

    /** Not what JBang adds: manifest and POM; nor the copies, which are made anew. */
    private static boolean isShared(JarEntry entry) {
        return !entry.isDirectory() && !entry.getName().startsWith("META-INF/");
    }

    private static void add(Map<String, byte[]> files, String name, byte[] file, Path jar) {
        byte[] other = files.putIfAbsent(name, file);
        if (other != null && !Arrays.equals(other, file)) {
            throw Problem.run(name + " of " + jar + " differs from the other loaders': the versions of Debezium that"
                    + " they are compiled with give it other code");
        }
    }

    /** The same files give the same jar. */
    public static void write(Map<String, byte[]> files, Path target) throws IOException {
        try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(target))) {
            put(JarFile.MANIFEST_NAME, manifest(), to);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(file.getKey(), file.getValue(), to);
            }
        }
    }

    private static void put(String name, byte[] file, JarOutputStream to) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        to.putNextEntry(entry);
        to.write(file);
        to.closeEntry();
    }

    private static byte[] manifest() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.IMPLEMENTATION_TITLE, Release.ARTIFACT);
        main.put(Attributes.Name.IMPLEMENTATION_VERSION, Release.VERSION);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        manifest.write(text);
        return text.toByteArray();
    }

    private static boolean isOneOf(List<String> classes, String entry) {
        return classes.stream().map(each -> each.replace('.', '/'))
                .anyMatch(each -> entry.equals(each + ".class") || entry.startsWith(each + "$"));
    }
}
