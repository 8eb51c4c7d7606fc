import base.Problem;
import capture.Until;
import cli.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import watch.Watch;

/**
 * That the server goes on to accept UPDATE and DELETE of its users, whatever the tables' identities: a publication that
 * would end that is not made, the sentence says what helps, and that does help.
 */
final class WritesTest {

    private static final String STORED = "g int GENERATED ALWAYS AS (n * 2) STORED";
    private static final String VIRTUAL = "g int GENERATED ALWAYS AS (n * 2) VIRTUAL";
    private static final String FULL = ";; ALTER TABLE $t REPLICA IDENTITY FULL";

    private final Path folder;
    private final Promises promises;
    private int version;
    private int number;

    WritesTest(Path folder, Promises promises) {
        this.folder = folder;
        this.promises = promises;
    }

    void run() throws Exception {
        long start = System.currentTimeMillis();
        version = Integer.parseInt(Project.one("SHOW server_version_num"));
        plain();
        generated();
        partitions();
        byAnother();
        System.out.printf("# writes: %.1f s%n", (System.currentTimeMillis() - start) / 1000.0);
    }

    private void plain() throws Exception {
        String table = "CREATE TABLE $t (id int %s, n int)";
        made("a primary key", table.formatted("PRIMARY KEY"), "");
        made("REPLICA IDENTITY FULL and no key", table.formatted("") + FULL, "");
        made("a deferrable primary key and FULL", table.formatted("PRIMARY KEY DEFERRABLE") + FULL, "");
        made("a deferrable primary key", table.formatted("PRIMARY KEY DEFERRABLE INITIALLY DEFERRED"),
                "wr.t (its primary key is deferrable)|ALTER TABLE wr.t REPLICA IDENTITY FULL;");
        made("no key", table.formatted(""), "wr.t (it has neither a primary key nor REPLICA IDENTITY FULL)");
        made("a unique constraint and no key", table.formatted("NOT NULL UNIQUE"), "neither a primary key nor");
        made("REPLICA IDENTITY NOTHING", table.formatted("PRIMARY KEY") + ";; ALTER TABLE $t REPLICA IDENTITY NOTHING",
                "NOTHING");
        String index = table.formatted("NOT NULL") + ";; CREATE UNIQUE INDEX tx ON $t (id);; ALTER TABLE $t REPLICA"
                + " IDENTITY USING INDEX tx";
        made("REPLICA IDENTITY USING INDEX", index, "");
        made("REPLICA IDENTITY USING INDEX that is dropped", index + ";; DROP INDEX wr.tx",
                "index of its REPLICA IDENTITY is gone");
        made("REPLICA IDENTITY USING INDEX that is dropped, with a key", index + ";; DROP INDEX wr.tx;;"
                + " ALTER TABLE $t ADD PRIMARY KEY (id)", "index of its REPLICA IDENTITY is gone");
        if (version >= 180000) {
            made("a key WITHOUT OVERLAPS", "CREATE EXTENSION IF NOT EXISTS btree_gist;; CREATE TABLE $t (id int, n int,"
                    + " during int4range DEFAULT '[1,9)', PRIMARY KEY (id, during WITHOUT OVERLAPS))", "");
        }
    }

    private void generated() throws Exception {
        made("a stored generated column and a key", "CREATE TABLE $t (id int PRIMARY KEY, n int, " + STORED + ")", "");
        made("a stored generated column and FULL", "CREATE TABLE $t (id int PRIMARY KEY, n int, " + STORED + ")"
                + FULL, "");
        made("a stored generated column, FULL and no key", "CREATE TABLE $t (id int, n int, " + STORED + ")"
                + FULL, "");
        made("a stored generated column and no key", "CREATE TABLE $t (id int, n int, " + STORED + ")",
                "neither a primary key nor");
        if (version >= 180000) {
            made("a key that is a stored generated column", "CREATE TABLE $t (id int, n int, g int GENERATED ALWAYS AS"
                    + " (id * 2) STORED PRIMARY KEY)", "");
            made("a virtual generated column and a key", "CREATE TABLE $t (id int PRIMARY KEY, n int, " + VIRTUAL
                    + ")", "");
            made("a virtual generated column and FULL", "CREATE TABLE $t (id int PRIMARY KEY, n int, " + VIRTUAL
                    + ")" + FULL,
                    "generated columns that are not sent: g|ALTER TABLE wr.t REPLICA IDENTITY DEFAULT;");
            made("a virtual generated column and NOTHING", "CREATE TABLE $t (id int PRIMARY KEY, n int, " + VIRTUAL
                    + ");; ALTER TABLE $t REPLICA IDENTITY NOTHING", "NOTHING|ALTER TABLE wr.t REPLICA IDENTITY"
                    + " DEFAULT;");
        }
    }

