import base.Problem;
import capture.Until;
import cli.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import watch.Watch;

/** Which tables are there after a snapshot, and with which columns; tables without any; labels that are renamed. */
final class SnapshotTest {

    private static final List<String> TYPES = List.of("int", "int[]", "text[]", "numeric(10,2)[]", "numeric",
            "numeric(5,-2)", "sn.pair", "sn.pair[]", "sn.mood", "sn.mood[]", "sn.even", "sn.evens", "timestamptz[]",
            "uuid[]", "jsonb[]", "bytea[]", "interval", "timetz", "time", "date", "bit(3)", "bit varying", "money",
            "inet", "cidr", "macaddr", "xml", "point", "box", "polygon",
            "tsvector", "int4range", "int4multirange", "hstore", "oid", "name", "\"char\"", "char(3)", "citext",
            "pg_lsn", "boolean[]");

    private final Path folder;
    private final Promises promises;
    private int number;

    SnapshotTest(Path folder, Promises promises) {
        this.folder = folder;
        this.promises = promises;
    }

    void run() throws Exception {
        long start = System.currentTimeMillis();
        for (String way : List.of("direct", "engine")) {
            everyTable(way, "");
        }
        everyTable("engine", "\n[sources.debezium]\ndecimal_handling_mode = 'string'\ntime_precision_mode = 'connect'");
        onlyEmpty();
        bare();
        renamedLabel();
        System.out.printf("# snapshots: %.1f s%n", (System.currentTimeMillis() - start) / 1000.0);
    }

    /** A table without rows has the columns and types of one with rows. */
    private void everyTable(String way, String config) throws Exception {
        List<String> sql = new ArrayList<>(List.of("CREATE EXTENSION IF NOT EXISTS hstore",
                "CREATE EXTENSION IF NOT EXISTS citext", "CREATE TYPE sn.pair AS (a int, b text)",
                "CREATE TYPE sn.mood AS ENUM ('sad', 'ok')", "CREATE DOMAIN sn.even AS int"
                + " CHECK (value % 2 = 0)", "CREATE DOMAIN sn.evens AS int[]"));
        for (int i = 0; i < TYPES.size(); i++) {
            if (TYPES.get(i).contains(",-") && Integer.parseInt(Project.one("SHOW server_version_num")) < 150000) {
                continue;
            }
            for (String table : List.of("e", "f")) {
                sql.add("CREATE TABLE sn." + table + "_" + i + " (id int PRIMARY KEY, v " + TYPES.get(i)
                        + ", nested int[][])");
            }
            sql.add("INSERT INTO sn.f_" + i + " (id) VALUES (1)");
        }
        play("snapshot: every table is there, whatever its types: " + way + config.replace('\n', ' '),
                "[cdc_settings]\nsnapshot = '"
                + way + "'" + config, sql, project -> {
                    String said = said(project, new ArrayList<>());
                    return said + differs(project, "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'data' AND"
                            + " table_name LIKE 'e%'",
                            String.valueOf(sql.stream().filter(each -> each.startsWith("INSERT")).count()))
                            + differs(project, "SELECT e.table_name, e.column_name, e.data_type, f.data_type FROM"
                            + " duckdb_columns() e LEFT JOIN duckdb_columns() f ON f.table_name = 'f' ||"
                            + " substr(e.table_name, 2) AND f.column_name = e.column_name WHERE e.table_name LIKE"
                            + " 'e\\_%' ESCAPE '\\' AND e.data_type IS DISTINCT FROM f.data_type", "");
                });
    }

    private void onlyEmpty() throws Exception {
        for (String way : List.of("direct", "engine")) {
            play("snapshot: all tables are empty: " + way, "[cdc_settings]\nsnapshot = '" + way
                    + "'\n[cdc_settings.primary_keys]\nt = 'id'",
                    List.of("CREATE TABLE sn.t (id int PRIMARY KEY, v int[])"), project -> {
                        String wrong = said(project, new ArrayList<>())
                                + differs(project, "SELECT count(*), count(deleted) FROM t", "0,0");
                        Project.sql("INSERT INTO sn.t VALUES (1, '{1,2}')", "INSERT INTO sn.t VALUES (2, NULL)");
                        return wrong + said(project, new ArrayList<>())
                                + differs(project, "SELECT id, v FROM t ORDER BY id", "1,[1, 2] / 2,-");
                    });
        }
    }

