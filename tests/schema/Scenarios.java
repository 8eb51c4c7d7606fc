import java.util.List;

/**
 * Columns, keys and tables that come and go. {@code $t} is the table, {@code $n} its bare name, {@code $s} its schema
 * at the source.
 */
final class Scenarios {

    private static final String START = "CREATE TABLE $t (id int PRIMARY KEY, a text);; INSERT INTO $t VALUES (1, 'x')";
    private static final String TYPES = Scenario.TYPES;

    private Scenarios() {
    }

    static List<Scenario> all() {
        return List.of(addColumn(), addColumnWithDefault(), dropColumn(), renameColumn(), renameTable(), notNull(),
                dropPrimaryKey(), dropPrimaryKeyForGood(), changePrimaryKey(), enumLabel(), newEnumType(),
                droppedEnumType(), droppedAndAddedSameType(), droppedAndAddedOtherType(), createdLater(),
                partitions(), droppedTable(), tableOfTwoTransactions());
    }

    static Scenario addColumn() {
        return Scenario.of("ADD COLUMN", "addcol", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; ALTER TABLE $t ADD b int;; INSERT INTO $t VALUES (3, 'z', 30)")
                .step("UPDATE $t SET b = 10 WHERE id = 1;; DELETE FROM $t WHERE id = 2")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id",
                        "1,x,10,false / 2,y,-,true / 3,z,30,false")
                .appended("SELECT __op, id, a, b FROM $t ORDER BY __seq",
                        "snapshot,1,x,- / insert,2,y,- / insert,3,z,30 / update,1,x,10 / delete,2,-,-")
                .both(TYPES, "id INTEGER, a VARCHAR, b INTEGER");
    }

