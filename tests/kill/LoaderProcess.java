import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A loader as a process of its own: the real command line, without JBang's start, so that the kill hits the loader. */
final class LoaderProcess {

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** A log's line begins with time and level; its sentence is what counts. */
    private static final Pattern DATED = Pattern.compile("^\\d{4}-\\S+Z [A-Z]+ +");
    private static final long PATIENCE_MS = 240_000;
    private static final int HEAP_MB = 400;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private LoaderProcess(Process process, Path log) {
        this.process = process;
        reader = new Thread(() -> read(log), "log of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a loader.
     *
     * @param command class path, and name of the script
     * @param log     gets what it says, at its end
     */
    static LoaderProcess start(List<String> command, Path project, Path log, String... options) throws IOException {
        return crashing("", command, project, log, options);
    }

    /** As {@link #start}, but it halts itself at a place, see {@code watch/CrashPoint.java}. */
    static LoaderProcess crashing(String at, List<String> command, Path project, Path log, String... options)
            throws IOException {
        return launch(List.of(), HEAP_MB, at.isEmpty() ? Map.of() : Map.of("CDC_CRASH_AT", at), command, project, log,
                options);
    }

    /**
     * As {@link #start}, in an environment of its own.
     *
     * @param before what stands in front of java, such as a program that limits it
     * @param heap   in MB
     */
    static LoaderProcess launch(List<String> before, int heap, Map<String, String> environment, List<String> command,
            Path project, Path log, String... options) throws IOException {
        List<String> run = new ArrayList<>(List.of("run", "--progress", "log", "--project", project.toString()));
        run.addAll(List.of(options));
        return launch(before, heap, environment, command, log, run, options);
    }

    /** Another verb. */
    static LoaderProcess verb(List<String> command, Path project, Path log, String... words) throws IOException {
        List<String> verb = new ArrayList<>(List.of(words));
        verb.addAll(List.of("--project", project.toString()));
        return launch(List.of(), HEAP_MB, Map.of(), command, log, verb, words);
    }

    private static LoaderProcess launch(List<String> before, int heap, Map<String, String> environment,
            List<String> command, Path log, List<String> words, String... options) throws IOException {
        List<String> line = new ArrayList<>(before);
        line.addAll(List.of(JAVA, "-Xmx" + heap + "m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp", command.get(0), command.get(1)));
        line.addAll(words);
        append(log, "--- " + String.join(" ", options) + environment.getOrDefault("CDC_CRASH_AT", ""));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));      // none outlives the test
        return new LoaderProcess(process, log);
    }

    private void read(Path log) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(DATED.matcher(line).replaceFirst(""));
                    lines.notifyAll();
                }
                append(log, line);
            }
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        finally {
            synchronized (lines) {
                lines.notifyAll();
            }
        }
    }

    private static void append(Path log, String line) throws IOException {
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Whether it has said a line that starts so. */
    boolean said(String start) {
        synchronized (lines) {
            return lines.stream().anyMatch(line -> line.startsWith(start));
        }
    }

    /** Waits until it says a line that starts so, or ends. */
    void await(String start) throws InterruptedException {
        synchronized (lines) {
            for (long end = System.currentTimeMillis() + PATIENCE_MS; !said(start) && process.isAlive();) {
                lines.wait(100);
                if (System.currentTimeMillis() > end) {
                    throw new IllegalStateException("the loader does not say '" + start + "' within "
                            + PATIENCE_MS / 1000 + " s: " + tail());
                }
            }
        }
    }

    /**
     * Kills it (SIGKILL). Where it has ended by itself before, throws unless its last words are excused.
     *
     * @return whether it was killed
     */
    boolean kill(Predicate<String> excused) throws InterruptedException {
        boolean alive = process.isAlive();
        if (alive) {
            process.destroyForcibly().waitFor();
        }
        reader.join(2_000);
        if (!alive && !excused.test(tail())) {
            throw new IllegalStateException("the loader ended by itself with exit code " + process.exitValue() + ": "
                    + tail());
        }
        return alive;
    }

    /**
     * Waits for its end.
     *
     * @return its exit code; -1 where it has not ended by itself and was killed
     */
    int end(int seconds) throws InterruptedException {
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        reader.join(2_000);
        return ended ? process.exitValue() : -1;
    }

    /** Waits for its end, then throws unless it has ended with exit code 0. */
    void succeed(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("the loader does not end within " + seconds + " s: " + tail());
        }
        reader.join(2_000);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("the loader ended with exit code " + process.exitValue() + ": " + tail());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal, such as TERM. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    }

    /** All that it has said. */
    String all() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    String tail() {
        synchronized (lines) {
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
        }
    }
}
