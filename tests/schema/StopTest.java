import base.Problem;
import capture.Until;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import watch.Watch;

/**
 * What ends a run before a load, with nothing of the load written, and how it goes on; the schema contract; dlt's
 * schema.
 */
final class StopTest {

    private final Path folder;
    private final Promises promises;
    private int number;

    StopTest(Path folder, Promises promises) {
        this.folder = folder;
        this.promises = promises;
    }

    void run() throws Exception {
        long start = System.currentTimeMillis();
        Project.sql("DROP SCHEMA IF EXISTS sp CASCADE", "CREATE SCHEMA sp");
        stop("contract: columns = freeze stops before the load, and goes on with evolve", contract("columns", "freeze"),
                "INSERT INTO sp.t VALUES (2, 'y');; ALTER TABLE sp.t ADD b int;; INSERT INTO sp.t VALUES (3, 'z', 3)",
                1, "b|sp.t|columns|freeze|[cdc_settings.schema_contract]", "1,x", key("id"), "1,x / 2,y / 3,z");
        stop("contract: data_type = freeze stops before the load, and goes on with evolve", contract("data_type",
                "freeze"),
                "INSERT INTO sp.t VALUES (2, 'y');; ALTER TABLE sp.t ALTER a TYPE json USING '{}';;"
                        + " INSERT INTO sp.t VALUES (3, '1')",
                1, "a|sp.t|data_type|freeze", "1,x", key("id"), "1,x / 2,y / 3,-");
        stop("contract: tables = freeze stops before the load, and goes on with evolve", contract("tables", "freeze"),
                "INSERT INTO sp.t VALUES (2, 'y');; CREATE TABLE sp.u (id int primary key);;"
                        + " INSERT INTO sp.u VALUES (1)",
                1, "sp.u|tables|freeze", "1,x", key("id"), "1,x / 2,y");
        stop("a key that is NULL stops before the load, and goes on with another key", key("a"),
                "INSERT INTO sp.t VALUES (2, 'y');; INSERT INTO sp.t VALUES (3, NULL)", 1,
                "a|sp.t|NULL|cdc_settings.primary_keys", "1,x", key("id"), "1,x / 2,y / 3,-");
        stop("a delete without the configured key stops before the load, and goes on with another key", key("a"),
                "INSERT INTO sp.t VALUES (2, 'y');; DELETE FROM sp.t WHERE id = 1", 1, "a|sp.t|REPLICA IDENTITY FULL",
                "1,x", key("id"), "1,x / 2,y");
        stop("a key column that is dropped stops before the load, and goes on with another key", key("id"),
                "ALTER TABLE sp.t DROP id;; INSERT INTO sp.t VALUES ('y')", 2, "id|sp.t|cdc_settings.primary_keys",
                "1,x", key("a"), "1,x / -,y");
        discards();
        schemaFollows();
        joinsLater();
        leftOut();
        another();
        Project.sql("DROP SCHEMA sp CASCADE");
        System.out.printf("# stop: %.1f s%n", (System.currentTimeMillis() - start) / 1000.0);
    }

    private static String key(String column) {
        return "[cdc_settings.primary_keys]\nt = \"" + column + "\"\n";
    }

    private static String contract(String entity, String mode) {
        return key("id") + "[cdc_settings.schema_contract]\n" + entity + " = \"" + mode + "\"\n";
    }

    /**
     * Runs twice to the same error, with what {@code held} says in the destination each time, then with other settings.
     */
    private void stop(String name, String config, String changes, int code, String parts, String held, String mended,
            String then) throws Exception {
        play(name, config, project -> {
            Project.sql(changes.split(Scenario.SEPARATOR));
            for (int i = 0; i < 2; i++) {
                String said = run(project);
                if (!said.startsWith(code + ": ")) {
                    return said;
                }
                for (String part : parts.split("\\|")) {
                    if (!said.contains(part)) {
                        return "no " + part + " in: " + said;
                    }
                }
                // what came before may have been a load of its own
                String rows = project.query("SELECT id, a FROM t WHERE id IS DISTINCT FROM 2 ORDER BY id");
                if (!rows.equals(held)) {
                    return "after the stop there is " + rows;
                }
            }
            project.configure(mended);
            String said = run(project);
            return !said.isEmpty() ? said : differs(project, "SELECT id, a FROM t ORDER BY id", then);
        });
    }

