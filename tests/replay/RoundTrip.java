///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS org.postgresql:postgresql:42.7.11
//DEPS org.duckdb:duckdb_jdbc:2.0.0.1
//SOURCES ../types/Case.java
//SOURCES ../types/Cases.java
//SOURCES ../types/Server.java
//SOURCES ../types/Toast.java
//SOURCES ../types/Loaded.java
//SOURCES ../types/TwoWays.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code events} prints while a database is at work, {@code replay} loads as the loader itself has loaded it: every
 * PostgreSQL type, by snapshot and by stream. {@code RoundTrip WORK_FOLDER LOADER…}; the server is that of {@link Server}.
 */
public class RoundTrip {

    private static final int PATIENCE_S = 90;
    private static final int MOVED = 100_000;

    private final Server server;
    private final Path work;
    private final List<String> loader;
    private final List<Case> cases = Cases.all().stream().filter(Case::streamed).toList();
    private int failures;

    private RoundTrip(Server server, Path work, List<String> loader) {
        this.server = server;
        this.work = work;
        this.loader = loader;
    }

    public static void main(String... args) throws Exception {
        try (Server server = new Server()) {
            RoundTrip test = new RoundTrip(server, Path.of(args[0]), List.of(args).subList(1, args.length));
            test.run();
            System.exit(test.failures == 0 ? 0 : 1);
        }
    }

    private void run() throws Exception {
        server.prepare();
        tables();
        Path loaded = project("loaded");
        Path replayed = project("replayed");
        Path events = work.resolve("events.jsonl");
        must("the loader loads the snapshot", loaded, "run", "--snapshot-only");
        String slots = slots();
        Process printing = start(loaded, events, "events");
        long rows = rows();
        until(() -> lines(events) >= rows, "events prints the snapshot's " + rows + " rows");
        change();
        until(() -> Files.readString(events).contains("the last row"), "events prints the changes");
        printing.destroy();
        check(printing.waitFor(30, TimeUnit.SECONDS) && printing.exitValue() == 0, "events ends on SIGTERM with exit code 0", "");
        check(slots.equals(slots()), "events leaves no slot behind, and the pipeline's where it was",
                slots + " became " + slots());
        must("the loader loads the changes", loaded, "run", "--until-current");
        must("replay loads what events has printed", replayed, "replay", events.toString());
        compare(file(loaded), file(replayed), lines(events));
        must("a second replay", replayed, "replay", events.toString());
        compare(file(loaded), file(replayed), lines(events));
    }

    private void tables() throws SQLException {
        for (Case each : cases) {
            server.execute("CREATE TABLE r_" + each.name() + " (n integer, v " + each.type() + ")",
                    "ALTER TABLE r_" + each.name() + " REPLICA IDENTITY FULL");
            fill(each, 0);
            if (each.key()) {
                server.execute("CREATE TABLE rk_" + each.name() + " (v " + each.type() + " PRIMARY KEY, n integer)",
                        "INSERT INTO rk_" + each.name() + " SELECT v, min(n) FROM r_" + each.name() + " WHERE v IS NOT NULL AND NOT"
                                + " coalesce(" + each.misfit().replace("$", "v") + ", false) GROUP BY v");
            }
        }
        Toast.create(server);
        server.execute("CREATE TABLE r_moved (id integer PRIMARY KEY, big text)", "ALTER TABLE r_moved ALTER big SET STORAGE EXTERNAL",
                "INSERT INTO r_moved SELECT n, repeat('long', 1000) || n FROM generate_series(1, 5) n",
                "CREATE TABLE r_last (note text)");
    }

    private void fill(Case each, int from) throws SQLException {
        List<String> values = new ArrayList<>(each.values());
        values.add("NULL");
        for (int i = 0; i < values.size(); i++) {
            server.execute("INSERT INTO r_" + each.name() + " SELECT " + (from + i) + ", (" + values.get(i) + ")::" + each.type());
        }
    }

