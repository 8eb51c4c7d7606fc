import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Another table under a captured name: nothing of it is loaded under the old one's, and the run ends with a sentence.
 */
final class SwapTest {

    private static final String ALL = "FOR ALL TABLES WITH (publish_via_partition_root = true)";
    private static final String BUILT = "CREATE TABLE sw.u (id int PRIMARY KEY, a text);; INSERT INTO sw.u VALUES (7,"
            + " 'other')";
    private static final String SWAPPED = BUILT + ";; ALTER TABLE sw.t RENAME TO t_old;; ALTER TABLE sw.u RENAME TO t;;"
            + " INSERT INTO sw.t VALUES (8, 'new')";
    private static final int STARTS = 4;
    private static final int TABLES = 30;
    private static final String ENDS = "1: |sw.t|another table|drop --drop-all --drop-slot";

    private final LiveProjects projects;

    SwapTest(Path folder, Promises promises) {
        projects = new LiveProjects(folder, promises, "sw", "CREATE TABLE sw.t (id int PRIMARY KEY, a text);;"
                + " INSERT INTO sw.t VALUES (1, 'x');; CREATE TABLE sw.p (id int, a text, PRIMARY KEY (id)) PARTITION"
                + " BY RANGE (id);; CREATE TABLE sw.p1 PARTITION OF sw.p DEFAULT;; INSERT INTO sw.p VALUES (1, 'x')");
    }

    void run() throws Exception {
        projects.begin();
        String t = "sw\\.t";
        for (String publication : List.of(ALL, "FOR TABLES IN SCHEMA sw", "")) {
            String to = publication.isEmpty() ? ", the loader's publication" : ", " + publication;
            String publish = publication.isEmpty() ? ";; ALTER PUBLICATION $p ADD TABLE sw.t;; UPDATE sw.t SET a = 'n'"
                    : "";
            ends("swap by RENAME" + to, t, publication, SWAPPED + publish);
        }
        ends("swap by DROP and CREATE", t, ALL, "DROP TABLE sw.t;; CREATE TABLE sw.t (id bigint PRIMARY KEY, b text);;"
                + " INSERT INTO sw.t VALUES (8, 'new')");
        ends("swap by SET SCHEMA", t, ALL, "CREATE SCHEMA sw_2;; CREATE TABLE sw_2.t (id int PRIMARY KEY, a text);;"
                + " INSERT INTO sw_2.t VALUES (7, 'other');; CREATE SCHEMA sw_3;; ALTER TABLE sw.t SET SCHEMA sw_3;;"
                + " ALTER TABLE sw_2.t SET SCHEMA sw;; INSERT INTO sw.t VALUES (8, 'new')");
        ends("swap in one transaction with changes", t, ALL, "BEGIN; INSERT INTO sw.t VALUES (2, 'y');"
                + " CREATE TABLE sw.u (id int PRIMARY KEY, a text); INSERT INTO sw.u VALUES (7, 'other');"
                + " ALTER TABLE sw.t RENAME TO t_old; ALTER TABLE sw.u RENAME TO t; UPDATE sw.t SET a = 'new'; COMMIT");
        ends("swap of a partitioned table", "sw\\.p", ALL,
                "CREATE TABLE sw.q (LIKE sw.p INCLUDING ALL) PARTITION BY RANGE (id);; CREATE TABLE sw.q1 PARTITION OF"
                        + " sw.q DEFAULT;; ALTER TABLE sw.p RENAME TO p_old;; ALTER TABLE sw.q RENAME TO p;;"
                        + " INSERT INTO sw.p VALUES (8, 'new')");
        swapAndBack();
        droppedMeanwhile(", while it looks at them,", ALL);
        droppedMeanwhile(" and adds them to its publication", "");
        rewritten();
        droppedHere();
        olderCheckpoint();
        unasked();
        projects.end();
    }

