import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
 * What {@code events} prints while a database is at work, {@code replay} loads as the loader itself has loaded it, also
 * where it is killed meanwhile; and neither takes a pipeline of the other's. A subclass brings the database.
 */
abstract class ThereAndBack {

    private static final int PATIENCE_S = 90;
    private static final int POWER_CUT = 86;        // base.CrashPoint.EXIT_CODE
    private static final int KILLED = 137;
    private static final String FEW_ROWS = "CDC_SETTINGS__LOAD_MAX_ROWS";

    protected final Path work;
    private final List<String> loader;
    private int failures;

    /** @param loader the command that starts it */
    ThereAndBack(Path work, List<String> loader) {
        this.work = work;
        this.loader = loader;
    }

    /** Of the pipeline, such as {@code debezium_cdc}. */
    abstract String pipeline();

    abstract String dataset();

    abstract String secrets();

    /** {@code [cdc_settings]} and its tables. */
    abstract String settings();

    /** In all captured tables. */
    abstract long rows() throws SQLException;

    /** Changes of every kind; the last row that is written has the text "the last row". */
    abstract void change() throws SQLException;

    /** Whether to kill replays, too, which do not depend on the database. */
    abstract boolean isThorough();

    /** The least number of tables that are to be compared. */
    abstract int tables();

    /** The columns of an APPEND table that tell its changes from one another; empty: their order is not looked at. */
    abstract String told(String table);

    /** What must not be changed by {@code events}: the loader's place at the source, or beside its file. */
    abstract String kept(Path loaded) throws SQLException, IOException;

    final boolean hasFailed() {
        return failures > 0;
    }

    final void run() throws Exception {
        Path loaded = project("loaded");
        Path replayed = project("replayed");
        Path events = work.resolve("events.jsonl");
        must("the loader loads the snapshot", loaded, "run", "--snapshot-only");
        String kept = kept(loaded);
        Process printing = start(loaded, events, Map.of(), "events");
        long rows = rows();
        until(() -> lines(events) >= rows, "events prints the snapshot's " + rows + " rows");
        change();
        until(() -> Files.readString(events).contains("the last row"), "events prints the changes");
        printing.destroy();
        check(printing.waitFor(30, TimeUnit.SECONDS) && printing.exitValue() == 0,
                "events ends on SIGTERM with exit code 0", "");
        check(kept.length() > 2 && kept.equals(kept(loaded)), "events leaves the loader's place in the log as it was",
                kept + " became " + kept(loaded));
        must("the loader loads the changes", loaded, "run", "--until-current");
        if (isThorough()) {
            killed(replayed, events);
        }
        must("replay loads what events has printed", replayed, "replay", events.toString());
        compare(file(loaded), file(replayed), lines(events));
        refused("run on a pipeline of recordings", "holds replayed recordings", replayed, "run", "--until-current");
        if (isThorough()) {
            refused("replay into a pipeline that is loaded from a source", "is loaded from a live source", loaded,
                    "replay", events.toString());
            must("a second replay", replayed, "replay", events.toString());
            compare(file(loaded), file(replayed), lines(events));
        }
    }

    // -------------------------------------------------------------------------------------------- cut off, killed

