package standin;

import cli.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A project folder of the loader's, and its runs. */
final class Project implements AutoCloseable {

    /**
     * A loader.
     *
     * @param kind   such as {@code sqlserver}
     * @param more   lines of its secrets
     * @param script makes one
     * @param main   the name of its class
     */
    record Loader(String kind, String more, Supplier<Script> script, String main) {
    }

    private final Loader loader;
    private final Path folder;
    private String said = "";

    Project(Loader loader, int port, String tables, String settings) throws IOException {
        this.loader = loader;
        folder = Files.createTempDirectory("standin");
        Files.createDirectories(folder.resolve(".dlt"));
        Files.writeString(folder.resolve(".dlt/config.toml"), settings);
        Files.writeString(folder.resolve(".dlt/secrets.toml"), """
                [sources.debezium.%s]
                host = "localhost"
                port = %d
                user = "cdc"
                password = "standin"
                database = "mydb"
                table_include_list = "%s"
                poll_interval_ms = 100
                %s
                """.formatted(loader.kind(), port, tables, loader.more()));
    }

    /** To the settings. */
    void append(String toml) throws IOException {
        Files.writeString(folder.resolve(".dlt/config.toml"), toml, StandardOpenOption.APPEND);
    }

    /** A file of the pipeline's. */
    Path file(String name) {
        return folder.resolve(".dlt/pipelines/" + loader.kind() + "_cdc").resolve(name);
    }

    /** Runs a verb to its end, in this process; gives its exit code. */
    int run(String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            return loader.script().get().run(with(words));
        }
        finally {
            System.setOut(out);
            System.setErr(err);
            said = bytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** What the last run has said. */
    String said() {
        return said;
    }

    private String[] with(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--project", folder.toString()));
        if (words[0].equals("run")) {
            all.addAll(List.of("--progress", "off"));
        }
        return all.toArray(String[]::new);
    }

    private Process process(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                loader.main()));
        command.addAll(List.of(with("run")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("run.log").toFile());
        for (String setting : settings) {
            builder.environment().put(setting.replaceAll("=.*", ""), setting.replaceAll(".*=", ""));
        }
        return builder.start();
    }

    /** Runs in a process of its own until a row is loaded, then kills it. */
    void runAndKill(String table, int id) throws IOException, InterruptedException {
        String prefix = "SOURCES__DEBEZIUM__" + loader.kind().toUpperCase(Locale.ROOT) + "__";
        Process process = process(prefix + "MAX_BATCH_SIZE=1", prefix + "MAX_QUEUE_SIZE=2");
        try {
            for (int i = 0; i < 600 && process.isAlive() && !hasLoaded(id); i++) {
                Thread.sleep(50);
            }
        }
        finally {
            process.destroyForcibly().waitFor();
        }
    }

    private boolean hasLoaded(int id) {
        try {
            return !rows("SELECT id::VARCHAR FROM item WHERE id = " + id).isEmpty();
        }
        catch (SQLException notYet) {
            return false;
        }
    }

    /** Runs in a process of its own until the stored position has moved, and ends it in good order. */
    void runUntilMoved() throws IOException, InterruptedException, SQLException {
        List<String> before = state();
        Process process = process();
        for (int i = 0; i < 600 && process.isAlive() && isStill(before); i++) {
            Thread.sleep(100);
        }
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private boolean isStill(List<String> before) {
        List<String> now = state();
        return now.isEmpty() || now.equals(before);
    }

    private List<String> state() {
        try {
            return rows("SELECT md5(string_agg(state, '' ORDER BY version)) FROM _dlt_pipeline_state");
        }
        catch (SQLException heldByTheLoader) {
            return List.of();
        }
    }

    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        Path file = file(loader.kind() + "_cdc.duckdb");
        if (!Files.exists(file)) {
            throw new SQLException("there is no file yet");
        }
        java.util.Properties readOnly = new java.util.Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
                Statement statement = duck.createStatement()) {
            statement.execute("USE " + loader.kind() + "_cdc_data");
            statement.execute("SET TimeZone = 'UTC'");
            ResultSet found = statement.executeQuery(query);
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    /** Of each column {@code c_…} its type and its value in two rows, both values where they differ. */
    List<String> values(String table) throws SQLException {
        List<String> values = new ArrayList<>();
        for (String type : rows("SELECT column_name || ' ' || column_type FROM (DESCRIBE " + table
                + ") WHERE column_name LIKE 'c\\_%' ESCAPE '\\'")) {
            String name = type.replaceAll(" .*", "");
            List<String> both = rows("SELECT coalesce(" + name + "::VARCHAR, '-') FROM " + table + " ORDER BY id");
            values.add(type + " = " + (both.get(0).equals(both.get(1)) ? both.get(0) : both));
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
