///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DEPS com.h2database:h2:2.3.232
//SOURCES ../../DebeziumDltLoaderSqlserver.java
//SOURCES com/microsoft/sqlserver/jdbc/SQLServerDriver.java
//SOURCES Cuts.java
//SOURCES Definitions.java
//SOURCES Functions.java
//SOURCES Lives.java
//SOURCES Project.java
//SOURCES Promises.java
//SOURCES Server.java
//SOURCES Snapshots.java
//SOURCES TypeCases.java

package standin;

import static standin.Promises.has;
import static standin.Promises.same;

import java.sql.Types;
import java.util.List;
import loader.DebeziumDltLoaderSqlserver;
import standin.Server.Col;

/**
 * The SQL Server loader and its connector's own code, snapshot and stream, against a stand-in for the server:
 * {@code StandinTest.java [NUMBER]…}, the numbers of some of its parts. Prints a line a promise.
 */
public final class StandinTest {

    static final List<Col> ITEM = List.of(new Col("id", "int", Types.INTEGER, 10, 0, "INT"),
            new Col("v", "varchar", Types.VARCHAR, 20, null, "VARCHAR(20)"));
    static final String MERGE = "[cdc_settings.primary_keys]\nitem = \"id\"\n";

    static final Project.Loader LOADER = new Project.Loader("sqlserver", "driver_encrypt = false",
            DebeziumDltLoaderSqlserver::new, "loader.DebeziumDltLoaderSqlserver");

    private StandinTest() {
    }

    public static void main(String... args) throws Exception {
        List<Promises.Check> checks = List.of(Cuts::run, StandinTest::mergesAndAppends, StandinTest::goesOnAfterKill,
                StandinTest::followsANewChangeTable, StandinTest::refusesAGap, StandinTest::followsAQuietLog,
                StandinTest::tellsWhatIsMissing, StandinTest::refusesWhatWouldBeLeftOut, TypeCases::run,
                Snapshots::before, Snapshots::within, Snapshots::isolations, Definitions::together,
                Definitions::lost);
        Promises.check(checks, args);
    }

    /** A server with a captured table {@code item} of two rows. */
    static Server server() throws Exception {
        Server server = new Server();
        server.table("item", ITEM);
        server.capture("item", "dbo_item");
        server.transaction(() -> {
            server.insert("item", 1, "1, 'a'");
            server.insert("item", 2, "2, 'b'");
        });
        return server;
    }

    private static void mergesAndAppends() throws Exception {
        for (String keys : List.of(MERGE, "")) {
            try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.item", keys)) {
                String mode = keys.isEmpty() ? "APPEND" : "MERGE";
                same(0, project.run("run", "--until-current"), mode + ": the snapshot is loaded");
                server.transaction(() -> {
                    server.insert("item", 1, "3, 'c'");
                    server.update("item", 2, 1, "v = 'A'");
                    server.delete("item", 3, 2);
                });
                server.transaction(() -> {
                    server.delete("item", 1, 3);
                    server.insert("item", 1, "30, 'c'");
                });
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

    /** In another process, which is killed while a transaction's changes are being loaded, again and again. */
    private static void goesOnAfterKill() throws Exception {
        try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.item", "")) {
            for (int i = 0; i < 3; i++) {
                int first = 100 * (i + 1);
                server.transaction(() -> {
                    for (int row = 0; row < 40; row++) {
                        server.insert("item", row * 7 % 40 + 1, (first + row) + ", 'k'");
                    }
                });
                project.runAndKill("dbo_item", first + 5 + i * 10);
            }
            project.run("run", "--until-current");
            same(List.of("122 122 0"), project.rows("SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || count(*)"
                    + " FILTER (id < 100 AND id > 2) FROM item"),
                    "killed three times within a transaction whose places go back: each change is there, and once");
        }
    }

    private static void followsANewChangeTable() throws Exception {
        List<Col> more = List.of(ITEM.get(0), ITEM.get(1), new Col("n", "int", Types.INTEGER, 10, 0, "INT"));
        try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.item", MERGE)) {
            project.run("run", "--until-current");
            server.transaction(() -> server.update("item", 1, 1, "v = 'x'"));
            server.alter("item", "ADD n INT", more);
            server.capture("item", "dbo_item_v2");
            server.transaction(() -> server.insert("item", 1, "4, 'd', 44"));
            same(0, project.run("run", "--until-current"), "a table is altered: both of its change tables are read");
            server.drop("item", "dbo_item");
            server.transaction(() -> server.update("item", 1, 2, "n = 22"));
            same(0, project.run("run", "--until-current"), "the older change table is dropped once it was read");
            same(List.of("1 x -", "2 b 22", "4 d 44"), project.rows("SELECT id || ' ' || v || ' ' ||"
                    + " coalesce(n::VARCHAR, '-') FROM item ORDER BY id"),
                    "a new column comes with the new change table");
        }
    }