    static Scenario addColumnWithDefault() {
        return Scenario.of("ADD COLUMN with DEFAULT: rows that are not written again stay NULL", "adddef", "'id'")
                .step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; ALTER TABLE $t ADD b int NOT NULL DEFAULT 7;;"
                        + " INSERT INTO $t (id, a) VALUES (3, 'z')")
                .step("UPDATE $t SET a = 'xx' WHERE id = 1;; ALTER TABLE $t ALTER b DROP NOT NULL;;"
                        + "UPDATE $t SET b = NULL WHERE id = 3")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,xx,7 / 2,y,- / 3,z,-")
                .appended("SELECT __op, id, a, b FROM $t ORDER BY __seq",
                        "snapshot,1,x,- / insert,2,y,- / insert,3,z,7 / update,1,xx,7 / update,3,z,-");
    }

    static Scenario dropColumn() {
        return Scenario.of("DROP COLUMN: the column stays, NULL from then on", "dropcol", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; ALTER TABLE $t DROP a;; INSERT INTO $t VALUES (3)")
                .step("UPDATE $t SET id = 4 WHERE id = 1;; ALTER TABLE $t ADD c int;; UPDATE $t SET c = 5 WHERE id = 2")
                .merged("SELECT id, a, c, deleted FROM $t ORDER BY id",
                        "1,x,-,true / 2,-,5,false / 3,-,-,false / 4,-,-,false")
                .appended("SELECT __op, id, a, c FROM $t ORDER BY __seq",
                        "snapshot,1,x,- / insert,2,y,- / insert,3,-,- / delete,1,-,- / insert,4,-,- / update,2,-,5");
    }

    static Scenario renameColumn() {
        return Scenario.of("RENAME COLUMN: a new column beside the old", "rencol", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; ALTER TABLE $t RENAME a TO b;; INSERT INTO $t VALUES (3, 'z')")
                .step("UPDATE $t SET b = 'xx' WHERE id = 1")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,-,xx / 2,y,- / 3,-,z")
                .appended("SELECT id, a, b FROM $t ORDER BY __seq", "1,x,- / 2,y,- / 3,-,z / 1,-,xx");
    }

    static Scenario renameTable() {
        return Scenario.of("RENAME TABLE: a new table beside the old", "rentab", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; ALTER TABLE $t RENAME TO $n_new;;"
                        + " INSERT INTO $t_new VALUES (3, 'z')")
                .step("UPDATE $t_new SET a = 'xx' WHERE id = 1")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,y")
                .both("SELECT __op, id, a FROM $n_new ORDER BY __seq", "insert,3,z / update,1,xx");
    }

    static Scenario notNull() {
        return Scenario.of("SET NOT NULL and DROP NOT NULL", "notnull", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text, b int NOT NULL DEFAULT 3);;"
                        + " INSERT INTO $t VALUES (1, NULL)")
                .step("INSERT INTO $t VALUES (2, NULL);; ALTER TABLE $t ALTER b DROP NOT NULL;;"
                        + " INSERT INTO $t VALUES (3, 'z', NULL)")
                .step("UPDATE $t SET a = 'n' WHERE a IS NULL;; UPDATE $t SET b = 9 WHERE b IS NULL")
                .step("ALTER TABLE $t ALTER a SET NOT NULL;; ALTER TABLE $t ALTER b SET NOT NULL;;"
                        + " INSERT INTO $t VALUES (4, 'v', 4)")
                .merged("SELECT id, a, b FROM $t ORDER BY id", "1,n,3 / 2,n,3 / 3,z,9 / 4,v,4")
                .appended("SELECT id, a, b FROM $t ORDER BY __seq",
                        "1,-,3 / 2,-,3 / 3,z,- / 1,n,3 / 2,n,3 / 3,z,9 / 4,v,4");
    }

    static Scenario dropPrimaryKey() {
        return Scenario.of("the primary key is dropped and added again", "droppk", "'id'").step(START)
                .step("UPDATE $t SET a = 'y';; UPDATE $t SET id = 2")
                .step("ALTER TABLE $t DROP CONSTRAINT $n_pkey;; INSERT INTO $t VALUES (3, 'z')")
                .step("INSERT INTO $t VALUES (4, 'w');; ALTER TABLE $t ADD PRIMARY KEY (id);;"
                        + " UPDATE $t SET id = 5 WHERE id = 4;; DELETE FROM $t WHERE id = 3")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id",
                        "1,y,true / 2,y,false / 3,z,true / 4,w,true / 5,w,false")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq",
                        "snapshot,1,x / update,1,y / delete,1,- / insert,2,y / insert,3,z / insert,4,w / delete,4,-"
                                + " / insert,5,w / delete,3,-");
    }

    /** Debezium asks the catalog of now for the key, so in APPEND the update of the key would not be two rows. */
    static Scenario dropPrimaryKeyForGood() {
        return Scenario.of("the primary key is dropped right after an update of the key", "droppkgood", "'id'")
                .step(START)
                .step("UPDATE $t SET id = 2;; ALTER TABLE $t DROP CONSTRAINT $n_pkey;; INSERT INTO $t VALUES (3, 'z')")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,x,true / 2,x,false / 3,z,false");
    }

    static Scenario changePrimaryKey() {
        return Scenario.of("the source's primary key moves to another column, the configured one stays", "chpk", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a text NOT NULL);; INSERT INTO $t VALUES (1, 'x'),"
                        + " (2, 'y')")
                .step("UPDATE $t SET id = 3 WHERE id = 1;; ALTER TABLE $t REPLICA IDENTITY FULL;;"
                        + " ALTER TABLE $t DROP CONSTRAINT $n_pkey;; ALTER TABLE $t ADD PRIMARY KEY (a);;"
                        + " UPDATE $t SET id = 4 WHERE id = 2")
                .step("UPDATE $t SET a = 'z' WHERE id = 3;; DELETE FROM $t WHERE a = 'y'")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id",
                        "1,x,true / 2,y,true / 3,z,false / 4,y,true");
    }

    static Scenario enumLabel() {
        return Scenario.of("a new enum label", "enumlab", "'id'")
                .step("CREATE TYPE $s.mood_$n AS ENUM ('sad', 'ok');; CREATE TABLE $t (id int PRIMARY KEY,"
                        + " a $s.mood_$n);; INSERT INTO $t VALUES (1, 'sad')")
                .step("INSERT INTO $t VALUES (2, 'ok');; ALTER TYPE $s.mood_$n ADD VALUE 'happy';;"
                        + " INSERT INTO $t VALUES (3, 'happy');; ALTER TYPE $s.mood_$n RENAME VALUE 'ok' TO 'fine'")
                .step("UPDATE $t SET a = 'happy' WHERE id = 1;; UPDATE $t SET a = 'fine' WHERE id = 3")
                .both("SELECT id, a FROM $t ORDER BY id, a DESC", "1,happy / 2,ok / 3,fine")
                .appended("SELECT id, a FROM $t ORDER BY id, a DESC", "1,sad / 1,happy / 2,ok / 3,happy / 3,fine");
    }

    static Scenario newEnumType() {
        return Scenario.of("a column of an enum type that is made while the loader runs", "newenum", "'id'").step(START)
                .step("CREATE TYPE $s.new_$n AS ENUM ('u', 'v');; ALTER TABLE $t ADD b $s.new_$n;;"
                        + " INSERT INTO $t VALUES (2, 'y', 'u')")
                .both("SELECT id, a, b FROM $t ORDER BY id", "1,x,- / 2,y,u");
    }

    static Scenario droppedEnumType() {
        return Scenario.of("a column and its enum type are dropped", "dropenum", "'id'")
                .step("CREATE TYPE $s.old_$n AS ENUM ('u', 'v');; CREATE TABLE $t (id int PRIMARY KEY, a $s.old_$n);;"
                        + " INSERT INTO $t VALUES (1, 'u')")
                .step("INSERT INTO $t VALUES (2, 'v');; ALTER TABLE $t DROP a;; DROP TYPE $s.old_$n;;"
                        + " INSERT INTO $t VALUES (3)")
                .both("SELECT id, a FROM $t ORDER BY id", "1,u / 2,v / 3,-");
    }

    static Scenario droppedAndAddedSameType() {
        return Scenario.of("a column dropped and added again with its type", "readd", "'id'").step(START)
                .step("ALTER TABLE $t DROP a;; INSERT INTO $t VALUES (2)")
                .step("ALTER TABLE $t ADD a text;; INSERT INTO $t VALUES (3, 'z')")
                .both("SELECT id, a FROM $t ORDER BY id", "1,x / 2,- / 3,z")
                .both(TYPES, "id INTEGER, a VARCHAR");
    }

    static Scenario droppedAndAddedOtherType() {
        return Scenario.of("a column dropped and added again with another type", "readdother", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; ALTER TABLE $t DROP a;; ALTER TABLE $t ADD a boolean;;"
                        + " INSERT INTO $t VALUES (3, true)")
                .step("UPDATE $t SET a = false WHERE id = 1")
                .merged("SELECT id, a, a__v_bool FROM $t ORDER BY id", "1,-,false / 2,y,- / 3,-,true")
                .both(TYPES, "id INTEGER, a VARCHAR, a__v_bool BOOLEAN");
    }

    static Scenario createdLater() {
        return Scenario.of("a table that is created after the start", "later", "'id'").step("SELECT 1")
                .step(START)
                .step("UPDATE $t SET a = 'y';; ALTER TABLE $t ADD b uuid;; DELETE FROM $t")
                .merged("SELECT id, a, b, deleted FROM $t ORDER BY id", "1,y,-,true")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq", "insert,1,x / update,1,y / delete,1,-");
    }

    static Scenario partitions() {
        return Scenario.of("partitioned tables come through their root", "parts", "['id', 'region']")
                .step("CREATE TABLE $t (id int, region text, a text, PRIMARY KEY (id, region)) PARTITION BY LIST"
                        + " (region);; CREATE TABLE $t_eu PARTITION OF $t FOR VALUES IN ('eu');;"
                        + " INSERT INTO $t VALUES (1, 'eu', 'x')")
                .step("INSERT INTO $t VALUES (2, 'eu', 'y');;"
                        + " CREATE TABLE $t_us PARTITION OF $t FOR VALUES IN ('us');; INSERT INTO $t VALUES (3,"
                        + " 'us', 'z')")
                .step("UPDATE $t SET region = 'us' WHERE id = 1;; ALTER TABLE $t ADD b int;; UPDATE $t SET b = 2 WHERE"
                        + " id = 2;; DELETE FROM $t WHERE id = 3")
                .step("ALTER TABLE $t DETACH PARTITION $t_eu;; INSERT INTO $t VALUES (4, 'us', 'w', 4)")
                .merged("SELECT id, region, a, b, deleted FROM $t ORDER BY id, region",
                        "1,eu,x,-,true / 1,us,x,-,false / 2,eu,y,2,false / 3,us,z,-,true / 4,us,w,4,false")
                .appended("SELECT __op, id, region, a, b FROM $t ORDER BY __seq",
                        "snapshot,1,eu,x,- / insert,2,eu,y,- / insert,3,us,z,- / delete,1,eu,-,- / insert,1,us,x,-"
                                + " / update,2,eu,y,2 / delete,3,us,-,- / insert,4,us,w,4")
                .both("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('$n_eu', '$n_us')", "0");
    }

    static Scenario droppedTable() {
        return Scenario.of("a table that is dropped stays as it was", "droptab", "'id'").step(START)
                .step("INSERT INTO $t VALUES (2, 'y');; UPDATE $t SET a = 'xx' WHERE id = 1;;"
                        + " DELETE FROM $t WHERE id = 2;; DROP TABLE $t")
                .merged("SELECT id, a, deleted FROM $t ORDER BY id", "1,xx,false / 2,y,true")
                .appended("SELECT __op, id, a FROM $t ORDER BY __seq",
                        "snapshot,1,x / insert,2,y / update,1,xx / delete,2,-");
    }

    static Scenario tableOfTwoTransactions() {
        return Scenario.of("a transaction that is older than the change of the schema", "older", "'id'").step(START)
                .step("ALTER TABLE $t ADD b int DEFAULT 1;; BEGIN; INSERT INTO $t VALUES (2, 'y', 2);"
                        + " ALTER TABLE $t RENAME b TO c; INSERT INTO $t VALUES (3, 'z', 3); ALTER TABLE $t DROP c;"
                        + " COMMIT;; BEGIN; ALTER TABLE $t ADD d int; INSERT INTO $t VALUES (9, 'never', 9); ROLLBACK;;"
                        + " INSERT INTO $t VALUES (4, 'w')")
                .both("SELECT id, a, b, c FROM $t ORDER BY id", "1,x,-,- / 2,y,2,- / 3,z,-,3 / 4,w,-,-")
                .both("SELECT count(*) FROM duckdb_columns() WHERE table_name = '$n' AND column_name = 'd'", "0");
    }
}