    private void partitions() throws Exception {
        String root = "CREATE TABLE $t (id int, n int) PARTITION BY RANGE (id);; CREATE TABLE wr.t_1 PARTITION OF $t"
                + " DEFAULT";
        made("a partition without FULL under a root that has it", root + FULL,
                "wr.t_1 (it has neither|ALTER TABLE wr.t_1 REPLICA");
        made("partitions of partitions", "CREATE TABLE $t (id int, n int) PARTITION BY RANGE (id);;"
                + " CREATE TABLE wr.t_1 PARTITION OF $t DEFAULT PARTITION BY RANGE (n);; CREATE TABLE wr.t_2 PARTITION"
                + " OF wr.t_1 DEFAULT" + FULL, "wr.t_2 (it has neither");
        made("a partition with FULL under a root without", root + ";; ALTER TABLE wr.t_1 REPLICA IDENTITY FULL", "");
        made("a partitioned table with a key", root + ";; ALTER TABLE $t ADD PRIMARY KEY (id)", "");
        made("a partitioned table with a deferrable key", root + ";; ALTER TABLE $t ADD PRIMARY KEY (id) DEFERRABLE",
                "wr.t_1 (its primary key is deferrable)");
        made("one partition with NOTHING", root + ";; ALTER TABLE $t ADD PRIMARY KEY (id);; ALTER TABLE wr.t_1 REPLICA"
                + " IDENTITY NOTHING",
                "wr.t_1 (its REPLICA IDENTITY is NOTHING)");
    }

    /** Publications that are there already stay as they are. */
    private void byAnother() throws Exception {
        String deferrable = "CREATE TABLE $t (id int PRIMARY KEY DEFERRABLE, n int);; ";
        String stored = "CREATE TABLE $t (id int PRIMARY KEY, n int, " + STORED + ");; ";
        there("FOR TABLE", deferrable + "CREATE PUBLICATION $p FOR TABLE $t",
                "PostgreSQL refuses UPDATE|wr.t (its primary key is");
        there("FOR TABLES IN SCHEMA", deferrable + "CREATE PUBLICATION $p FOR TABLES IN SCHEMA wr",
                "wr.t (its primary key is");
        there("FOR ALL TABLES, another table of which is refused", "CREATE TABLE $t (id int PRIMARY KEY, n int);;"
                + " CREATE TABLE wr.u (id int);; CREATE PUBLICATION $p FOR ALL TABLES",
                "wr.u (it has neither|ALTER TABLE wr.u REPLICA IDENTITY FULL;");
        there("a partition", "CREATE TABLE $t (id int, n int) PARTITION BY RANGE (id);; CREATE TABLE wr.t_1 PARTITION"
                + " OF $t DEFAULT" + FULL + ";; CREATE PUBLICATION $p FOR TABLE $t WITH (publish_via_partition_root ="
                + " true)", "wr.t_1 (it has neither");
        there("a list of columns under FULL", "CREATE TABLE $t (id int PRIMARY KEY, n int)" + FULL
                + ";; CREATE PUBLICATION $p FOR TABLE $t (id, n)", "list of columns does not go with");
        if (version >= 180000) {
            there("a stored generated column under FULL", stored + "ALTER TABLE $t REPLICA IDENTITY FULL;;"
                    + " CREATE PUBLICATION $p FOR TABLE $t",
                    "not sent: g|ALTER PUBLICATION $p SET (publish_generated_columns = stored);");
            there("a virtual generated column under FULL", stored.replace("STORED", "VIRTUAL")
                    + "ALTER TABLE $t REPLICA IDENTITY FULL;; CREATE PUBLICATION $p FOR TABLE $t",
                    "not sent: g|REPLICA IDENTITY DEFAULT;");
            there("no key and a stored generated column", "CREATE TABLE $t (id int, n int, " + STORED
                    + ");; CREATE PUBLICATION $p FOR TABLE $t", "neither a primary key|(publish_generated_columns ="
                    + " stored); ALTER TABLE wr.t REPLICA IDENTITY FULL;");
        }
        lacking();
        allTables();
        joining();
    }

