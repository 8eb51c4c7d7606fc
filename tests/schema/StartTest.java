import base.Problem;
import capture.Until;
import cli.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import watch.Watch;

/** What is refused at the start, before anything is made at the source, and what is warned of. */
final class StartTest {

    private static final String LONG = "n".repeat(63);

    private final Path folder;
    private final Promises promises;
    private int number;

    StartTest(Path folder, Promises promises) {
        this.folder = folder;
        this.promises = promises;
    }

    void run() throws Exception {
        long start = System.currentTimeMillis();
        Project.sql("DROP SCHEMA IF EXISTS st CASCADE", "DROP SCHEMA IF EXISTS st2 CASCADE", "CREATE SCHEMA st",
                "CREATE SCHEMA st2");
        columns();
        tables();
        keys();
        warnings();
        Project.sql("DROP SCHEMA st CASCADE", "DROP SCHEMA st2 CASCADE", "DROP SCHEMA IF EXISTS \"st.x\" CASCADE");
        System.out.printf("# start: %.1f s%n", (System.currentTimeMillis() - start) / 1000.0);
    }

    private void columns() throws Exception {
        refused("start: two columns that dlt names alike", 2, "userId int, user_id int", "",
                "userId|user_id|st.t|column_exclude_list");
        loaded("start: two columns that dlt names alike, one left out", "\"userId\" int, user_id int",
                "[sources.debezium]\ncolumn_exclude_list = 'st\\.t\\.userId'", "SELECT user_id FROM t", "-");
        names();
        refused("start: two columns that differ by case", 2, "Ab int, aB int", "", "Ab|aB|column_exclude_list");
        refused("start: a column named deleted, merged", 2, "id int, deleted boolean", key("id"),
                "deleted|st.t|deleted_column");
        loaded("start: a column named deleted, ours renamed", "id int, deleted boolean",
                "[cdc_settings]\ndeleted_column = 'is_deleted'\n" + key("id"), "SELECT deleted, is_deleted FROM t",
                "-,false");
        loaded("start: a column named deleted, appended", "id int, deleted boolean", "", "SELECT deleted FROM t", "-");
        loaded("start: a column named __op, appended", "id int, __op text", "", "SELECT op, __op FROM t", "-,snapshot");
        refused("start: a column named op, ours too", 2, "id int, op text", "[cdc_settings]\nop_column = 'op'",
                "op|op_column");
        refused("start: a column named _dlt_id", 2, "id int, _dlt_id text", "", "_dlt_id|column_exclude_list");
        refused("start: a column named _dlt_load_id", 2, "id int, \"_Dlt load id\" text", "",
                "_Dlt load id|_dlt_load_id");
        refused("start: a column with quotes around", 2, "id int, \"\"\"q\"\"\" text", "", "\"q\"|column_exclude_list");
        refusedTables("start: a quote in the name of a unique column", 2, "CREATE TABLE st.t (\"a\"\"b\" int NOT NULL"
                + " UNIQUE);; ALTER TABLE st.t REPLICA IDENTITY FULL", "st\\..*", "",
                "a\"b|st.t|unique index|primary key");
    }