    private void discards() throws Exception {
        String added = "INSERT INTO sp.t VALUES (2, 'y');; ALTER TABLE sp.t ADD b int;; INSERT INTO sp.t VALUES (3,"
                + " 'z', 3), (4, 'w', NULL);; UPDATE sp.t SET a = 'yy' WHERE id = 2;; UPDATE sp.t SET b = 1, a = 'xx'"
                + " WHERE id = 1;; DELETE FROM sp.t WHERE id = 4";
        discard("contract: columns = discard_value leaves the new column's values out",
                contract("columns", "discard_value"), added,
                "SELECT id, a, deleted FROM t ORDER BY id", "1,xx,false / 2,yy,false / 3,z,false / 4,w,true", "0");
        discard("contract: columns = discard_row leaves rows with a value in the new column out",
                contract("columns", "discard_row"),
                added, "SELECT id, a, deleted FROM t ORDER BY id", "1,x,false / 2,yy,false / 4,w,true", "0");
        String altered = "ALTER TABLE sp.t ALTER a TYPE json USING NULL;; INSERT INTO sp.t VALUES (3, '1'), (4, NULL)";
        discard("contract: data_type = discard_value leaves values of another type out", contract("data_type",
                "discard_value"), altered, "SELECT id, a FROM t ORDER BY id", "1,x / 3,- / 4,-", "0");
        discard("contract: data_type = discard_row leaves rows with values of another type out",
                contract("data_type", "discard_row"), altered, "SELECT id, a FROM t ORDER BY id", "1,x / 4,-", "0");
        discard("contract: tables = discard_row leaves a new table out", contract("tables", "discard_row"),
                "CREATE TABLE sp.u (id int primary key, b int);; INSERT INTO sp.u VALUES (1);; INSERT INTO sp.t VALUES"
                        + " (2, 'y')",
                "SELECT id, a FROM t ORDER BY id", "1,x / 2,y", "0");
    }

    /** {@code others}: how many columns there are beside id and a. */
    private void discard(String name, String config, String changes, String query, String rows, String others)
            throws Exception {
        play(name, config, project -> {
            Project.sql(changes.split(Scenario.SEPARATOR));
            String said = run(project);
            String wrong = !said.isEmpty() ? said : differs(project, query, rows);
            return !wrong.isEmpty() ? wrong
                    : differs(project, "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'data' AND"
                    + " column_name NOT IN ('id', 'a', 'deleted') AND NOT starts_with(column_name, '_')"
                    + " AND NOT starts_with(table_name, '_')", others);
        });
    }

    private void schemaFollows() throws Exception {
        play("dlt's schema follows: version, hash and state move with the change", contract("columns", "evolve"),
                project -> {
            String newest = "SELECT version, schema->>'$.tables.t.columns.b.data_type',"
                    + " schema->>'$.tables.t.columns.a__v_bool.variant', schema->>'$.settings.schema_contract.columns'"
                    + " FROM _dlt_version ORDER BY inserted_at DESC LIMIT 1";
            String agrees = "SELECT (SELECT version_hash FROM _dlt_version ORDER BY inserted_at DESC LIMIT 1) ="
                    + " (SELECT schema_version_hash FROM _dlt_loads ORDER BY load_id DESC LIMIT 1),"
                    + " (SELECT max(_dlt_load_id) FROM _dlt_pipeline_state) = (SELECT max(load_id) FROM _dlt_loads)";
            String states = "SELECT max(version) FROM _dlt_pipeline_state";
            int before = Integer.parseInt(project.query(newest).split(",")[0]);
            int stateBefore = Integer.parseInt(project.query(states));
            Project.sql("ALTER TABLE sp.t ADD b date", "ALTER TABLE sp.t ALTER a TYPE boolean USING true",
                    "INSERT INTO sp.t VALUES (2, true, '2024-01-01')");
            String said = run(project);
            String wrong = !said.isEmpty() ? said : differs(project, newest, before + 1 + ",date,true,evolve");
            wrong = !wrong.isEmpty() ? wrong : differs(project, agrees, "true,true");
            return !wrong.isEmpty() ? wrong : Integer.parseInt(project.query(states)) > stateBefore ? ""
                    : "the state is the same";
        });
    }

    /** With a publication that names its tables, as the loader makes it. */
    private void joinsLater() throws Exception {
        play("a table that only a pattern matches since the snapshot is warned of where the publication is not ours to"
                + " alter, and read by itself once it is published", key("id"), project -> {
                    project.configure(key("id") + "[sources.debezium]\npublication_autocreate_mode = \"disabled\"");
                    Project.sql("DROP PUBLICATION " + project.name(), "CREATE PUBLICATION " + project.name()
                            + " FOR TABLE sp.t",
                            "CREATE TABLE sp.u (id int PRIMARY KEY)", "INSERT INTO sp.u VALUES (1)");
                    List<String> said = new ArrayList<>();
                    String wrong = run(project, said) + lacks(said, "lacks sp.u", "ADD TABLE sp.u");
                    Project.sql("ALTER PUBLICATION " + project.name() + " ADD TABLE sp.u",
                            "INSERT INTO sp.u VALUES (2)");
                    wrong += run(project, said) + run(project, said);
                    return !wrong.isEmpty() ? wrong : differs(project, "SELECT id FROM u ORDER BY id", "1 / 2");
                });
        play("a table that table_include_list names is added to our publication, and read", key("id"), project -> {
            Project.sql("DROP PUBLICATION " + project.name(), "CREATE PUBLICATION " + project.name()
                    + " FOR TABLE sp.t",
                    "CREATE TABLE sp.u (id int PRIMARY KEY)", "INSERT INTO sp.u VALUES (1)");
            project.configure(key("id") + "[sources.debezium.properties]\n\"table.include.list\" = 'sp\\.t,sp.u'");
            List<String> said = new ArrayList<>();
            String wrong = run(project, said) + lacks(said, "lacked sp.u");
            Project.sql("INSERT INTO sp.u VALUES (2)");
            wrong += run(project, said) + run(project, said);
            return !wrong.isEmpty() ? wrong : differs(project, "SELECT id FROM u ORDER BY id", "1 / 2");
        });
        play("a table that is named in table_include_list but not published ends the run", key("id"), project -> {
            Project.sql("DROP PUBLICATION " + project.name(), "CREATE PUBLICATION " + project.name()
                    + " FOR TABLE sp.t",
                    "CREATE TABLE sp.u (id int PRIMARY KEY)");
            project.configure(key("id") + "[sources.debezium.properties]\n\"table.include.list\" = 'sp\\.t,sp.u'\n"
                    + "\"publication.autocreate.mode\" = 'disabled'");
            String wrong = run(project, new ArrayList<>());
            return wrong.startsWith("1: ") && wrong.contains("ADD TABLE sp.u;") ? "" : "said: " + wrong;
        });
    }

