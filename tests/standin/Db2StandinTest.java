///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS com.h2database:h2:2.3.232
//SOURCES ../../DebeziumDltLoaderDb2.java
//SOURCES com/ibm/db2/jcc/DB2Driver.java
//SOURCES AsnServer.java
//SOURCES Db2Altered.java
//SOURCES Db2Cuts.java
//SOURCES Db2TypeCases.java
//SOURCES Lives.java
//SOURCES Project.java
//SOURCES Promises.java

package standin;

import static standin.Promises.has;
import static standin.Promises.same;

import java.sql.Types;
import java.util.List;
import loader.DebeziumDltLoaderDb2;
import standin.AsnServer.Col;

/**
 * The Db2 loader and its connector's own code, snapshot and stream, against a stand-in for the server:
 * {@code Db2StandinTest.java [NUMBER]…}, the numbers of some of its parts. Prints a line a promise.
 */
public final class Db2StandinTest {

    static final List<Col> ITEM = List.of(AsnServer.ID, AsnServer.V);
    static final Col N = new Col("N", "INTEGER", Types.INTEGER, "INTEGER", 4, 0, "INT");
    static final Project.Loader LOADER = new Project.Loader("db2", "", DebeziumDltLoaderDb2::new,
            "loader.DebeziumDltLoaderDb2");
    private static final String MERGE = "[cdc_settings.primary_keys]\nITEM = \"ID\"\n";

    private Db2StandinTest() {
    }

    public static void main(String... args) throws Exception {
        Promises.check(List.of(Db2Cuts::run, Db2Altered::run, Db2StandinTest::mergesAndAppends,
                Db2StandinTest::goesOnAfterKill, Db2StandinTest::refusesAGap, Db2StandinTest::followsAQuietLog,
                Db2StandinTest::followsAlteredTables, Db2StandinTest::tellsWhatIsMissing,
                Db2StandinTest::refusesWhatWouldBeLeftOut, Db2TypeCases::run), args);
    }

    /** A server with a captured table {@code ITEM} of two rows. */
    static AsnServer server() throws Exception {
        AsnServer server = new AsnServer();
        server.table("ITEM", ITEM);
        server.register("ITEM");
        server.transaction(() -> {
            server.insert("ITEM", "1, 'a'");
            server.insert("ITEM", "2, 'b'");
        });
        return server;
    }

    private static void mergesAndAppends() throws Exception {
        for (String keys : List.of(MERGE, "")) {
            try (AsnServer server = server(); Project project = new Project(LOADER, server.port(), "DB2INST1.ITEM",
                    keys)) {
                String mode = "Db2, " + (keys.isEmpty() ? "APPEND" : "MERGE");
                same(0, project.run("run", "--until-current"), mode + ": the snapshot is loaded");
                server.transaction(() -> {
                    server.insert("ITEM", "3, 'c'");
                    server.update("ITEM", 1, "V = 'A'");
                    server.delete("ITEM", 2);
                });
                server.transaction(() -> server.update("ITEM", 3, "ID = 30", 30));
                same(0, project.run("run", "--until-current"), mode + ": the changes are loaded");
                same(0, project.run("run", "--until-current"), mode + ": a run with nothing to load ends by itself");
                same(keys.isEmpty() ? List.of("snapshot 1 a", "snapshot 2 b", "insert 3 c", "update 1 A", "delete 2 b",
                        "delete 3 c", "insert 30 c") : List.of("1 A false", "2 b true", "3 c true", "30 c false"),
                        project.rows(keys.isEmpty() ? "SELECT __op || ' ' || id || ' ' || v FROM item ORDER BY __seq"
                                : "SELECT id || ' ' || v || ' ' || deleted FROM item ORDER BY id"),
                        mode + ": snapshot, insert, update, delete and change of the key");
            }
        }
    }

    /** In another process, which is killed while a transaction's changes are being loaded. */
    private static void goesOnAfterKill() throws Exception {
        try (AsnServer server = server(); Project project = new Project(LOADER, server.port(), "DB2INST1.ITEM", "")) {
            project.run("run", "--until-current");
            server.transaction(() -> {
                for (int row = 100; row < 140; row++) {
                    server.insert("ITEM", row + ", 'k'");
                }
                server.update("ITEM", 100, "ID = 150", 150);
            });
            project.runAndKill("ITEM", 110);
            project.run("run", "--until-current");
            same(List.of("42 1 1"), project.rows("SELECT count(*) FILTER (__op IN ('snapshot', 'insert') AND id <>"
                    + " 150) || ' ' || count(*) FILTER (__op = 'delete') || ' ' || count(*) FILTER (__op ="
                    + " 'insert' AND id = 150) FROM item"),
                    "Db2, killed within a transaction: each change is there, and once");
        }
    }