    private void names() throws Exception {
        String two = "CREATE TABLE st.t (\"имя\" text PRIMARY KEY, \"город\" text, big numeric);;"
                + " INSERT INTO st.t VALUES ('Анна', 'Киев', '1e60')";
        String later = "INSERT INTO st.t VALUES ('Иван', 'Минск', 1);"
                + " UPDATE st.t SET \"город\" = 'Рим' WHERE \"имя\" = 'Анна'";
        String names = "[cdc_settings.column_names]\n\"st.t.имя\" = \"name\"\n\"t.big\" = \"amount\"\n";
        refusedTables("names: two columns that dlt names alike", 2, two, "st\\..*", "",
                "имя|город|st.t|[cdc_settings.column_names]|\"st.t.город\" = \"x_2\"|column_exclude_list");
        for (String snapshot : List.of("direct", "engine")) {
            String how = "[cdc_settings]\nsnapshot = \"" + snapshot + "\"\n" + names;
            loadedTables("names: merged by a named column, snapshot " + snapshot, two, later, "st\\..*", how
                    + key("имя"),
                    "SELECT name, x, amount::int, amount__v_text IS NULL, deleted FROM t ORDER BY 1",
                    "Анна,Рим,-,false,false / Иван,Минск,1,true,false");
            loadedTables("names: appended, snapshot " + snapshot, two, later, "st\\..*", how,
                    "SELECT name, x FROM t ORDER BY __seq", "Анна,Киев / Иван,Минск / Анна,Рим");
        }
        loadedTables("names: the key by its given name", two, later, "st\\..*", names + key("name"),
                "SELECT name, x FROM t ORDER BY 1", "Анна,Рим / Иван,Минск");
        loadedTables("names: a table with dots and quotes in its name", "CREATE TABLE st.\"a.\"\"b\" (\"c.d\" int"
                + " PRIMARY" + " KEY);; INSERT INTO st.\"a.\"\"b\" VALUES (1)", "INSERT INTO st.\"a.\"\"b\" VALUES (2)",
                "st\\..*", "[cdc_settings.column_names]\n'\"st\".\"a.\"\"b\".\"c.d\"' = \"number\"",
                "SELECT number FROM a_b ORDER BY 1", "1 / 2");
        refusedTables("names: a key of no column", 2, two, "st\\..*", names.replace("big", "bigg"),
                "t.bigg|no captured column|имя, город, big");
        refusedTables("names: a key of no table", 2, two, "st\\..*", names.replace("st.t.", "st.u."),
                "st.u.имя|no captured column|st.t");
        refusedTables("names: a name that another column has", 2, two, "st\\..*", names.replace("amount", "x"),
                "big|город|x in the destination");
        refusedTables("names: a name of ours", 2, two, "st\\..*", names.replace("amount", "deleted") + key("имя"),
                "big|own column deleted|deleted_column|column_names");
        changedNames(two, names);
        String tables = "CREATE TABLE st.\"имя\" (id int primary key);; CREATE TABLE st.\"город\" (id int primary"
                + " key);; INSERT INTO st.\"имя\" VALUES (1)";
        refusedTables("names: two tables that dlt names alike", 2, tables, "st\\..*", "",
                "st.имя|st.город|table_names");
        loadedTables("names: two tables that dlt names alike, one named apart", tables,
                "INSERT INTO st.\"город\" VALUES (2)", "st\\..*", "[cdc_settings.table_names]\n\"st.имя\" = \"names\"",
                "SELECT names.id, x.id FROM names, x", "1,2");
    }

    private void changedNames(String sql, String names) throws Exception {
        play("names: a name that is changed under a loaded table is refused", sql, "st\\..*", names,
                (project, warnings) -> {
            project.run(Until.CURRENT, new Watch() { });
            Project.sql("INSERT INTO st.t VALUES ('Иван', 'Минск', 1)");
            project.configure(names.replace("\"name\"", "\"first_name\""));
            String wrong = "";
            try {
                project.run(Until.CURRENT, new Watch() { });
                wrong = "nothing was refused";
            }
            catch (Problem problem) {
                wrong = lacks(problem.exitCode() + ": " + problem.getMessage(),
                        "2: |имя|name so far|first_name|\"st.t.имя\" = \"name\"");
            }
            project.configure(names);
            Project.sql("ALTER TABLE st.t DROP COLUMN big");
            project.run(Until.CURRENT, new Watch() { });
            String actual = project.query("SELECT name, x, amount__v_text IS NULL FROM t ORDER BY __seq");
            return actual.equals("Анна,Киев,false / Иван,Минск,true") ? wrong : wrong + " " + actual;
        });
    }

