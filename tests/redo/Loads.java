package redo;

import java.sql.Types;
import java.util.List;
import redo.RedoServer.Col;
import redo.RedoServer.Transaction;

/** Runs of the loader script: what is loaded, and what is said where it cannot be. */
final class Loads {

    private static final String MERGE = "[cdc_settings.primary_keys]\nITEM = \"ID\"\n";

    private Loads() {
    }

    static void mergesAndAppends() throws Exception {
        for (String keys : List.of(MERGE, "")) {
            String mode = keys.isEmpty() ? "APPEND" : "MERGE";
            try (RedoServer server = RedoTest.server(); Project project = new Project(server.url(), "MYUSER.ITEM",
                    keys)) {
                RedoTest.same(0, project.run("run", "--until-current"), mode + ": the snapshot is loaded");
                Transaction one = server.begin(11);
                one.insert("ITEM", "ID, V", "'3', 'c'");
                one.update("ITEM", "ID = '1', V = 'a'", "V = 'A'");
                one.delete("ITEM", "ID = '2', V = 'b'");
                one.commit();
                Transaction two = server.begin(12);
                two.update("ITEM", "ID = '3', V = 'c'", "ID = '30'");
                two.commit();
                RedoTest.same(0, project.run("run", "--until-current"), mode + ": the changes are loaded");
                RedoTest.same(0, project.run("run", "--until-current"), mode + ": a run with nothing to load ends");
                RedoTest.same(keys.isEmpty() ? List.of("snapshot 1 a", "snapshot 2 b", "insert 3 c", "update 1 A",
                        "delete 2 b", "delete 3 c", "insert 30 c") : List.of("1 A false", "2 b true", "3 c true",
                                "30 c false"),
                        project.rows(keys.isEmpty() ? "SELECT __op || ' ' || id || ' ' || v FROM item ORDER BY __seq"
                                : "SELECT id || ' ' || v || ' ' || deleted FROM item ORDER BY id"),
                        mode + ": snapshot, insert, update, delete and change of the key");
                server.ddl(13, "ITEM", "TRUNCATE TABLE MYUSER.ITEM");
                RedoTest.same(0, project.run("run", "--until-current"), mode + ": a truncation is loaded");
                RedoTest.same(List.of(keys.isEmpty() ? "truncate" : "4"), project.rows(keys.isEmpty()
                        ? "SELECT __op FROM item ORDER BY __seq DESC LIMIT 1"
                        : "SELECT count(*) FILTER (deleted)::VARCHAR FROM item"), mode + ": all rows are deleted");
            }
        }
    }

    /** LogMiner has no value of a CLOB that an UPDATE does not set. */
    static void keepsWhatIsLeftOut() throws Exception {
        try (RedoServer server = new RedoServer(); Project project = new Project(server.url(), "MYUSER.NOTE",
                "[cdc_settings.primary_keys]\nNOTE = \"ID\"\n")) {
            server.table("NOTE", List.of(RedoTest.ITEM.get(0), RedoTest.ITEM.get(1),
                    new Col("T", "CLOB", Types.CLOB, 4000, null, "CLOB"),
                    new Col("B", "BLOB", Types.BLOB, 4000, null, "BLOB")));
            server.sql("INSERT INTO MYUSER.NOTE VALUES(1, 'a', 'long', X'0102')");
            project.run("run", "--until-current");
            Transaction one = server.begin(21);
            one.log("update \"MYUSER\".\"NOTE\" set \"V\" = 'b' where \"ID\" = '1' and \"V\" = 'a';", "NOTE", 3);
            one.commit();
            RedoTest.same(0, project.run("run", "--until-current"), "an update that leaves out a CLOB is loaded");
            RedoTest.same(List.of("b long 0102"), project.rows("SELECT v || ' ' || t || ' ' || hex(b) FROM note"),
                    "the CLOB and the BLOB keep their values");
        }
    }