    /** Around a commit, of loads of 100 changes, and in the middle of what comes through a pipe. */
    private void killed(Path project, Path events) throws Exception {
        List<Long> reached = new ArrayList<>();
        for (String place : List.of("before-commit:2", "after-commit:2", "staged:3")) {
            Process replay = start(project, work.resolve("out"), Map.of("CDC_CRASH_AT", place, FEW_ROWS, "100"),
                    "replay", events.toString());
            check(replay.waitFor() == POWER_CUT, "a replay whose power is cut at " + place, "exit code "
                    + replay.exitValue());
            reached.add(loads(project));
        }
        List<String> lines = Files.readAllLines(events);
        Process replay = start(project, work.resolve("out"), Map.of(FEW_ROWS, "100"), "replay", "-");
        OutputStream pipe = replay.getOutputStream();
        pipe.write((String.join("\n", lines.subList(0, 700)) + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
        until(() -> loads(project) > reached.get(2), "a replay loads what has come through a pipe so far");
        pipe.write((String.join("\n", lines.subList(700, 1400)) + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
        replay.destroyForcibly();
        check(replay.waitFor() == KILLED, "it is killed while more comes", "exit code " + replay.exitValue());
        reached.add(loads(project));
        check(reached.get(0) == 1 && reached.get(1) == 3, "a cut before a commit keeps nothing of the load, one after"
                + " it all of it",
                reached + " loads");
        Path other = work.resolve("other.jsonl");
        Files.write(other, lines.subList(1, 9));
        refused("another recording after one that was not finished", "stopped after line", project, "replay",
                other.toString());
    }

    /** Waits while a replay has the file open; 0 where there is none. */
    private long loads(Path project) throws IOException {
        try {
            return Files.exists(file(project)) ? Long.parseLong(text(file(project), "SELECT count(*) FROM " + dataset()
                    + "._dlt_loads")) : 0;
        }
        catch (SQLException held) {
            return -1;
        }
    }

    private void refused(String name, String sentence, Path project, String... verb) throws Exception {
        Path log = work.resolve(project.getFileName() + ".log");
        int before = (int) Files.size(log);
        int code = start(project, work.resolve("out"), Map.of(), verb).waitFor();
        byte[] all = Files.readAllBytes(log);
        String said = new String(all, before, all.length - before, StandardCharsets.UTF_8);
        check(code == 2 && said.contains(sentence) && !said.contains("Exception"), name + " is refused", "exit code "
                + code + ": " + said);
    }

    // --------------------------------------------------------------------------------------------------- programs

    private Path project(String name) throws IOException {
        Path project = work.resolve(name);
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), secrets());
        Files.writeString(project.resolve(".dlt/config.toml"), settings());
        return project;
    }

    private Path file(Path project) {
        return project.resolve(".dlt/pipelines/" + pipeline() + "/" + pipeline() + ".duckdb");
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private Process start(Path project, Path out, Map<String, String> environment, String... verb) throws IOException {
        List<String> command = new ArrayList<>(loader);
        command.addAll(List.of(verb));
        command.addAll(List.of("--project", project.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(work.resolve(project.getFileName() + ".log").toFile()));
        builder.environment().put("TZ", "America/St_Johns");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void must(String name, Path project, String... verb) throws Exception {
        int code = start(project, work.resolve("out"), Map.of(), verb).waitFor();
        String log = Files.readString(work.resolve(project.getFileName() + ".log"));
        check(code == 0, name, "exit code " + code + ": " + log.substring(Math.max(0, log.length() - 600)));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void until(Condition condition, String name) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds() && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        String log = Files.readString(work.resolve("loaded.log"));
        check(condition.holds(), name, "not in " + PATIENCE_S + " s: "
                + log.substring(Math.max(0, log.length() - 600)));
    }

    private void check(boolean right, String name, String why) {
        System.out.println(right ? "ok " + name : "not ok " + name + ": " + why.replace('\n', ' '));
        failures += right ? 0 : 1;
    }

    // -------------------------------------------------------------------------------------------------- comparison

    private void compare(Path loaded, Path replayed, long events) throws SQLException {
        Map<String, Integer> tables = new TreeMap<>();
        List<String> differences = new ArrayList<>(TwoWays.differences(TwoWays.files(loaded, replayed),
                dataset(), tables));
        differences.addAll(order(loaded, replayed, tables));
        check(differences.isEmpty() && tables.size() >= tables(), "a replay has loaded what the loader has: "
                + tables.size() + " tables of " + events + " events compared", differences.size()
                + " differences, such as "
                        + String.join(" | ", differences.subList(0, Math.min(8, differences.size()))));
    }

    /** In APPEND tables streamed changes come in the same order, with the same position and time. */
    private List<String> order(Path loaded, Path replayed, Map<String, Integer> tables) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (String table : tables.keySet()) {
            String columns = told(table);
            String sql = "SELECT string_agg(concat_ws(' ', __op, " + columns + ", __position, epoch_us(__source_ts)),"
                    + " ',' ORDER BY __seq) || ' ' || (count(*) = count(DISTINCT __seq)) FROM " + dataset() + "."
                    + table + " WHERE __op <> 'snapshot'";
            String here = columns.isEmpty() ? "" : text(loaded, sql);
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
