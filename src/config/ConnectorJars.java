package config;

import base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kind.SourceKind;

/**
 * The jars of a source kind's connector, with all that it needs. They are looked up through the script
 * {@code ConnectorFetch.java}, which is packed into this program, and go where Maven and JBang keep theirs; which ones
 * they are is remembered in the user's cache, so that later calls start no JBang and need no network.
 */
final class ConnectorJars {

    private static final String SCRIPT = "ConnectorFetch.java";
    // The connectors log through this interface; the first in the list decides the version for all.
    private static final List<String> LOGGING = List.of("org.slf4j:slf4j-api:1.7.36", "org.slf4j:slf4j-nop:1.7.36");

    private ConnectorJars() {
    }

    /**
     * All jars, the connector's first.
     *
     * @throws Problem (exit code 1) if they cannot be had, with the reason that the look-up gave
     */
    static List<Path> of(SourceKind kind, Consumer<String> say) {
        List<String> wanted = new ArrayList<>(kind.artifacts());
        wanted.addAll(LOGGING);
        kind.exclusions().forEach(exclusion -> wanted.add("-" + exclusion));
        try {
            Path folder = Files.createDirectories(cache().resolve("connectors"));
            Path list = folder.resolve(kind.name() + "-" + digest(wanted) + ".txt");
            Optional<List<Path>> known = remembered(list);
            if (known.isPresent()) {
                return known.get();
            }
            say.accept("Fetching the %s connector, unless it is in the Maven repository already: %s".formatted(
                    kind.name(), String.join(" ", kind.artifacts())));
            List<Path> jars = fetch(kind, folder, wanted);
            remember(list, jars);
            return jars;
        }
        catch (IOException e) {
            throw Problem.run("The %s connector cannot be fetched (%s).".formatted(kind.name(), Problem.why(e)), e);
        }
    }

    private static Path cache() {
        String home = System.getenv("XDG_CACHE_HOME");
        boolean given = home != null && !home.isBlank();
        return (given ? Path.of(home) : Path.of(System.getProperty("user.home"), ".cache")).resolve("debezium-dlt");
    }

    /** Nothing if a jar has gone since. */
    private static Optional<List<Path>> remembered(Path list) throws IOException {
        if (!Files.exists(list)) {
            return Optional.empty();
        }
        List<Path> jars = Files.readAllLines(list).stream().map(Path::of).toList();
        return jars.isEmpty() || !jars.stream().allMatch(Files::exists) ? Optional.empty() : Optional.of(jars);
    }

    private static void remember(Path list, List<Path> jars) throws IOException {
        Path part = Files.createTempFile(list.getParent(), "list", ".part");
        Files.write(part, jars.stream().map(Path::toString).toList());
        Files.move(part, list, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> fetch(SourceKind kind, Path folder, List<String> wanted) throws IOException {
        List<String> command = new ArrayList<>(List.of(jbang(), "--quiet", script(folder).toString()));
        command.addAll(wanted);
        Path said = Files.createTempFile("connector", ".log");
        said.toFile().deleteOnExit();
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(said.toFile()).start();
        }
        catch (IOException e) {
            throw Problem.run("Fetching the %s connector needs the jbang command: run this script as ./jbang"
                    .formatted(kind.name()) + " ConfigHelperUniversal.java, or install JBang.", e);
        }
        process.getOutputStream().close();
        List<Path> jars = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .map(Path::of).toList();
        if (ended(process) != 0 || jars.isEmpty()) {
            throw Problem.run("The %s connector cannot be fetched (%s): %s".formatted(kind.name(),
                    String.join(" ", kind.artifacts()), String.join(" ", Files.readAllLines(said)).strip()));
        }
        return jars;
    }

    /** The same path each time, so that JBang builds it once. */
    private static Path script(Path folder) throws IOException {
        Path script = folder.resolve(SCRIPT);
        try (InputStream packed = ConnectorJars.class.getClassLoader().getResourceAsStream("config/" + SCRIPT)) {
            if (packed == null) {
                throw new IOException(SCRIPT + " is not packed into this program");
            }
            byte[] text = packed.readAllBytes();
            if (!Files.exists(script) || !Arrays.equals(text, Files.readAllBytes(script))) {
                Path part = Files.createTempFile(folder, "script", ".part");
                Files.write(part, text);
                Files.move(part, script, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return script;
    }

    private static String jbang() {
        String wrapper = System.getenv("CDC_JBANG");
        String launched = System.getenv("JBANG_LAUNCH_CMD");
        return wrapper != null ? wrapper : launched != null ? launched : "jbang";
    }

    private static int ended(Process process) {
        try {
            return process.waitFor();
        }
        catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String digest(List<String> wanted) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", wanted).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        }
        catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
