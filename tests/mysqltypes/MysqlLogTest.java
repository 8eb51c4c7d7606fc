///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES LogScenario.java
//SOURCES MysqlCase.java
//SOURCES MysqlLoaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES MysqlServer.java
//SOURCES ../../src/destination/DuckDbVersion.java
//DEPS com.mysql:mysql-connector-j:9.7.0
//DEPS org.mariadb.jdbc:mariadb-java-client:3.5.3

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Changes that the server does not log as whole rows of a committed transaction: each ends the run with a sentence,
 * before a later row is loaded, and again when it is started again. {@code MysqlLogTest WORK_FOLDER LOADER…}; the
 * server is that of {@link MysqlServer}. Prints a line a promise.
 */
public class MysqlLogTest {

    private static final int SECONDS = 120;
    private static final String LATER = "99";

    private final Path work;
    private final List<String> loader;
    private int failed;

    private MysqlLogTest(Path work, List<String> loader) {
        this.work = work;
        this.loader = loader;
    }

    public static void main(String... args) throws Exception {
        MysqlLogTest test = new MysqlLogTest(Path.of(args[0]), List.of(args).subList(1, args.length));
        for (LogScenario each : LogScenario.of(MysqlServer.KIND)) {
            if (isWanted(each.name())) {
                test.promise(each.promise(), () -> test.scenario(each));
            }
        }
        if (isWanted("load_data")) {
            test.promise("a LOAD DATA that is logged as a statement ends the run", () -> test.scenario(loadData()));
        }
        if (isWanted("settings")) {
            test.settings();
        }
        System.exit(test.failed == 0 ? 0 : 1);
    }

    private static boolean isWanted(String name) {
        String only = System.getenv().getOrDefault("LOGS_ONLY", "");
        return only.isEmpty() || List.of(only.split(",")).contains(name);
    }

    /** Something that gives what is wrong, or nothing. */
    private interface Check {
        String run() throws Exception;
    }

    private void promise(String name, Check check) throws Exception {
        String wrong = check.run();
        failed += wrong.isEmpty() ? 0 : 1;
        System.out.println((wrong.isEmpty() ? "ok " : "not ok ") + name + (wrong.isEmpty() ? "" : "\n    " + wrong));
    }

    private String scenario(LogScenario each) throws Exception {
        try (MysqlServer server = new MysqlServer()) {
            for (String name : List.of("t_", "u_")) {
                server.execute("CREATE TABLE " + name + each.name() + " (id integer PRIMARY KEY, a varchar(1000),"
                        + " j json, b blob)",
                        "INSERT INTO " + name + each.name() + " VALUES (1, 'one', '{\"k\": 1, \"long\": \""
                                + "x".repeat(300) + "\"}', REPEAT('b', 300)), (2, 'two', '{}', '')");
            }
            server.execute("CREATE TABLE m_" + each.name() + " (id integer PRIMARY KEY) ENGINE = MyISAM");
        }
        Path project = project(each.name());
        Process streaming = start(project, "run");
        try {
            if (!loads(streaming, project)) {
                return "the snapshot is not loaded: " + log(project);
            }
            change(each);
            return each.says().isEmpty() ? goesOn(each, streaming, project) : ends(each, streaming, project);
        }
        finally {
            streaming.destroyForcibly().waitFor();
        }
    }

    /** What is asked for, then an ordinary row. */
    private void change(LogScenario each) throws SQLException {
        try (MysqlServer session = new MysqlServer()) {
            if (each.undo().isEmpty()) {
                run(session, each, each.sql());
            }
            else {
                session.execute(each.sql().subList(0, each.undo().size()).toArray(String[]::new));
                try (MysqlServer another = new MysqlServer()) {
                    run(another, each, each.sql().subList(each.undo().size(), each.sql().size()));
                }
                session.execute(each.undo().toArray(String[]::new));
            }
        }
        try (MysqlServer another = new MysqlServer()) {
            another.execute("INSERT INTO t_" + each.name() + " (id) VALUES (" + LATER + ")");
        }
    }

    private static void run(MysqlServer session, LogScenario each, List<String> sql) throws SQLException {
        for (String statement : sql) {
            session.execute(statement.replaceAll("\\b([TUM])\\b", "$1_" + each.name()).replace("T_", "t_")
                    .replace("U_", "u_")
                    .replace("M_", "m_"));
        }
    }

