import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a statement does to the values of all rows, of which the log has none: it is told, and read again. */
final class AlterTest {

    private static final String KEY = "[cdc_settings.primary_keys]\nt = 'id'";
    private static final String CHANGES = "ALTER TABLE al.t ALTER a TYPE text USING a || '!';; ALTER TABLE al.t ALTER s"
            + " TYPE varchar(2) USING left(s, 2);; ALTER TABLE al.t DROP d;; ALTER TABLE al.t ADD d int;; ALTER TABLE"
            + " al.t RENAME x TO z;; ALTER TABLE al.t RENAME y TO x;; ALTER TABLE al.t RENAME z TO y;; ALTER TYPE"
            + " al.mood RENAME VALUE 'sad' TO 'low'";

    private final LiveProjects projects;

    AlterTest(Path folder, Promises promises) {
        projects = new LiveProjects(folder, promises, "al", "CREATE TYPE al.mood AS ENUM ('sad', 'ok');; CREATE TABLE"
                + " al.t (id int PRIMARY KEY, a varchar(5), s varchar(9), d int, x text, y text, m al.mood);;"
                + " CREATE TABLE al.other (id int PRIMARY KEY, a text);; ALTER TABLE al.t REPLICA IDENTITY FULL;;"
                + " ALTER TABLE al.other REPLICA IDENTITY FULL;;"
                + " INSERT INTO al.t VALUES (1, 'a', 'long', 5, 'x', 'y', 'sad')");
    }

    void run() throws Exception {
        projects.begin();
        projects.play("altered: values that a statement changes are told by each start, until they are read", "al\\..*",
                "", KEY, project -> {
                    LiveProjects.change(project, CHANGES);
                    String parts = "column a of table al.t|column s of table al.t|Column d of table al.t is another|"
                            + "Column x of table al.t is another|Column y of table al.t is another|'sad'|'low'|"
                            + "run `resnapshot al.t`";
                    return said(project, parts) + said(project, parts)
                            + LiveProjects.lacks(LiveProjects.doctor(project), "column s of table al.t");
                });
        projects.play("altered: what changes no values is not told", "al\\..*", "", KEY, project -> {
            LiveProjects.change(project, "ALTER TABLE al.t ALTER s TYPE varchar(20), ADD n int DEFAULT 7, ALTER d SET"
                    + " NOT NULL;; VACUUM FULL al.other;; ALTER TABLE al.t RENAME x TO z;; ALTER TABLE al.t RENAME z TO"
                    + " x;; ALTER TYPE al.mood ADD VALUE 'fine';; TRUNCATE al.other");
            List<String> warnings = new CopyOnWriteArrayList<>();
            return LiveProjects.run(project, warnings) + (warnings.isEmpty() ? "" : "warned: " + warnings);
        });
        projects.play("altered: a running loader reads them unasked, once", "al\\..*", "",
                "[cdc_settings]\nresnapshot = 'auto'\n" + KEY, project -> {
                    String rows = "SELECT id, a, s, d, x, y, m FROM t ORDER BY id";
                    try (LiveProjects.Live live = new LiveProjects.Live(project)) {
                        live.awaitStream();
                        LiveProjects.change(project, "BEGIN; " + CHANGES.replace(";;", ";") + "; COMMIT");
                        live.awaitReadAgain(1);
                        LiveProjects.change(project, "INSERT INTO al.t (id, a) VALUES (2, 'late');;"
                                + " INSERT INTO al.other VALUES (2)");
                        live.awaitRows("other", 1);
                        live.end();
                    }
                    String loads = "SELECT count(DISTINCT _dlt_load_id) FROM t";
                    String wrong = LiveProjects.differs(project, rows, "1,a!,lo,-,y,x,low / 2,late,-,-,-,-,-");
                    String before = project.query(loads);
                    List<String> warnings = new CopyOnWriteArrayList<>();
                    return wrong + LiveProjects.run(project, warnings) + LiveProjects.differs(project, loads, before)
                            + (warnings.isEmpty() ? "" : "said again: " + warnings);
                });
        projects.end();
    }

    private static String said(Project project, String parts) {
        List<String> warnings = new CopyOnWriteArrayList<>();
        return LiveProjects.run(project, warnings) + LiveProjects.lacks(warnings.toString(), parts);
    }
}
