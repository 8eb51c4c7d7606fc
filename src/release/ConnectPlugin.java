package release;

import base.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import starter.SharedJar;

/**
 * The folder that goes into the {@code plugin.path} of Kafka Connect, and a zip of it: our classes in a jar, and what
 * they need beside Connect's own.
 */
final class ConnectPlugin {

    private static final String NAME = Release.ARTIFACT + "-connect";
    private static final String CONNECTOR = "kafka.DebeziumDltSinkConnector";
    private static final String SERVICE = "META-INF/services/org.apache.kafka.connect.sink.SinkConnector";
    /** What Connect brings, and what only the command line uses. */
    private static final Pattern LEFT_OUT = Pattern.compile("(connect-api|kafka-clients|slf4j-|picocli|lz4-|snappy-"
            + "|zstd-|jakarta\\.|javax\\.).*");

    private ConnectPlugin() {
    }

    /**
     * @param jar    that has our classes
     * @param needed what was on the class path beside it
     * @param target gets the folder and the zip
     * @return the zip
     */
    static Path make(Path jar, List<Path> needed, Path target) throws IOException {
        Path folder = target.resolve(NAME);
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path each : old.toList()) {
                Files.delete(each);
            }
        }
        Map<String, byte[]> files = classes(jar);
        files.put(SERVICE, (CONNECTOR + "\n").getBytes(StandardCharsets.UTF_8));
        SharedJar.write(files, folder.resolve(NAME + "-" + Release.VERSION + ".jar"));
        for (Path each : needed) {
            String name = each.getFileName().toString();
            if (!LEFT_OUT.matcher(name).matches()) {
                Files.copy(each, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return zip(folder, target.resolve(NAME + "-" + Release.VERSION + ".zip"));
    }

    /**
     * The converter for the source connector's own folder.
     *
     * @param jar that has its classes
     * @return the jar
     */
    static Path types(Path jar, Path target) throws IOException {
        Path types = target.resolve(Release.ARTIFACT + "-types-" + Release.VERSION + ".jar");
        SharedJar.write(classes(jar), types);
        return types;
    }

    private static Map<String, byte[]> classes(Path jar) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (JarFile from = new JarFile(jar.toFile())) {
            for (JarEntry each : from.stream().filter(entry -> entry.getName().endsWith(".class")).toList()) {
                classes.put(each.getName(), from.getInputStream(each).readAllBytes());
            }
        }
        return classes;
    }

    private static Path zip(Path folder, Path target) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target)); Stream<Path> files =
                Files.list(folder)) {
            for (Path each : files.sorted().toList()) {
                zip.putNextEntry(new ZipEntry(NAME + "/" + each.getFileName()));
                Files.copy(each, zip);
                zip.closeEntry();
            }
        }
        return target;
    }
}