    private void lacking() throws Exception {
        play("writes: a publication that lacks a table with a deferrable key",
                "CREATE TABLE $t (id int PRIMARY KEY DEFERRABLE, n int);; CREATE TABLE wr.u (id int PRIMARY KEY);;"
                        + " CREATE PUBLICATION $p FOR TABLE wr.u", project -> {
                    String said = said(project, new ArrayList<>());
                    String wrong = lacks(said, "1: |lacks wr.t|Run: ALTER TABLE wr.t REPLICA IDENTITY FULL; ALTER"
                            + " PUBLICATION") + change();
                    apply(said);
                    return wrong + change() + said(project, new ArrayList<>());
                });
    }

    private void allTables() throws Exception {
        play("writes: a publication for all tables is not made where one of them has no key",
                "CREATE TABLE $t (id int PRIMARY KEY, n int);; DROP SCHEMA IF EXISTS wr0 CASCADE;; CREATE SCHEMA wr0;;"
                        + " CREATE TABLE wr0.u (id int)", project -> {
                    project.configure("[sources.debezium]\npublication_autocreate_mode = 'all_tables'");
                    String said = said(project, new ArrayList<>());
                    Project.sql("UPDATE wr0.u SET id = 1", "DROP SCHEMA wr0 CASCADE");
                    return lacks(said, "1: Publication " + project.name() + " is not created|neither a primary key")
                            + unmade(project);
                });
    }