    private static void refusesAGap() throws Exception {
        try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.item,dbo.other", "")) {
            server.table("other", ITEM);
            server.capture("other", "dbo_other");
            server.transaction(() -> server.insert("other", 1, "1, 'o'"));
            project.run("run", "--until-current");
            server.transaction(() -> server.insert("item", 1, "5, 'lost'"));
            server.pass();
            server.cleanUp("dbo_item");
            server.transaction(() -> server.insert("item", 1, "6, 'kept'"));
            same(1, project.run("run", "--until-current"), "changes that the clean-up job removed: the run ends");
            has("The changes of table dbo.item are kept from", project.said(),
                    "the sentence names the table, though another one's changes are all there");
            same(List.of("2"), project.rows("SELECT count(*)::VARCHAR FROM item"), "nothing is loaded beyond the gap");
            same(1, project.run("doctor"), "doctor fails for it");
            has("fail  position: The changes of table dbo.item", project.said(), "doctor has the same sentence");
        }
    }

    /** The clean-up job follows the log: a position that stood still would be behind it in the end. */
    private static void followsAQuietLog() throws Exception {
        try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.item", "")) {
            project.run("run", "--until-current");
            server.pass();
            project.runUntilMoved();
            server.cleanUp("dbo_item");
            server.transaction(() -> server.insert("item", 1, "7, 'after'"));
            same(0, project.run("run", "--until-current"), "a quiet table that was cleaned up is no gap");
            same(List.of("1 2 7"), project.rows("SELECT string_agg(id, ' ' ORDER BY id) FROM item"),
                    "and what comes then is loaded");
        }
    }

    private static void tellsWhatIsMissing() throws Exception {
        try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.item,dbo.bare", "")) {
            server.table("bare", ITEM);
            same(1, project.run("run", "--until-current"), "a table without change data capture: the run ends");
            has("EXEC sys.sp_cdc_enable_table @source_schema = N'dbo', @source_name = N'bare'", project.said(),
                    "with the command that enables it");
            server.capture("bare", "dbo_bare");
            server.sql("UPDATE sys.dm_server_services SET status = 1", "INSERT INTO standin.denied VALUES"
                    + "('[dbo_item_CT]')", "UPDATE sys.databases SET snapshot_isolation_state = 0");
            project.run("doctor");
            has("fail  agent: SQL Server Agent does not run", project.said(), "doctor: the agent does not run");
            has("ALTER DATABASE [mydb] SET ALLOW_SNAPSHOT_ISOLATION ON", project.said(), "doctor: snapshot isolation");
            server.sql("UPDATE sys.databases SET snapshot_isolation_state = 1");
            project.run("doctor");
            has("GRANT SELECT ON SCHEMA::cdc TO [cdc]", project.said(), "doctor: the changes may not be read");
            server.sql("UPDATE sys.databases SET is_cdc_enabled = FALSE");
            project.run("doctor");
            has("USE [mydb]; EXEC sys.sp_cdc_enable_db", project.said(), "doctor: change data capture is off");
        }
    }

    private static void refusesWhatWouldBeLeftOut() throws Exception {
        try (Server server = server(); Project project = new Project(LOADER, server.port(), "dbo.odd", "")) {
            server.table("odd", List.of(ITEM.get(0), new Col("place", "geography", microsoft.sql.Types.GEOGRAPHY, 0,
                    null, "VARBINARY(9)"), new Col("v", "varchar", Types.VARCHAR, 20, null, "VARCHAR(20)")));
            server.capture("odd", "dbo_odd");
            server.transaction(() -> server.insert("odd", 1, "1, 0x01, 'x'"));
            same(2, project.run("run", "--until-current"), "a column that the connector leaves out: exit code 2");
            String said = project.said();
            has("Column place of table dbo.odd has type geography", said, "the sentence names table, column and type");
            String way = said.replaceAll("(?s).*(column_exclude_list = \".*?\").*", "$1");
            project.append("[sources.debezium]\n" + way + "\n");
            same(0, project.run("run", "--until-current"), "the way out that it tells works: " + way);
            same(List.of("1 x"), project.rows("SELECT id || ' ' || v FROM odd"), "the other columns are loaded");
        }
    }
}