    private static void refusesAGap() throws Exception {
        try (AsnServer server = server(); Project project = new Project(LOADER, server.port(),
                "DB2INST1.ITEM,DB2INST1.OTHER", "[sources.debezium]\nsnapshot_mode = \"when_needed\"\n")) {
            server.table("OTHER", ITEM);
            server.register("OTHER");
            server.transaction(() -> server.insert("OTHER", "1, 'o'"));
            project.run("run", "--until-current");
            server.transaction(() -> server.insert("ITEM", "5, 'lost'"));
            server.pass();
            server.prune("ITEM");
            server.transaction(() -> server.insert("ITEM", "6, 'kept'"));
            same(1, project.run("doctor"), "Db2: changes that were pruned: doctor fails");
            has("fail  position: The changes of table DB2INST1.ITEM are kept from", project.said(),
                    "its sentence names the table, though another one's changes are all there");
            same(0, project.run("run", "--until-current"), "when_needed loads the tables again");
            same(List.of("1 2 5 6"), project.rows("SELECT string_agg(DISTINCT id, ' ' ORDER BY id) FROM item"),
                    "and nothing is missing then");
            server.transaction(() -> server.insert("ITEM", "7, 'after'"));
            same(0, project.run("run", "--until-current"), "what follows the pruned changes is read");
            same(List.of("1"), project.rows("SELECT count(*)::VARCHAR FROM item WHERE id = 7"),
                    "though Debezium takes the place of the pruning for the end of the table's changes");
            server.sql("DELETE FROM ASNCDC.CDC_ITEM");
            same(1, project.run("doctor"), "changes that were removed by hand: doctor fails");
            has("The changes of table DB2INST1.ITEM at", project.said(), "the sentence names the table");
            server.remove("OTHER");
            server.register("OTHER");
            same(1, project.run("doctor"), "a table that was registered anew: doctor fails");
            has("Table DB2INST1.OTHER was registered for capture anew", project.said(), "the sentence names it");
        }
    }

    /** No record tells how far a quiet database is read, and old changes are removed by age. */
    private static void followsAQuietLog() throws Exception {
        try (AsnServer server = server(); Project project = new Project(LOADER, server.port(), "DB2INST1.ITEM", "")) {
            project.run("run", "--until-current");
            server.pass();
            project.runUntilMoved();
            server.sql("UPDATE ASNCDC.IBMSNAP_CAPPARMS SET RETENTION_LIMIT = 0");
            same(1, project.run("doctor"), "Db2: a position that is older than changes are kept: doctor fails");
            has("longer ago than Capture keeps changes", project.said(), "with a sentence");
            server.sql("UPDATE ASNCDC.IBMSNAP_CAPPARMS SET RETENTION_LIMIT = 10080");
            server.prune("ITEM");
            server.transaction(() -> server.insert("ITEM", "7, 'after'"));
            same(0, project.run("run", "--until-current"), "Db2: a quiet table whose changes were pruned is no gap");
            same(List.of("1 2 7"), project.rows("SELECT string_agg(id, ' ' ORDER BY id) FROM item"),
                    "and what comes then is loaded");
        }
    }

    private static void followsAlteredTables() throws Exception {
        try (AsnServer server = server(); Project project = new Project(LOADER, server.port(), "DB2INST1.ITEM",
                MERGE)) {
            project.run("run", "--until-current");
            server.transaction(() -> server.update("ITEM", 1, "V = 'x'"));
            server.alter("ITEM", "ADD N INT", List.of(AsnServer.ID, AsnServer.V, N));
            server.transaction(() -> server.insert("ITEM", "4, 'd', 44"));
            same(0, project.run("run", "--until-current"), "Db2: a table is altered, and its change table likewise");
            same(List.of("1 x -", "2 b -", "4 d 44"), project.rows("SELECT id || ' ' || v || ' ' ||"
                    + " coalesce(n::VARCHAR, '-') FROM item ORDER BY id"), "a new column comes");
            server.alter("DB2INST1", "ITEM", "ADD M INT", List.of(AsnServer.ID, AsnServer.V, N, new Col("M", "INTEGER",
                    Types.INTEGER, "INTEGER", 4, 0, "INT")));
            same(1, project.run("run", "--until-current"), "the table alone is altered: the run ends");
            has("The change table ASNCDC.CDC_ITEM does not have the columns of table DB2INST1.ITEM", project.said(),
                    "the sentence names both");
        }
    }