    private void change() throws SQLException {
        for (Case each : cases) {
            fill(each, MOVED);
            server.execute("UPDATE r_" + each.name() + " SET n = -n WHERE n > 0 AND n < " + MOVED,
                    "DELETE FROM r_" + each.name() + " WHERE n > " + MOVED + " AND n % 2 = 1");
            if (each.key()) {
                server.execute("UPDATE rk_" + each.name() + " SET n = n + " + MOVED + " WHERE n % 2 = 0",
                        "DELETE FROM rk_" + each.name() + " WHERE n % 2 = 1");
            }
        }
        Toast.update(server);
        server.execute("UPDATE r_moved SET id = id + 10 WHERE id < 4", "ALTER TABLE r_moved ADD extra integer DEFAULT 7",
                "UPDATE r_moved SET extra = 8 WHERE id = 5", "DELETE FROM r_moved WHERE id = 4", "TRUNCATE r_bigint",
                "INSERT INTO r_bigint VALUES (1, 1)", "INSERT INTO r_last VALUES ('the last row')");
    }

    private Path project(String name) throws IOException {
        Path project = work.resolve(name);
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), server.secrets("round_trip", "public.r_.*,public.rk_.*,public.toast_.*"));
        StringBuilder keys = new StringBuilder("[cdc_settings]\nsnapshot = \"engine\"\n[cdc_settings.primary_keys]\n"
                + "toast_merge = \"id\"\nr_moved = \"id\"\n");
        cases.stream().filter(Case::key).forEach(c -> keys.append("rk_").append(c.name()).append(" = \"v\"\n"));
        Files.writeString(project.resolve(".dlt/config.toml"), keys);
        return project;
    }

    private static Path file(Path project) {
        return project.resolve(".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb");
    }

    private String slots() throws SQLException {
        return server.rows("SELECT slot_name, confirmed_flush_lsn::text FROM pg_replication_slots").toString();
    }

    /** Of the captured tables. */
    private long rows() throws SQLException {
        return Long.parseLong(server.rows("SELECT 'n', sum((xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM '"
                + " || quote_ident(tablename), false, true, '')))[1]::text::bigint)::text FROM pg_tables WHERE schemaname = 'public'"
                + " AND tablename ~ '^(r_|rk_|toast_)'").get("n"));
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private Process start(Path project, Path out, String... verb) throws IOException {
        List<String> command = new ArrayList<>(loader);
        command.addAll(List.of(verb));
        command.addAll(List.of("--project", project.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(work.resolve(project.getFileName() + ".log").toFile()));
        builder.environment().put("TZ", "America/St_Johns");
        return builder.start();
    }

    private void must(String name, Path project, String... verb) throws Exception {
        int code = start(project, work.resolve("out"), verb).waitFor();
        String log = Files.readString(work.resolve(project.getFileName() + ".log"));
        check(code == 0, name, "exit code " + code + ": " + log.substring(Math.max(0, log.length() - 600)));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void until(Condition condition, String name) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds() && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        check(condition.holds(), name, "not in " + PATIENCE_S + " s: " + Files.readString(work.resolve("loaded.log")));
    }

    private void check(boolean right, String name, String why) {
        System.out.println(right ? "ok " + name : "not ok " + name + ": " + why.replace('\n', ' '));
        failures += right ? 0 : 1;
    }

    private void compare(Path loaded, Path replayed, long events) throws SQLException {
        Map<String, Integer> tables = new TreeMap<>();
        List<String> differences = new ArrayList<>(TwoWays.differences(loaded, replayed, tables));
        differences.removeIf(line -> line.startsWith("loads: "));
        differences.addAll(order(loaded, replayed, tables));
        check(differences.isEmpty() && tables.size() > 100, "a replay has loaded what the loader has: " + tables.size() + " tables of "
                + events + " events compared", differences.size() + " differences, such as "
                        + String.join(" | ", differences.subList(0, Math.min(8, differences.size()))));
    }

    /** In APPEND tables streamed changes come in the same order, with the same position and time. */
    private List<String> order(Path loaded, Path replayed, Map<String, Integer> tables) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (String table : tables.keySet()) {
            String columns = table.equals("r_last") ? "note" : "n";
            String sql = "SELECT string_agg(concat_ws(' ', __op, " + columns + ", __position, epoch_us(__source_ts)), ',' ORDER BY __seq)"
                    + " || ' ' || (count(*) = count(DISTINCT __seq)) FROM debezium_data." + table + " WHERE __op <> 'snapshot'";
            String here = table.startsWith("r_") && !table.equals("r_moved") ? text(loaded, sql) : "";
            String there = here.isEmpty() ? "" : text(replayed, sql);
            if (!here.equals(there)) {
                differences.add(table + ": the order is " + there + ", expected " + here);
            }
        }
        return differences;
    }

    private static String text(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