    /** While the loader runs. */
    private void joining() throws Exception {
        List<String> warnings = new CopyOnWriteArrayList<>();
        play("writes: a partition that is attached later is warned of", "CREATE TABLE $t (id int, n int) PARTITION BY"
                + " RANGE (id);; CREATE TABLE wr.t_1 PARTITION OF $t FOR VALUES FROM (0) TO (100);;"
                + " ALTER TABLE wr.t_1 REPLICA IDENTITY FULL",
                project -> {
                    Session session = new Session(Until.STOPPED, false, watch(warnings));
                    Thread loader = new Thread(() -> project.run(session, Map.of()));
                    loader.start();
                    await(() -> Project.one("SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                            + project.name() + "'").equals("1"));
                    Project.sql("CREATE TABLE wr.t_2 PARTITION OF wr.t DEFAULT");
                    String said = await(() -> warnings.stream().anyMatch(each ->
                            each.contains("wr.t_2 (it has neither"))) ? ""
                            : warnings.toString();
                    apply(String.join(" ", warnings));
                    Project.sql("INSERT INTO wr.t VALUES (500, 1)", "UPDATE wr.t SET n = 2 WHERE id = 500");
                    session.stop();
                    loader.join(30_000);
                    return said;
                });
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static boolean await(Condition condition) throws Exception {
        for (long end = System.currentTimeMillis() + 30_000; System.currentTimeMillis() < end; Thread.sleep(200)) {
            if (condition.holds()) {
                return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------------------------------------------- the ways

    /** The loader makes the publication, or says {@code parts}; empty: it makes it. */
    private void made(String name, String sql, String parts) throws Exception {
        play("writes: " + name, sql, project -> {
            String said = said(project, new ArrayList<>());
            String wrong = parts.isEmpty() ? said : lacks(said, "1: Publication " + project.name() + " is not created|"
                    + parts)
                    + unmade(project);
            wrong += change();
            if (wrong.isEmpty() && !parts.isEmpty()) {
                apply(said);
                wrong = said(project, new ArrayList<>()) + change();
            }
            return wrong.isEmpty() ? same(project) : wrong;
        });
    }

    /** A publication is there whose tables refuse changes: it stays, and a warning has {@code parts}. */
    private void there(String name, String sql, String parts) throws Exception {
        play("writes: a publication that is there, " + name, sql, project -> {
            List<String> warnings = new ArrayList<>();
            String wrong = said(project, warnings);
            List<String> refusals = warnings.stream()
                    .filter(each -> each.startsWith("PostgreSQL refuses UPDATE and DELETE")).toList();
            wrong += lacks(refusals.toString(), parts.replace("$p", project.name()));
            apply(String.join(" ", refusals));
            wrong += change();
            warnings.clear();
            wrong += said(project, warnings);
            return wrong + (warnings.toString().contains("refuses") ? "warns still: " + warnings : "");
        });
    }

    private static String unmade(Project project) throws SQLException {
        return Project.one("SELECT count(*) FROM pg_publication WHERE pubname = '" + project.name() + "'").equals("0")
                ? ""
                : " but it is made";
    }

    /** What a user of the server does; empty where it is accepted. */
    private static String change() {
        try {
            Project.sql("INSERT INTO wr.t (id, n) VALUES (3, 30)", "UPDATE wr.t SET n = n + 1 WHERE id = 1",
                    "DELETE FROM wr.t WHERE id IN (2, 3)");
            return "";
        }
        catch (SQLException e) {
            return " the server refuses: " + e.getMessage();
        }
    }

    /** Runs the commands of a sentence. */
    private static void apply(String said) throws SQLException {
        Matcher commands = Pattern.compile("(BEGIN|COMMIT|ALTER (TABLE|PUBLICATION) [^;]*);").matcher(said);
        while (commands.find()) {
            Project.sql(commands.group());
        }
    }

    /** All that is there comes, and computed columns with their values where the server sends them. */
    private String same(Project project) throws Exception {
        List<String> warnings = new ArrayList<>();
        String said = said(project, warnings);
        String computed = version >= 180000 && !Project.one("SELECT count(*) FROM pg_attribute WHERE attgenerated = 's'"
                + " AND attrelid = 'wr.t'::regclass").equals("0") ? ", g" : "";
        String here = project.query("SELECT id, n" + computed + " FROM t WHERE __op <> 'delete' AND id = 1 ORDER BY"
                + " __seq DESC LIMIT 1");
        String there = Project.one("SELECT concat_ws(',', id, n" + computed + ") FROM wr.t WHERE id = 1");
        boolean unsent = computed.isEmpty() && !Project.one("SELECT count(*) FROM pg_attribute WHERE attgenerated <> ''"
                + " AND attrelid = 'wr.t'::regclass").equals("0");
        boolean warned = warnings.toString().contains("does not send the generated columns of table wr.t: g will"
                + " be NULL");
        return said + (here.equals(there) ? "" : "expected " + there + ", actual " + here)
                + (unsent == warned ? "" : "warnings: " + warnings);
    }

    private static Watch watch(List<String> warnings) {
        return new Watch() {
            @Override
            public void warn(String sentence) {
                warnings.add(sentence);
            }
        };
    }

    private static String said(Project project, List<String> warnings) {
        try {
            project.run(Until.CURRENT, watch(warnings));
            return "";
        }
        catch (Problem problem) {
            return problem.exitCode() + ": " + problem.getMessage();
        }
    }

    private static String lacks(String text, String parts) {
        for (String part : parts.split("\\|")) {
            if (!text.contains(part)) {
                return "no " + part + " in: " + text;
            }
        }
        return "";
    }

    private interface Play {
        String play(Project project) throws Exception;
    }

    /** {@code $t}: the table; {@code $p}: the publication. It has the rows 1 and 2. */
    private void play(String name, String sql, Play play) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, "writes_" + number++, "wr\\.t", "");
        project.drop();
        String wrong;
        try {
            Project.sql("DROP SCHEMA IF EXISTS wr CASCADE", "CREATE SCHEMA wr");
            Project.sql(sql.replace("$t", "wr.t").replace("$p", project.name()).split(Scenario.SEPARATOR));
            Project.sql("INSERT INTO wr.t (id, n) VALUES (1, 10), (2, 20)");
            wrong = play.play(project);
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            project.drop();
            Project.sql("DROP SCHEMA IF EXISTS wr CASCADE");
        }
        promises.verdict(name, wrong);
    }
}
