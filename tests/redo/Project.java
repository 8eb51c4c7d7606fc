package redo;

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
import java.util.Properties;
import java.util.stream.Stream;
import loader.DebeziumDltLoaderOracle;

/** A project folder of the loader's, and its runs. */
final class Project implements AutoCloseable {

    private final Path folder;
    private String said = "";

    Project(String url, String tables, String settings) throws IOException {
        folder = Files.createTempDirectory("redo");
        Files.createDirectories(folder.resolve(".dlt"));
        Files.writeString(folder.resolve(".dlt/config.toml"), settings);
        Files.writeString(folder.resolve(".dlt/secrets.toml"), """
                [sources.debezium.oracle]
                url = "%s"
                user = "CDC"
                password = "standin"
                database = "ORCL"
                table_include_list = "%s"
                """.formatted(url, tables));
    }

    /** To the settings. */
    void append(String toml) throws IOException {
        Files.writeString(folder.resolve(".dlt/config.toml"), toml, StandardOpenOption.APPEND);
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
            List<String> all = new ArrayList<>(Arrays.asList(words));
            all.addAll(List.of("--project", folder.toString()));
            if (words[0].equals("run")) {
                all.addAll(List.of("--progress", "off"));
            }
            return new DebeziumDltLoaderOracle().run(all.toArray(String[]::new));
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

    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        Path file = folder.resolve(".dlt/pipelines/oracle_cdc/oracle_cdc.duckdb");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
                Statement statement = duck.createStatement()) {
            statement.execute("USE oracle_cdc_data");
            statement.execute("SET TimeZone = 'UTC'");
            ResultSet found = statement.executeQuery(query);
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
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