    /** Its changes are passed over, and the position moves on. */
    private void leftOut() throws Exception {
        String tables = "[sources.debezium.properties]\n\"table.include.list\" = '%s'";
        play("a table that was left out of table_include_list for a time is warned of at each start", key("id"),
                project -> {
            Project.sql("CREATE TABLE sp.u (id int PRIMARY KEY)", "INSERT INTO sp.u VALUES (1)");
            List<String> said = new ArrayList<>();
            String wrong = run(project, said);      // u joins
            project.configure(key("id") + tables.formatted("sp.u"));
            Project.sql("INSERT INTO sp.t VALUES (2, 'y')", "INSERT INTO sp.u VALUES (2)");
            wrong += run(project, said);
            project.configure(key("id") + tables.formatted("sp.t"));
            Project.sql("INSERT INTO sp.t VALUES (3, 'z')");
            wrong += said.stream().anyMatch(sentence -> sentence.contains("left out")) ? "warned too early" : "";
            wrong += run(project, said) + lacks(said, "Table sp.t was left out");
            project.configure(key("id"));
            said.clear();
            Project.sql("INSERT INTO sp.t VALUES (4, 'z')");
            wrong += run(project, said) + lacks(said, "Table sp.t was left out", "Table sp.u was left out");
            said.clear();
            wrong += run(project, said) + lacks(said, "Table sp.t was left out", "Table sp.u was left out");
            return !wrong.isEmpty() ? wrong : differs(project, "SELECT id FROM t ORDER BY id", "1 / 3 / 4");
        });
    }

    /** Up to version 17 the server would tell of changes that were made without any, and not of these. */
    private void another() throws Exception {
        play("a publication that is another one is warned of", key("id"), project -> {
            Project.sql("CREATE TABLE sp.u (id int PRIMARY KEY)", "DROP PUBLICATION " + project.name(),
                    "CREATE PUBLICATION " + project.name() + " FOR TABLE sp.u", "INSERT INTO sp.t VALUES (2, 'y')",
                    "ALTER PUBLICATION " + project.name() + " ADD TABLE sp.t", "INSERT INTO sp.t VALUES (3, 'z')");
            List<String> said = new ArrayList<>();
            String wrong = run(project, said) + lacks(said, "Publication " + project.name()
                    + " was dropped and created again");
            return !wrong.isEmpty() ? wrong : differs(project, "SELECT id FROM t ORDER BY id", "1 / 3");
        });
    }

    private static String lacks(List<String> said, String... parts) {
        for (String part : parts) {
            if (said.stream().noneMatch(sentence -> sentence.contains(part))) {
                return "nobody says " + part + ": " + said;
            }
        }
        return "";
    }

    private static String differs(Project project, String query, String expected) throws Exception {
        String actual = project.query(query);
        return actual.equals(expected) ? "" : "expected " + expected + ", actual " + actual;
    }

    private static String run(Project project) {
        return run(project, new ArrayList<>());
    }

    /** The error, empty when there is none. */
    private static String run(Project project, List<String> warnings) {
        try {
            project.run(Until.CURRENT, new Watch() {
                @Override
                public void warn(String sentence) {
                    warnings.add(sentence);
                }
            });
            return "";
        }
        catch (Problem problem) {
            return problem.exitCode() + ": " + problem.getMessage();
        }
    }

    private interface Play {
        String play(Project project) throws Exception;
    }

    /** On a table t (id, a) with the row (1, x), loaded. */
    private void play(String name, String config, Play play) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project.sql("CREATE TABLE sp.t (id int PRIMARY KEY, a text)", "INSERT INTO sp.t VALUES (1, 'x')");
        Project project = new Project(folder, "stop_" + number++, "sp\\..*", config);
        project.drop();
        String wrong;
        try {
            Project.sql("CREATE PUBLICATION " + project.name() + " FOR TABLES IN SCHEMA sp");
            wrong = run(project);
            wrong = wrong.isEmpty() ? play.play(project) : wrong;
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            project.drop();
            Project.sql("DROP SCHEMA sp CASCADE", "CREATE SCHEMA sp");
        }
        promises.verdict(name, wrong);
    }
}