    static void tellsWhatIsMissing() throws Exception {
        try (RedoServer server = RedoTest.server(); Project project = new Project(server.url(), "MYUSER.ITEM", "")) {
            said(project, server, "DELETE FROM ALL_LOG_GROUPS", "fail  whole rows: Table MYUSER.ITEM does not log",
                    "ALTER TABLE \"MYUSER\".\"ITEM\" ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS;");
            RedoTest.same(1, project.run("run", "--until-current"), "a table that does not log whole rows: it ends");
            said(project, server, "UPDATE standin.settings SET SUPPLEMENTAL_LOG_DATA_MIN = 'NO'",
                    "fail  supplemental logging: Supplemental logging is off",
                    "ALTER DATABASE ADD SUPPLEMENTAL LOG DATA;");
            said(project, server, "UPDATE standin.settings SET SUPPLEMENTAL_LOG_DATA_ALL = 'YES'",
                    "ok    supplemental logging: whole rows of all tables", "ok    whole rows: each table logs them");
            said(project, server, "UPDATE standin.settings SET LOG_MODE = 'NOARCHIVELOG'",
                    "fail  archived logs: The database is in mode NOARCHIVELOG", "ALTER DATABASE ARCHIVELOG;");
            said(project, server, "DELETE FROM SESSION_PRIVS WHERE PRIVILEGE = 'LOGMINING'",
                    "fail  privileges: User CDC lacks LOGMINING", "GRANT LOGMINING TO CDC;");
            server.sql("UPDATE standin.settings SET LOG_MODE = 'ARCHIVELOG'", "INSERT INTO SESSION_PRIVS VALUES"
                    + "('LOGMINING')");
            said(project, server, "DELETE FROM ALL_CONSTRAINTS", "warn  primary keys: MYUSER.ITEM has none", "");
            said(project, server, "INSERT INTO standin.denied VALUES('\"ITEM\" AS OF SCN')",
                    "fail  rights on tables: User CDC may not read table MYUSER.ITEM as it was",
                    "GRANT FLASHBACK ON \"MYUSER\".\"ITEM\" TO CDC;");
            said(project, server, "INSERT INTO standin.denied VALUES('V$LOGFILE')",
                    "fail  privileges: User CDC may not read V$LOGFILE", "GRANT SELECT ON V_$LOGFILE TO CDC;");
        }
        refusesWhatWouldBeLeftOut();
    }

    private static void said(Project project, RedoServer server, String sql, String line, String way) throws Exception {
        server.sql(sql);
        project.run("doctor");
        RedoTest.has(line, project.said(), "doctor: " + line);
        RedoTest.has(way, project.said(), "with the way out: " + (way.isEmpty() ? line : way));
    }

    private static void refusesWhatWouldBeLeftOut() throws Exception {
        try (RedoServer server = new RedoServer(); Project project = new Project(server.url(), "MYUSER.ODD", "")) {
            server.table("ODD", List.of(RedoTest.ITEM.get(0), new Col("J", "JSON", 2016, 0, null, "VARCHAR(20)"),
                    RedoTest.ITEM.get(1)));
            server.sql("INSERT INTO MYUSER.ODD VALUES(1, '{}', 'x')");
            RedoTest.same(2, project.run("run", "--until-current"), "a JSON column, which is left out: exit code 2");
            String said = project.said();
            RedoTest.has("Column J of table MYUSER.ODD has type JSON", said, "the sentence names table, column, type");
            String way = said.replaceAll("(?s).*(column_exclude_list = \".*?\").*", "$1");
            project.append("[sources.debezium]\n" + way + "\n");
            RedoTest.same(0, project.run("run", "--until-current"), "the way out that it tells works: " + way);
            RedoTest.same(List.of("1 x"), project.rows("SELECT id || ' ' || v FROM odd"), "the others are loaded");
        }
        try (RedoServer server = new RedoServer(); Project project = new Project(server.url(), "MYUSER.LONG_.*", "")) {
            server.table("LONG_NAME_OF_MORE_THAN_30_CHARS", RedoTest.ITEM);
            RedoTest.same(2, project.run("run", "--until-current"), "a name that LogMiner does not take: exit code 2");
            RedoTest.has("LONG_NAME_OF_MORE_THAN_30_CHARS has a name of more than 30", project.said(), "it says so");
        }
    }

    static void refusesAGap() throws Exception {
        try (RedoServer server = RedoTest.server(); Project project = new Project(server.url(), "MYUSER.ITEM", "")) {
            project.run("run", "--until-current");
            for (int i = 0; i < 20; i++) {
                server.scn();
            }
            server.sql("UPDATE V$LOG SET FIRST_CHANGE# = (SELECT n FROM standin.scn)");
            RedoTest.same(1, project.run("run", "--until-current"), "logs that were deleted: the run ends");
            RedoTest.has("archived logs were deleted that the loader had not read", project.said(), "it says so");
            server.sql("UPDATE V$LOG SET FIRST_CHANGE# = 500", "UPDATE standin.settings SET RESETLOGS_CHANGE# = 900");
            project.run("run", "--until-current");
            RedoTest.has("opened with RESETLOGS", project.said(), "a server that was restored: it says so");
            server.sql("UPDATE standin.settings SET DBID = 7");
            project.run("run", "--until-current");
            RedoTest.has("loaded from the database with DBID 2868546", project.said(), "another server: it says so");
        }
    }
}
