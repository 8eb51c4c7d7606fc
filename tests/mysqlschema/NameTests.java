import java.nio.file.Path;

/** Names of tables and databases: with dots in them, and in another case than the catalog has them. */
final class NameTests extends BinlogTests {

    private static final String DOTTED = "[cdc_settings.primary_keys]\n\"e.f\" = \"id\"\nf = \"id\"\n";

    NameTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        columns();
        if (Project.one("SELECT @@lower_case_table_names").equals("0")) {
            dots();
        }
        else {
            anyCase();
        }
    }

    private void columns() throws Exception {
        String key = "[cdc_settings.primary_keys]\nlist = \"имя\"\nt = \"id\"\n";
        play("names: two columns that dlt names alike", key, run -> {
            run.sql("CREATE TABLE $d.list (`имя` varchar(20) PRIMARY KEY, `город` varchar(20)) CHARACTER SET utf8mb4",
                    "INSERT INTO $d.list VALUES ('Анна', 'Киев')");
            String wrong = run.refused(2, "имя|город|" + run.database + ".list|[cdc_settings.column_names]|\""
                    + run.database + ".list.город\" = \"x_2\"");
            run.project.configure(key + "[cdc_settings.column_names]\n\"list.имя\" = \"name\"\n");
            wrong += run.toCurrent();
            run.sql("UPDATE $d.list SET `город` = 'Рим'", "INSERT INTO $d.list VALUES ('Иван', 'Минск')");
            wrong += run.toCurrent() + run.differs("Анна,Рим,false / Иван,Минск,false",
                    "SELECT name, x, deleted FROM list ORDER BY 1");
            run.project.configure(key + "[cdc_settings.column_names]\n\"list.имя\" = \"who\"\n");
            return wrong + run.refused(2, "имя|name so far|who|" + "drop --drop-all");
        });
    }

    private void dots() throws Exception {
        play("names: a database with a dot in its name", "[cdc_settings.primary_keys]\nt = \"id\"\n", run -> {
            String other = run.database + ".eu";
            run.sql("CREATE DATABASE `" + other + "`");
            try {
                run.sql("CREATE TABLE `" + other + "`.t (id int PRIMARY KEY, x float)", "INSERT INTO `" + other
                        + "`.t VALUES (1, 0.123456789)");
                String wrong = run.with("database", other).toCurrent();
                run.sql("ALTER TABLE `" + other + "`.t ADD b int FIRST", "UPDATE `" + other + "`.t SET b = 7");
                return wrong + run.toCurrent() + run.differs("1,0.12345679,7", "SELECT id, x, b FROM t");
            }
            finally {
                run.sql("DROP DATABASE `" + other + "`");
            }
        });
        play("names: tables of two databases that read the same with a dot between", DOTTED, run -> {
            String other = run.database + ".e";
            run.sql("CREATE DATABASE `" + other + "`");
            try {
                run.sql("CREATE TABLE $d.`e.f` (id int PRIMARY KEY, a int)", "INSERT INTO $d.`e.f` VALUES (1, 1)",
                        "CREATE TABLE `" + other + "`.f (b varchar(9), id int PRIMARY KEY)", "INSERT INTO `" + other
                                + "`.f VALUES ('x', 1)");
                String wrong = run.with("database", run.database + "," + other).with("table_include_list", other + ".f")
                        .toCurrent();
                run.sql("INSERT INTO $d.`e.f` VALUES (2, 2)", "INSERT INTO `" + other + "`.f VALUES ('y', 2)",
                        "ALTER TABLE $d.`e.f` ADD c int FIRST", "UPDATE $d.`e.f` SET c = 5 WHERE id = 1",
                        "TRUNCATE TABLE `" + other + "`.f", "INSERT INTO `" + other + "`.f VALUES ('z', 3)");
                return wrong + run.toCurrent() + run.differs("1,1,5,false / 2,2,-,false",
                        "SELECT id, a, c, deleted FROM e_f ORDER BY id")
                        + run.differs("1,x,true / 2,y,true / 3,z,false", "SELECT id, b, deleted FROM f ORDER BY id");
            }
            finally {
                run.sql("DROP DATABASE `" + other + "`");
            }
        });
        play("names: a key for a name that two tables read as is refused", "[cdc_settings.primary_keys]\n\"db.e.f\" ="
                + " \"id\"\n", run -> {
            String other = run.database + ".e";
            run.sql("CREATE DATABASE `" + other + "`");
            try {
                run.project.configure("[cdc_settings.primary_keys]\n\"" + other + ".f\" = \"id\"\n");
                run.sql("CREATE TABLE $d.`e.f` (id int PRIMARY KEY, a int)", "CREATE TABLE `" + other
                        + "`.f (id int PRIMARY KEY)");
                return run.with("database", run.database + "," + other).with("table_include_list", other + ".f")
                        .refused(2, other + ".f|\"e.f\"|\"f\"|primary_keys");
            }
            finally {
                run.sql("DROP DATABASE `" + other + "`");
            }
        });
    }

    private void anyCase() throws Exception {
        play("case: statements that name a table in another case", "[cdc_settings.primary_keys]\nMyOrders = \"id\"\n",
                run -> {
            String upper = run.database.toUpperCase();
            run.sql("CREATE TABLE " + upper + ".MYORDERS (id int PRIMARY KEY, a varchar(20), b varchar(20))",
                    "INSERT INTO $d.myorders VALUES (1, 'a', 'b')");
            String wrong = run.with("table_include_list", upper + ".MyOrders").toCurrent();
            run.sql("ALTER TABLE " + upper + ".MyOrders MODIFY a varchar(20) AFTER b",
                    "INSERT INTO $d.myorders VALUES (2, 'b', 'a')", "ALTER TABLE " + upper
                            + ".MyOrders ADD COLUMN c int FIRST", "INSERT INTO $d.myorders VALUES (5, 3, 'b', 'a')");
            wrong += run.toCurrent() + run.differs("1,a,b,-,false / 2,a,b,-,false / 3,a,b,5,false",
                    "SELECT id, a, b, c, deleted FROM myorders ORDER BY id");
            run.sql("TRUNCATE TABLE " + upper + ".MyOrders", "INSERT INTO $d.myorders VALUES (6, 4, 'b', 'a')");
            wrong += run.toCurrent() + run.differs("1,true / 2,true / 3,true / 4,false",
                    "SELECT id, deleted FROM myorders ORDER BY id");
            run.session("USE " + upper + "; RENAME TABLE MyOrders TO Gone; RENAME TABLE gone TO myOrders;"
                    + " CREATE TABLE New LIKE MYORDERS; DROP TABLE myorders; ALTER TABLE NEW RENAME TO MyOrders;"
                    + " CREATE UNIQUE INDEX i ON MyOrders (a); INSERT INTO MyOrders VALUES (7, 5, 'b', 'a')");
            // the rows of a table that takes a captured name are read: what the former one had is gone
            return wrong + run.toCurrent() + run.differs("5,a,b,7",
                    "SELECT id, a, b, c FROM myorders WHERE NOT deleted ORDER BY id")
                    + run.says(run.warnings, run.database + ".new was renamed to " + run.database + ".myorders")
                    + run.says(run.warnings, run.database + ".myorders was dropped");
        });
        play("case: table_names, column lists and keys in another case", "[cdc_settings.primary_keys]\n\"SHOP.T\" ="
                + " \"ID\"\n", run -> {
            String upper = run.database.toUpperCase();
            run.project.configure("[cdc_settings.primary_keys]\n\"" + upper
                    + ".T\" = \"id\"\n[cdc_settings.table_names]\n\"" + upper + ".T\" = \"orders\"\n");
            String wrong = run.with("database", upper).with("column_exclude_list", upper + ".T.A").toCurrent();
            run.sql("UPDATE $d.t SET id = 2");
            return wrong + run.toCurrent() + run.differs("1,true / 2,false",
                    "SELECT id, deleted FROM orders ORDER BY id");
        });
        if (!source.isMysql()) {
            loaded("case: CREATE OR REPLACE TABLE in another case", KEY, run -> {
                run.sql("CREATE OR REPLACE TABLE " + run.database.toUpperCase() + ".T (b int, id int PRIMARY KEY)",
                        "INSERT INTO $d.t VALUES (7, 2)");
                return run.toCurrent() + run.differs("1,x,- / 2,-,7", "SELECT id, a, b FROM t ORDER BY id");
            });
        }
    }
}
