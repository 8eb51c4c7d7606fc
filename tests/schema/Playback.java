import capture.Until;
import cli.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import watch.Watch;

/**
 * Plays scenarios. All share one pipeline and are played three times: while the loader runs, with a restart of the
 * loader after each step, and with all changes in one backlog. What the destination must hold is the same each time.
 */
final class Playback {

    /** How the loader meets the changes. */
    enum Mode {
        LIVE, RESTART, BACKLOG
    }

    private static final long PATIENCE_MS = 60_000;

    private final Path folder;
    private final Promises promises;

    Playback(Path folder, Promises promises) {
        this.folder = folder;
        this.promises = promises;
    }

    /** Plays those that are asked for, in every mode. */
    void play(List<Scenario> all) throws Exception {
        for (Mode mode : Mode.values()) {
            play(mode, all);
        }
    }

    void play(Mode mode, List<Scenario> all) throws Exception {
        List<Scenario> scenarios = all.stream().filter(s -> promises.wants(s.name) && (mode != Mode.LIVE || !s.notLive))
                .toList();
        if (scenarios.isEmpty()) {
            return;
        }
        long start = System.currentTimeMillis();
        String schema = "sc_" + mode.name().toLowerCase();
        TestSource source = Project.source();
        source.create(schema);
        Project.sql("CREATE TABLE " + schema + ".marker (id int PRIMARY KEY)");
        StringBuilder keys = new StringBuilder("[cdc_settings.primary_keys]\n");
        for (Scenario scenario : scenarios) {
            keys.append(scenario.table).append("_m = ").append(scenario.key).append('\n');
        }
        Project project = new Project(folder, schema, source.included(schema), keys.toString());
        int last = scenarios.stream().mapToInt(s -> s.steps.size()).max().orElse(0);
        try {
            step(schema, scenarios, 0);
            project.run(Until.CURRENT, new Watch() { });
            switch (mode) {
                case LIVE -> {
                    live(project, schema, scenarios, last);
                    project.run(Until.CURRENT, new Watch() { });        // what is read beside the stream
                }
                case RESTART -> {
                    for (int i = 1; i < last; i++) {
                        step(schema, scenarios, i);
                        project.run(Until.CURRENT, new Watch() { });
                    }
                }
                case BACKLOG -> {
                    for (int i = 1; i < last; i++) {
                        step(schema, scenarios, i);
                    }
                    project.run(Until.CURRENT, new Watch() { });
                }
            }
            for (Scenario scenario : scenarios) {
                check(mode, scenario, project);
            }
        }
        catch (Exception e) {
            promises.verdict(false, mode.name().toLowerCase() + ": " + e);
            e.printStackTrace();
        }
        finally {
            project.drop();
            source.drop(schema);
            System.out.printf("# %s: %d scenarios in %.1f s%n", mode, scenarios.size(),
                    (System.currentTimeMillis() - start) / 1000.0);
        }
    }

    /** Plays step after step while the loader runs; a row in the table marker tells that it has seen a step. */
    private static void live(Project project, String schema, List<Scenario> scenarios, int last) throws Exception {
        Map<String, Long> seen = new HashMap<>();
        Throwable[] error = new Throwable[1];
        Session session = new Session(Until.STOPPED, false, new Watch() {
            @Override
            public void loaded(Load load) {
                synchronized (seen) {
                    load.changes().forEach((table, rows) -> seen.merge(table, rows, Long::sum));
                }
            }
        });
        Thread loader = new Thread(() -> {
            try {
                project.run(session, Map.of());
            }
            catch (Throwable e) {
                error[0] = e;
            }
        }, "loader");
        loader.start();
        try {
            for (int i = 1; i < last; i++) {
                step(schema, scenarios, i);
                Project.sql("INSERT INTO " + schema + ".marker VALUES (" + i + ")");
                awaitMarker(loader, seen, i);
            }
        }
        catch (IllegalStateException e) {
            throw error[0] == null ? e : new IllegalStateException("the loader ended: " + error[0], error[0]);
        }
        finally {
            session.stop();
            loader.join(PATIENCE_MS);
        }
        if (error[0] != null) {
            throw new IllegalStateException("the loader ended: " + error[0], error[0]);
        }
    }

    private static void awaitMarker(Thread loader, Map<String, Long> seen, long number) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        while (loader.isAlive() && System.currentTimeMillis() < end) {
            synchronized (seen) {
                if (seen.getOrDefault("marker", 0L) >= number) {
                    return;
                }
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("step " + number + " was not loaded");
    }

    private static void step(String schema, List<Scenario> scenarios, int number) throws SQLException {
        for (Scenario scenario : scenarios) {
            if (number < scenario.steps.size()) {
                for (String table : List.of(scenario.table + "_m", scenario.table + "_a")) {
                    if (table.endsWith("_m") || !scenario.onlyMerged) {
                        Project.sql(scenario.steps.get(number).replace("$s", schema).replace("$t", schema + "." + table)
                                .replace("$n", table).split(Scenario.SEPARATOR));
                    }
                }
            }
        }
    }

    private void check(Mode mode, Scenario scenario, Project project) {
        List<String> wrong = new ArrayList<>();
        scenario.merged.forEach((query, expected) -> compare(project, scenario.table + "_m", query, expected, wrong));
        scenario.appended.forEach((query, expected) -> compare(project, scenario.table + "_a", query, expected, wrong));
        promises.verdict(wrong.isEmpty(), mode.name().toLowerCase() + ": " + scenario.name);
        wrong.forEach(System.out::println);
    }

    private static void compare(Project project, String table, String query, String expected, List<String> wrong) {
        String sql = query.replace("$t", "\"" + table + "\"").replace("$n", table);
        String actual;
        try {
            actual = project.query(sql);
        }
        catch (SQLException e) {
            actual = e.getMessage();
        }
        if (!actual.equals(expected)) {
            wrong.add("    " + sql + "\n    expected " + expected + "\n    actual   " + actual);
        }
    }
}
