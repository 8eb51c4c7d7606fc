package demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A MySQL server that is installed on this machine, running or not.
 *
 * @param program its {@code mysqld}
 * @param version such as 9.7.4
 */
public record Mysqld(Path program, String version) {

    // What packages, MySQL's own archive and Homebrew use; a user's PATH has often no sbin.
    private static final String USUAL_FOLDERS = String.join(File.pathSeparator, "/usr/sbin", "/usr/local/sbin",
            "/usr/libexec", "/usr/local/mysql/bin", "/opt/homebrew/bin", "/opt/homebrew/opt/mysql/bin",
            "/usr/local/opt/mysql/bin");
    private static final Pattern VERSION = Pattern.compile("Ver ([0-9]+)\\.[0-9.]+");
    private static final int FIRST_MAJOR = 8;       // the first that Debezium reads
    private static final int PATIENCE_S = 10;

    /** The first on PATH or in the usual folders that is a MySQL from 8 on: MariaDB has a program of that name, too. */
    public static Optional<Mysqld> find() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + USUAL_FOLDERS;
        return Stream.of(path.split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(Path.of(folder, "mysqld"), Path.of(folder, "mysqld.exe")))
                .filter(Files::isExecutable).map(Mysqld::ask).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Mysqld> ask(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            return said.contains("MariaDB") || !version.find() || Integer.parseInt(version.group(1)) < FIRST_MAJOR
                    ? Optional.empty() : Optional.of(new Mysqld(program, version.group().substring("Ver ".length())));
        }
        catch (IOException e) {
            return Optional.empty();        // not a program that runs here
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