    private void bare() throws Exception {
        play("snapshot: a table without columns is said", "", List.of("CREATE TABLE sn.z ()",
                "CREATE TABLE sn.t (id int PRIMARY KEY)", "INSERT INTO sn.z DEFAULT VALUES",
                "INSERT INTO sn.t VALUES (1)"), project -> {
                    List<String> warnings = new ArrayList<>();
                    String wrong = said(project, warnings) + lacks(warnings.toString(), "Table sn.z has no column");
                    Project.sql("INSERT INTO sn.z DEFAULT VALUES", "INSERT INTO sn.t VALUES (2)");
                    return wrong + said(project, warnings) + differs(project, "SELECT id FROM t ORDER BY id", "1 / 2");
                });
        play("snapshot: a table of which no column is captured is said", "[sources.debezium]\ncolumn_exclude_list ="
                + " 'sn\\.z\\..*'",
                List.of("CREATE TABLE sn.z (id int PRIMARY KEY)", "CREATE TABLE sn.t (id int PRIMARY KEY)"),
                project -> {
                    List<String> warnings = new ArrayList<>();
                    return said(project, warnings) + lacks(warnings.toString(), "Table sn.z has no column");
                });
        for (Until until : List.of(Until.CURRENT, Until.STOPPED)) {
            play("snapshot: nothing but a table without columns is refused, " + until, "",
                    List.of("CREATE TABLE sn.z ()"), project ->
                    lacks(said(project, until, new ArrayList<>()), "2: ", "sn.z", "no column"));
        }
    }

    /** Rows that are loaded keep the old label; the run says so. */
    private void renamedLabel() throws Exception {
        play("snapshot: a label of an enum that is renamed is said", "",
                List.of("CREATE TYPE sn.mood AS ENUM ('sad', 'ok')", "CREATE DOMAIN"
                + " sn.moods AS sn.mood[]", "CREATE TYPE sn.unused AS ENUM ('x')",
                "CREATE TABLE sn.t (id int PRIMARY KEY, m sn.moods)",
                "INSERT INTO sn.t VALUES (1, '{sad}')"), project -> {
                    List<String> warnings = new ArrayList<>();
                    String wrong = said(project, warnings) + (warnings.toString().contains("renamed") ? "too early: "
                            + warnings : "");
                    Project.sql("ALTER TYPE sn.mood RENAME VALUE 'sad' TO 'unhappy'",
                            "ALTER TYPE sn.unused RENAME VALUE 'x' TO 'y'", "INSERT INTO sn.t VALUES (2, '{unhappy}')");
                    wrong += said(project, warnings) + lacks(warnings.toString(), "sn.mood", "'sad'", "'unhappy'",
                            "renamed");
                    return wrong + (warnings.toString().contains("unused") ? "of another type: " + warnings : "")
                            + differs(project, "SELECT id, m FROM t ORDER BY id", "1,[sad] / 2,[unhappy]");
                });
        play("snapshot: a label of an enum that is renamed while the loader runs is said once", "",
                List.of("CREATE TYPE sn.mood AS ENUM"
                + " ('sad', 'ok')", "CREATE TABLE sn.t (id int PRIMARY KEY, m sn.mood)",
                "INSERT INTO sn.t VALUES (1, 'sad')"), project -> {
                    List<String> warnings = java.util.Collections.synchronizedList(new ArrayList<>());
                    Session session = new Session(Until.STOPPED, false, watch(warnings));
                    Thread loader = new Thread(() -> project.run(session, Map.of()));
                    loader.start();
                    for (int i = 0; i < 150 && Project.one("SELECT count(*) FROM pg_replication_slots WHERE active AND"
                            + " slot_name = '" + project.name() + "'").equals("0"); i++) {
                        Thread.sleep(200);
                    }
                    Project.sql("ALTER TYPE sn.mood RENAME VALUE 'sad' TO 'unhappy'");
                    for (int i = 0; i < 80 && !warnings.toString().contains("renamed"); i++) {
                        Thread.sleep(200);
                    }
                    Thread.sleep(6_000);     // another look
                    session.stop();
                    loader.join(30_000);
                    long said = warnings.stream().filter(each -> each.contains("renamed")).count();
                    return said == 1 ? "" : "said " + said + " times: " + warnings;
                });
    }

    private static String differs(Project project, String query, String expected) throws SQLException {
        String actual = project.query(query);
        return actual.equals(expected) ? "" : " expected " + expected + ", actual " + actual;
    }

    private static String lacks(String text, String... parts) {
        for (String part : parts) {
            if (!text.contains(part)) {
                return " no " + part + " in: " + text;
            }
        }
        return "";
    }

    private static Watch watch(List<String> warnings) {
        return new Watch() {
            @Override
            public void warn(String sentence) {
                warnings.add(sentence);
            }

            @Override
            public void waiting(String sentence, long ms) {
                throw new IllegalStateException("waits: " + sentence);
            }
        };
    }

    private static String said(Project project, List<String> warnings) {
        return said(project, Until.CURRENT, warnings);
    }

    private static String said(Project project, Until until, List<String> warnings) {
        try {
            project.run(until, watch(warnings));
            return "";
        }
        catch (Problem problem) {
            return problem.exitCode() + ": " + problem.getMessage();
        }
    }

    private interface Play {
        String play(Project project) throws Exception;
    }

    private void play(String name, String config, List<String> sql, Play play) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, "snap_" + number++, "sn\\..*", config);
        project.drop();
        String wrong;
        try {
            Project.sql("DROP SCHEMA IF EXISTS sn CASCADE", "CREATE SCHEMA sn");
            Project.sql(sql.toArray(String[]::new));
            wrong = play.play(project);
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            project.drop();
            Project.sql("DROP SCHEMA IF EXISTS sn CASCADE");
        }
        promises.verdict(name, wrong);
    }
}