    private void tables() throws Exception {
        String two = "CREATE TABLE st.t (id int primary key);; CREATE TABLE st2.t (id int primary key)";
        refusedTables("start: tables of one name in two schemas", 2, two, "st2?\\.t", "",
                "st.t|st2.t|[cdc_settings.table_names]");
        loadedTables("start: tables of one name in two schemas, one renamed",
                two + ";; INSERT INTO st.t VALUES (1);; INSERT INTO st2.t VALUES (2)", "st2?\\.t",
                "[cdc_settings.table_names]\n\"st2.t\" = \"other\"", "SELECT t.id, other.id FROM t, other", "1,2");
        refusedTables("start: tables that dlt names alike", 2, "CREATE TABLE st.\"userData\" (id int);;"
                + " CREATE TABLE st.user_data (id int)",
                "st\\..*", "", "userData|user_data|table_names");
        refusedTables("start: a table with two quotes side by side", 2, "CREATE TABLE st.\"a''b\" (id int)",
                "st\\..*", "", "a''b|rename");
        refusedTables("start: a table named as one of dlt's", 2, "CREATE TABLE st._dlt_loads (id int)", "st\\..*", "",
                "st._dlt_loads|table_names");
        String[] names = {"Mixed Case", "semi;colon", "quo\"te", "it's", "select", "a.b", "Größe", "back\\slash", "a,b",
                "-x", LONG};
        for (String name : names) {
            String quoted = "st.\"" + name.replace("\"", "\"\"") + "\"";
            String pattern = "st." + name.replaceAll("([^A-Za-z0-9_ ])", "\\\\$1");
            loadedTables("name: table " + name + " by table_include_list and no publication", "CREATE TABLE " + quoted
                    + " (id int primary key);; INSERT INTO " + quoted + " VALUES (1)", "INSERT INTO " + quoted
                    + " VALUES (2)",
                    pattern, "",
                    "SELECT count(*) FROM duckdb_tables() WHERE table_name NOT LIKE '\\_dlt%' ESCAPE '\\' AND"
                            + " estimated_size = 2", "1");
        }
        String dotted = "DROP SCHEMA IF EXISTS \"st.x\" CASCADE;; CREATE SCHEMA \"st.x\";; CREATE TABLE \"st.x\".t (id"
                + " int primary key);;" + " INSERT INTO \"st.x\".t VALUES (1)";
        loadedTables("name: a schema with a dot in its name", dotted, "INSERT INTO \"st.x\".t VALUES (2)",
                "st\\.x\\.t", "", "SELECT id FROM t ORDER BY id", "1 / 2");
        refusedTables("start: tables of two schemas that read the same with a dot between", 2, dotted
                + ";; CREATE TABLE st.\"x.t\" (id int primary key)", "st\\.x\\.t", "",
                "st.x.t|table x.t of schema st|table t of schema st.x");
        // the lists below are patterns that would take it in
        Project.sql("DROP SCHEMA IF EXISTS \"st.x\" CASCADE");
        refusedTables("start: a table that the publication lacks", 1, "CREATE TABLE st.t (id int);;"
                + " CREATE TABLE st.u (id int);; CREATE PUBLICATION $p FOR TABLE st.u", "st\\..*", "",
                "lacks st.t|ALTER PUBLICATION $p ADD TABLE st.t;");
        refusedTables("start: a partitioned table that is published by its partitions", 1,
                "CREATE TABLE st.t (id int) PARTITION BY RANGE (id);; CREATE TABLE st.t1 PARTITION OF st.t DEFAULT;;"
                        + " CREATE PUBLICATION $p FOR TABLE st.t",
                "st\\.t", "", "st.t|ALTER PUBLICATION $p SET (publish_via_partition_root = true);");
        loadedTables("start: a partitioned table and no publication",
                "CREATE TABLE st.t (id int) PARTITION BY RANGE (id);; CREATE TABLE st.t1 PARTITION OF st.t DEFAULT;;"
                        + " ALTER TABLE st.t1 REPLICA IDENTITY FULL;; INSERT INTO st.t VALUES (1)",
                "INSERT INTO st.t VALUES (2)",
                "st\\..*", "", "SELECT count(*), max(id) FROM t", "2,2");
        loadedTables("start: no table_include_list, the publication's tables", "CREATE TABLE st.\"My T\" (id int);;"
                + " INSERT INTO st.\"My T\" VALUES (1);; CREATE PUBLICATION $p FOR TABLE st.\"My T\"",
                "INSERT INTO st.\"My T\" VALUES (2)", "", "", "SELECT id FROM my_t ORDER BY id", "1 / 2");
    }

    private void keys() throws Exception {
        refused("start: a primary key that is no column", 2, "id int", key("idd"),
                "idd|st.t|cdc_settings.primary_keys|id");
        loaded("start: a primary key for one schema's table", "\"Id\" int",
                "[cdc_settings.primary_keys]\n\"st.t\" = \"id\"", "SELECT id, deleted FROM t", "1,false");
        refused("start: a schema contract that is none", 2, "id int", "[cdc_settings.schema_contract]\ncolumns ="
                + " 'thaw'",
                "thaw|columns|discard_row");
        refused("start: an entity that is none", 2, "id int", "[cdc_settings.schema_contract]\ncolumn = 'freeze'",
                "column|Did you mean columns");
        refusedName("start: a publication_name in capitals", "publication_name", "My_Pub");
        refusedName("start: a slot_name in capitals", "slot_name", "My_Slot");
    }