    private static void tellsWhatIsMissing() throws Exception {
        try (AsnServer server = server(); Project project = new Project(LOADER, server.port(),
                "DB2INST1.ITEM,DB2INST1.BARE", "")) {
            server.table("BARE", ITEM);
            same(1, project.run("run", "--until-current"), "Db2: a table that is not registered: the run ends");
            has("CALL ASNCDC.ADDTABLE('DB2INST1', 'BARE')", project.said(), "with the command that registers it");
            server.register("BARE");
            String registered = "UPDATE ASNCDC.IBMSNAP_REGISTER SET %s WHERE SOURCE_TABLE = 'BARE'";
            for (List<String> fault : List.of(List.of("SYSCAT.TABLES", "DATACAPTURE = 'N'", "DATACAPTURE = 'Y'",
                    "ALTER TABLE \"DB2INST1\".\"BARE\" DATA CAPTURE CHANGES"), List.of("", "STATE = 'I'", "STATE = 'A'",
                    "SET STATE = 'A' WHERE SOURCE_OWNER = 'DB2INST1'"), List.of("", "CHG_UPD_TO_DEL_INS = 'N'",
                    "CHG_UPD_TO_DEL_INS = 'Y'", "SET CHG_UPD_TO_DEL_INS = 'Y' WHERE"))) {
                String change = fault.get(0).isEmpty() ? registered
                        : "UPDATE " + fault.get(0) + " SET %s WHERE TABNAME = 'BARE'";
                server.sql(change.formatted(fault.get(1)));
                project.run("doctor");
                has(fault.get(3), project.said(), "doctor: " + fault.get(1));
                server.sql(change.formatted(fault.get(2)));
            }
            server.sql("INSERT INTO standin.denied VALUES('\"CDC_ITEM\"')", "UPDATE ASNCDC.IBMSNAP_REGISTER SET"
                    + " SYNCHTIME = DATEADD('HOUR', -1, SYNCHTIME) WHERE GLOBAL_RECORD = 'Y'");
            project.run("doctor");
            has("fail  Capture: Capture (asncap) does not run, or is far behind", project.said(),
                    "doctor: Capture does not run");
            has("GRANT SELECT ON \"ASNCDC\".\"CDC_ITEM\" TO USER cdc", project.said(),
                    "doctor: the changes may not be read");
            server.sql("DELETE FROM standin.denied", "INSERT INTO standin.denied VALUES('IBMSNAP_REGISTER')");
            project.run("doctor");
            has("GRANT SELECT ON ASNCDC.IBMSNAP_REGISTER TO USER cdc", project.said(),
                    "doctor: the registrations may not be read");
            server.sql("DELETE FROM standin.denied", "DROP TABLE ASNCDC.IBMSNAP_REGISTER");
            project.run("doctor");
            has("has no table ASNCDC.IBMSNAP_REGISTER", project.said(), "doctor: there are no control tables");
        }
    }

    private static void refusesWhatWouldBeLeftOut() throws Exception {
        try (AsnServer server = new AsnServer(); Project project = new Project(LOADER, server.port(), "DB2INST1.ODD",
                "")) {
            server.table("ODD", List.of(AsnServer.ID, new Col("PLACE", "POINT", Types.DISTINCT, "POINT", 9, 0,
                    "VARBINARY(9)"), AsnServer.V));
            server.register("ODD");
            server.transaction(() -> server.insert("ODD", "1, X'01', 'x'"));
            same(2, project.run("run", "--until-current"), "Db2: a column that the connector leaves out: exit code 2");
            String said = project.said();
            has("Column PLACE of table DB2INST1.ODD has type DB2INST1.POINT", said,
                    "the sentence names table, column and type");
            String way = said.replaceAll("(?s).*(column_exclude_list = \".*?\").*", "$1");
            project.append("[sources.debezium]\n" + way + "\n");
            same(0, project.run("run", "--until-current"), "the way out that it tells works: " + way);
            server.transaction(() -> server.insert("ODD", "2, X'01', 'y'"));
            same(0, project.run("run", "--until-current"), "and the stream goes on");
            same(List.of("1 x", "2 y"), project.rows("SELECT id || ' ' || v FROM odd ORDER BY id"),
                    "the other columns are loaded");
        }
    }
}