    private String ends(LogScenario each, Process streaming, Path project) throws Exception {
        for (int run = 0; run < (each.promise().endsWith(LogScenario.AGAIN) ? 2 : 1); run++) {
            Process process = run == 0 ? streaming : start(project, "run", "--until-current");
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "the loader does not end: " + log(project);
            }
            String log = log(project);
            if (process.exitValue() != 1 || !Pattern.compile(each.says()).matcher(log).find()
                    || log.contains("\tat ")) {
                return "exit code " + process.exitValue() + ": " + log;
            }
        }
        Map<String, String> rows = loaded(project, each);
        return rows.containsKey(LATER) || !rows.containsKey("1") ? "loaded is " + rows : "";
    }

    private String goesOn(LogScenario each, Process streaming, Path project) throws Exception {
        streaming.destroy();
        streaming.waitFor(SECONDS, TimeUnit.SECONDS);
        Process process = start(project, "run", "--until-current");
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            return log(project);
        }
        try (MysqlServer server = new MysqlServer()) {
            Map<String, String> expected = server.rows("SELECT id, CONCAT_WS('|', a, j, SHA2(b, 256)) FROM t_"
                    + each.name());
            Map<String, String> rows = loaded(project, each);
            return expected.equals(rows) ? "" : "server says " + expected + ", loaded " + rows;
        }
    }

    private static LogScenario loadData() throws SQLException {
        try (MysqlServer server = new MysqlServer()) {
            String folder = server.rows("SELECT 'f', COALESCE(@@secure_file_priv, '')").get("f");
            String file = (folder.isEmpty() ? "/tmp/" : folder) + "cdc_load_" + System.nanoTime();
            server.execute("SELECT 50, 'load', '{}', '' INTO OUTFILE '" + file + "'");
            return new LogScenario("load_data", "", "LOAD DATA was logged as a statement", List.of(
                    "SET SESSION binlog_format = STATEMENT", "LOAD DATA INFILE '" + file + "' INTO TABLE T"),
                    List.of());
        }
    }

    /** What is set for all sessions is refused at the start. */
    private void settings() throws Exception {
        List<String[]> settings = new ArrayList<>(List.of(new String[] {"binlog_row_image", "MINIMAL", "FULL"},
                new String[] {"binlog_format", "STATEMENT", "ROW"}));
        settings.add(MysqlServer.KIND.equals("mysql") ? new String[] {"binlog_row_value_options", "PARTIAL_JSON", ""}
                : new String[] {"log_bin_compress", "ON", "OFF"});
        for (String[] setting : settings) {
            promise(setting[0] + " = " + setting[1] + " of the server is refused at the start", () -> {
                Path project = project("settings");
                try (MysqlServer server = new MysqlServer()) {
                    server.execute("CREATE TABLE IF NOT EXISTS t_settings (id integer PRIMARY KEY)");
                    server.execute("SET GLOBAL " + setting[0] + " = '" + setting[1] + "'");
                    Process process = start(project, "run", "--until-current");
                    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
                    server.execute("SET GLOBAL " + setting[0] + " = '" + setting[2] + "'");
                    String log = log(project);
                    return ended && process.exitValue() == 1 && log.contains(setting[0] + " = " + setting[1])
                            && log.contains("SET GLOBAL " + setting[0]) ? "" : log;
                }
            });
        }
    }

    private Path project(String name) throws IOException, SQLException {
        Path project = work.resolve(name);
        Files.createDirectories(project.resolve(".dlt"));
        try (MysqlServer server = new MysqlServer()) {
            Files.writeString(project.resolve(".dlt/secrets.toml"), server.secrets(server.database() + ".t_" + name));
        }
        Files.writeString(project.resolve(".dlt/config.toml"), "[cdc_settings.primary_keys]\nt_" + name
                + " = \"id\"\n");
        return project;
    }

    private Process start(Path project, String... verb) throws IOException {
        List<String> command = new ArrayList<>(loader);
        command.addAll(List.of(verb));
        command.addAll(List.of("--project", project.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(project.resolve("loader.log")
                .toFile()).start();
    }

    /** Waits until the snapshot is loaded and the changes stream. */
    private boolean loads(Process streaming, Path project) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end && streaming.isAlive()) {
            if (log(project).contains("waiting for changes")) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    private static String log(Path project) throws IOException {
        return Files.readString(project.resolve("loader.log")).strip();
    }

    private static Map<String, String> loaded(Path project, LogScenario each) throws SQLException {
        Path file = project.resolve(".dlt/pipelines/PIPE/PIPE.duckdb".replace("PIPE", MysqlServer.KIND + "_cdc"));
        try (MysqlLoaded loaded = new MysqlLoaded(file)) {
            return loaded.rows("SELECT id::VARCHAR, concat_ws('|', a, j, sha256(b)) FROM " + MysqlLoaded.DATASET + ".t_"
                    + each.name() + " WHERE NOT deleted");
        }
    }
}