    private void warnings() throws Exception {
        warned("warning: a key that REPLICA IDENTITY does not send", "id int primary key, code int not null",
                key("code"), "st.t is merged by code|id only|ALTER TABLE st.t REPLICA IDENTITY FULL;");
        // 18 sends the stored
        String kind = Integer.parseInt(Project.one("SHOW server_version_num")) < 180000 ? "STORED" : "VIRTUAL";
        warned("warning: generated columns", "id int primary key, g int GENERATED ALWAYS AS (id * 2) " + kind, "",
                "generated|g");
        warned("warning: a table that does not exist yet", "id int primary key", "[sources.debezium]\n"
                + "table_include_list = 'st.t,st.soon'", "st.soon|ALTER PUBLICATION");
    }

    private static String key(String column) {
        return "[cdc_settings.primary_keys]\nt = \"" + column + "\"";
    }

    // ---------------------------------------------------------------------------------------------------- the ways

    private void refused(String name, int code, String columns, String config, String parts) throws Exception {
        refusedTables(name, code, "CREATE TABLE st.t (" + quoted(columns) + ")", "st\\..*", config, parts);
    }

    /** Keeps the case of column names. */
    private static String quoted(String columns) {
        return columns.replaceAll("(^|, )([A-Za-z_]+) ", "$1\"$2\" ");
    }

    private void refusedName(String name, String setting, String value) throws Exception {
        refused(name, 2, "id int", "[sources.debezium.properties]\n\"" + setting.replace('_', '.') + "\" = '"
                + value + "'",
                setting.replace('_', '.') + "|" + value);
    }

    private void refusedTables(String name, int code, String sql, String include, String config, String parts)
            throws Exception {
        play(name, sql, include, config, (project, warnings) -> {
            String said = "nothing was refused";
            try {
                project.run(Until.CURRENT, new Watch() { });
            }
            catch (Problem problem) {
                said = problem.exitCode() + ": " + problem.getMessage();
            }
            String left = Project.one("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '"
                    + project.name() + "'");
            return said.startsWith(code + ": ") && left.equals("0") ? lacks(said, parts.replace("$p", project.name()))
                    : said + " (slots left: " + left + ")";
        });
    }

    private void loaded(String name, String columns, String config, String query, String expected) throws Exception {
        String first = columns.substring(0, columns.indexOf(' ')).replace("\"", "");
        loadedTables(name, "CREATE TABLE st.t (" + columns + ");; ALTER TABLE st.t REPLICA IDENTITY FULL;;"
                + " INSERT INTO st.t (\"" + first + "\") VALUES (1)", "st\\..*", config,
                query, expected);
    }

    private void loadedTables(String name, String sql, String include, String config, String query, String expected)
            throws Exception {
        loadedTables(name, sql, "SELECT 1", include, config, query, expected);
    }

    /** {@code later}: what is done between the snapshot and a second run. */
    private void loadedTables(String name, String sql, String later, String include, String config, String query,
            String expected) throws Exception {
        play(name, sql, include, config, (project, warnings) -> {
            project.run(Until.CURRENT, new Watch() { });
            Project.sql(later);
            project.run(Until.CURRENT, new Watch() { });
            String actual = project.query(query);
            return actual.equals(expected) ? "" : "expected " + expected + ", actual " + actual;
        });
    }

    private void warned(String name, String columns, String config, String parts) throws Exception {
        play(name, "CREATE TABLE st.t (" + columns + ")", "st\\..*", config, (project, warnings) -> {
            project.run(new Session(Until.CURRENT, false, new Watch() {
                @Override
                public void warn(String sentence) {
                    warnings.add(sentence);
                }
            }), Map.of());
            for (String warning : warnings) {
                if (lacks(warning, parts).isEmpty()) {
                    return "";
                }
            }
            return warnings.toString();
        });
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
        String play(Project project, List<String> warnings) throws Exception;
    }

    /** {@code $p} is the publication. */
    private void play(String name, String sql, String include, String config, Play play) throws Exception {
        if (!promises.wants(name)) {
            return;
        }
        Project project = new Project(folder, "start_" + number++, include, config);
        project.drop();
        String wrong;
        try {
            Project.sql(sql.replace("$p", project.name()).split(Scenario.SEPARATOR));
            wrong = play.play(project, new ArrayList<>());
        }
        catch (Exception e) {
            e.printStackTrace();
            wrong = e.toString();
        }
        finally {
            project.drop();
            Project.sql("DROP SCHEMA st CASCADE", "DROP SCHEMA st2 CASCADE", "CREATE SCHEMA st", "CREATE SCHEMA st2");
        }
        promises.verdict(name, wrong);
    }
}
