package standin;

import java.util.List;

/** What was committed before the first load, and is recorded after it: the snapshot has it already. */
final class Snapshots {

    private static final String ROWS = "SELECT __op || ' ' || id FROM item ORDER BY __seq";
    private static final String EXCLUSIVE = "[sources.debezium.sqlserver]\nsnapshot_isolation_mode = \"exclusive\"\n";

    private Snapshots() {
    }

    /** A server whose capture job has not come by row 3 yet. */
    private static Server late() throws Exception {
        Server server = StandinTest.server();
        server.sql("INSERT INTO dbo.item VALUES(3, 'late')");
        return server;
    }

    private static Project project(Server server, String settings) throws Exception {
        return new Project(StandinTest.LOADER, server.port(), "dbo.item", settings);
    }

    static void before() throws Exception {
        for (String settings : List.of("", EXCLUSIVE)) {
            boolean exclusive = !settings.isEmpty();
            String name = exclusive ? "exclusive locks" : "snapshot isolation";
            try (Server server = late(); Project project = project(server, settings)) {
                project.run("run", "--snapshot-only");
                server.recordLate(exclusive ? 1 : 40, "item", 3);
                server.recordLate(0, "item", 3);
                Promises.same(0, project.run("run", "--until-current"), name + ": a late change is no fault");
                server.transaction(() -> server.insert("item", 1, "4, 'new'"));
                project.run("run", "--until-current");
                Promises.same(List.of("snapshot 1", "snapshot 2", "snapshot 3", "insert 3", "insert 4"),
                        project.rows(ROWS), name + ": what was committed before the snapshot and recorded after it"
                                + " comes once, and what was committed after it comes, too");
            }
        }
    }

    static void within() throws Exception {
        try (Server server = late(); Project project = project(server, "")) {
            project.run("run", "--snapshot-only");
            server.recordLate(10, "item", 3);
            for (String when : List.of("first", "again")) {
                Promises.same(1, project.run("run", "--until-current"), "APPEND, where nobody can tell whether the"
                        + " snapshot has a change: the run ends, " + when);
                Promises.has("Table dbo.item is appended to, and a change of it", project.said(),
                        "the sentence names the table, " + when);
            }
            Promises.same(List.of("snapshot 1", "snapshot 2", "snapshot 3"), project.rows(ROWS),
                    "and nothing is loaded twice");
        }
        try (Server server = late(); Project project = project(server, StandinTest.MERGE)) {
            project.run("run", "--snapshot-only");
            server.recordLate(10, "item", 3);
            Promises.same(0, project.run("run", "--until-current"), "MERGE: the same change is no fault");
            Promises.same(List.of("3"), project.rows("SELECT count(*)::VARCHAR FROM item"), "and comes once");
        }
    }

    static void isolations() throws Exception {
        String settings = "[sources.debezium.sqlserver]\nsnapshot_isolation_mode = \"read_committed\"\n";
        try (Server server = late(); Project project = project(server, settings)) {
            Promises.same(2, project.run("run", "--until-current"), "APPEND, rows read as of different moments:"
                    + " refused");
            Promises.has("snapshot_isolation_mode = \"read_committed\" reads rows as of different moments",
                    project.said(), "the sentence names the setting");
        }
    }
}