    /** While the loader runs, while it does not, and at each start after it. */
    private void ends(String name, String include, String publication, String changes) throws Exception {
        String table = include.substring(include.length() - 1);
        String parts = ENDS.replace("sw.t", "sw." + table);
        String rows = "SELECT DISTINCT id FROM " + table + " WHERE id NOT IN (1, 2)";
        projects.play(name + ": a start ends", include, publication, "", project -> {
            LiveProjects.change(project, changes);
            String wrong = lacks(LiveProjects.run(project), parts) + lacks(LiveProjects.run(project), parts);
            return wrong + LiveProjects.differs(project, rows, "");
        });
        if (name.matches(".*(IN SCHEMA|publication|SET SCHEMA).*")) {
            return;     // the same for a running loader
        }
        projects.play(name + ": a running loader ends", include, publication, "", project -> {
            try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                live.awaitStream();
                LiveProjects.change(project, changes);
                return lacks(live.awaitEnd(), parts) + LiveProjects.differs(project, rows, "")
                        + lacks(LiveProjects.run(project), parts);
            }
        });
    }

    private void swapAndBack() throws Exception {
        projects.play("a swap that was taken back while the loader was stopped: nothing of the other table is loaded",
                "sw\\.t", ALL, "", project -> {
                    LiveProjects.change(project, SWAPPED + ";; ALTER TABLE sw.t RENAME TO u;;"
                            + " ALTER TABLE sw.t_old RENAME TO t;; INSERT INTO sw.t VALUES (2, 'y')");
                    return lacks(LiveProjects.run(project), ENDS) + LiveProjects.differs(project,
                            "SELECT id FROM t WHERE id > 2", "");
                });
        String rename = "UPDATE sw.t SET a = 'y';; ALTER TABLE sw.t RENAME TO t_old";
        String meanwhile = "UPDATE sw.t_old SET a = 'z';; INSERT INTO sw.t_old VALUES (2, 'z')";
        String back = "ALTER TABLE sw.t_old RENAME TO t;; INSERT INTO sw.t VALUES (3, 'z');;"
                + " INSERT INTO sw.p VALUES (2, 'z')";
        String rows = "SELECT id, a FROM t ORDER BY id";
        projects.play("a table renamed away and back goes on, with what changed meanwhile", "sw\\.t,sw\\.p", ALL,
                "[cdc_settings.primary_keys]\nt = 'id'", project -> {
                    String wrong = "";
                    for (String changes : List.of(rename, meanwhile, back)) {
                        LiveProjects.change(project, changes);
                        wrong += LiveProjects.run(project);
                    }
                    return wrong + LiveProjects.differs(project, rows, "1,z / 2,z / 3,z");
                });
        projects.play("a table renamed away and back while the loader runs goes on", "sw\\.t,sw\\.p", ALL,
                "[cdc_settings.primary_keys]\nt = 'id'", project -> {
                    try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                        live.awaitStream();
                        LiveProjects.change(project, rename + ";; " + meanwhile);
                        String wrong = live.awaitWarning("was renamed to sw.t_old");
                        LiveProjects.change(project, back);
                        live.awaitRows("p", 1);     // the last of the changes
                        return wrong + live.end() + LiveProjects.differs(project, rows, "1,z / 2,z / 3,z");
                    }
                });
    }

    /** Somebody makes tables and drops them all the time: what has just been listed may be gone. */
    private void droppedMeanwhile(String when, String publication) throws Exception {
        projects.play("tables that are dropped while a loader starts" + when + " are left alone", "sw\\..*",
                publication, "[cdc_settings.primary_keys]\nt = 'id'", project -> {
                    AtomicBoolean over = new AtomicBoolean();
                    CompletableFuture<Void> others = CompletableFuture.runAsync(() -> makeAndDrop(over));
                    String wrong = "";
                    for (int i = 0; i < STARTS && wrong.isEmpty(); i++) {
                        LiveProjects.change(project, "UPDATE sw.t SET a = 'start " + i + "'");
                        wrong += LiveProjects.run(project);
                    }
                    try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                        live.awaitLooks(3);
                        LiveProjects.change(project, "UPDATE sw.t SET a = 'live'");
                        live.awaitRows("t", 1);
                        wrong += live.end();
                    }
                    over.set(true);
                    others.join();
                    return wrong + LiveProjects.differs(project, "SELECT id, a FROM t", "1,live");
                });
    }

    private static void makeAndDrop(AtomicBoolean over) {
        try (Connection connection = Project.source().connect(); Statement statement = connection.createStatement()) {
            for (int first = 0; !over.get(); first += TABLES) {
                for (int i = first; i < first + TABLES; i++) {
                    statement.execute("CREATE TABLE sw.brief_" + i + " (id int)");
                }
                for (int i = first; i < first + TABLES; i++) {
                    statement.execute("DROP TABLE sw.brief_" + i);
                }
            }
        }
        catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void rewritten() throws Exception {
        projects.play("VACUUM FULL, CLUSTER and a change of a type are no swap", "sw\\.t", ALL, "", project -> {
            LiveProjects.change(project, "VACUUM FULL sw.t;; CLUSTER sw.t USING t_pkey;; ALTER TABLE sw.t ALTER id TYPE"
                    + " bigint;; INSERT INTO sw.t VALUES (2, 'y')");
            return LiveProjects.run(project) + LiveProjects.differs(project, "SELECT id FROM t ORDER BY id", "1 / 2");
        });
    }

    /** {@code drop t}: nothing is left that the new one could be mixed with. */
    private void droppedHere() throws Exception {
        projects.play("after `drop t` the other table's changes come, and none of the old one's", "sw\\.t,sw\\.p", ALL,
                "", project -> {
                    LiveProjects.change(project, "INSERT INTO sw.t VALUES (2, 'y');; " + SWAPPED);
                    String wrong = lacks(LiveProjects.run(project), ENDS);
                    project.dropHere("t");
                    return wrong + LiveProjects.run(project) + LiveProjects.differs(project,
                            "SELECT id FROM t ORDER BY id", "8");
                });
    }

    /** {@code resnapshot = "auto"}: the other table is read, once, and is the one that is meant from then on. */
    private void unasked() throws Exception {
        String auto = "[cdc_settings]\nresnapshot = 'auto'\n[cdc_settings.primary_keys]\nt = 'id'\np = 'id'";
        String rows = "SELECT id, a FROM t WHERE NOT deleted ORDER BY id";
        String gone = "SELECT id FROM t WHERE deleted";
        String loads = "SELECT count(DISTINCT _dlt_load_id) FROM t";
        String back = "BEGIN; ALTER TABLE sw.t RENAME TO u; ALTER TABLE sw.t_old RENAME TO t; UPDATE sw.t SET a = 'o';"
                + " UPDATE sw.u SET a = 'u'; COMMIT";
        projects.play("auto: a start reads a table that was swapped in, once", "sw\\.t,sw\\.p", ALL, auto,
                project -> {
                    LiveProjects.change(project, "UPDATE sw.t SET a = 'y';; " + SWAPPED
                            + ";; UPDATE sw.t_old SET a = 'z'");
                    String wrong = LiveProjects.run(project) + LiveProjects.differs(project, rows,
                            "7,other / 8,new") + LiveProjects.differs(project, gone, "1");
                    String before = project.query(loads);
                    wrong += LiveProjects.run(project) + LiveProjects.differs(project, loads, before);
                    LiveProjects.change(project, "UPDATE sw.t SET a = 'n' WHERE id = 7");
                    return wrong + LiveProjects.run(project) + LiveProjects.differs(project, rows, "7,n / 8,new");
                });
        projects.play("auto: a running loader reads a table that is swapped in, and one that is swapped back",
                "sw\\.t,sw\\.p", "", auto, project -> {
                    try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                        live.awaitStream();
                        LiveProjects.change(project, SWAPPED);
                        live.awaitReadAgain(1);
                        LiveProjects.change(project, "INSERT INTO sw.t VALUES (9, 'late');;"
                                + " INSERT INTO sw.p VALUES (2, 'y')");
                        live.awaitRows("p", 1);
                        LiveProjects.change(project, back);
                        live.awaitReadAgain(2);
                        return live.end() + LiveProjects.run(project) + LiveProjects.differs(project, rows, "1,o")
                                + LiveProjects.differs(project, gone + " ORDER BY id", "7 / 8 / 9");
                    }
                });
        projects.play("auto: a table without the columns of the key is refused", "sw\\.t", ALL, auto, project -> {
            LiveProjects.change(project, "DROP TABLE sw.t;; CREATE TABLE sw.t (no int PRIMARY KEY, a text);;"
                    + " INSERT INTO sw.t VALUES (5, 'new')");
            return lacks(LiveProjects.run(project), "2: |id|sw.t") + lacks(LiveProjects.run(project), "2: |id|sw.t")
                    + LiveProjects.differs(project, rows, "1,x");
        });
    }

    /** One that knows no OIDs learns them, and the log has what happened before. */
    private void olderCheckpoint() throws Exception {
        projects.play("a checkpoint from before identities were kept: a swap with changes in the log is seen",
                "sw\\.t,sw\\.p", ALL, "", project -> {
                    project.forget("oids");
                    LiveProjects.change(project, "INSERT INTO sw.t VALUES (2, 'y');; " + SWAPPED);
                    return lacks(LiveProjects.run(project), "1: |sw.t|another table")
                            + LiveProjects.differs(project, "SELECT id FROM t WHERE id > 2", "");
                });
        projects.play("a checkpoint from before identities were kept learns them", "sw\\.t", ALL, "", project -> {
            project.forget("oids");
            String wrong = LiveProjects.run(project);
            LiveProjects.change(project, SWAPPED);
            return wrong + lacks(LiveProjects.run(project), ENDS) + LiveProjects.differs(project,
                    "SELECT id FROM t", "1");
        });
    }

    private static String lacks(String text, String parts) {
        return LiveProjects.lacks(text, parts);
    }
}
