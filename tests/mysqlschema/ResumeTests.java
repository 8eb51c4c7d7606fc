import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Whether the server can go on where the destination is: other servers, logs that are purged or reset, the schema
 * history.
 */
final class ResumeTests extends BinlogTests {

    private static final String MERGED = "SELECT id, a, deleted FROM t ORDER BY id";
    private static final String APPENDED = "SELECT __op, id, a FROM t ORDER BY __seq";

    ResumeTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        servers();
        purged();
        historyIsLost();
        historyIsMadeAgain();
        if (promises.all()) {
            purgedAppended();
            historyIsHarmed();
        }
    }

    /** How the server is made to forget its log. */
    private String reset() {
        return source.isMysql() ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER";
    }

    private void servers() throws Exception {
        String other = System.getenv("BINLOG_OTHER_PORT");
        if (other != null) {
            loaded("resume: another server is refused", KEY, run -> {
                BinlogSource second = source.at(Integer.parseInt(other));
                try (java.sql.Connection connection = second.connect()) {
                    connection.createStatement().execute("CREATE DATABASE IF NOT EXISTS " + run.database
                            + "; CREATE TABLE IF NOT EXISTS " + run.database + ".t (id int PRIMARY KEY, a varchar(20));"
                            + " INSERT IGNORE INTO " + run.database + ".t VALUES (7, 'other')");
                    return run.with("port", other).refused(1, "another server|drop --drop-all");
                }
            });
        }
        loaded("resume: a log that was reset is refused", KEY, run -> {
            run.sql(reset(), "INSERT INTO $d.t VALUES (2, 'y')");
            return run.refused(1, "restored to an older state|drop --drop-all");
        });
        loaded("resume: a log that was reset is refused, also when it has grown beyond", KEY, run -> {
            run.sql(reset());
            for (int i = 2; i < 300; i++) {
                run.sql("INSERT INTO $d.t VALUES (" + i + ", 'y')");
            }
            return run.refused(1, "restored to an older state|drop --drop-all");
        });
        loaded("resume: a log that was reset is refused, also when the same has happened again", KEY, run -> {
            run.sql(reset(), "INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = run.with("snapshot_mode", "when_needed").toCurrent();
            run.sql("INSERT INTO $d.t VALUES (3, 'z')");
            wrong += run.with("snapshot_mode", "initial").toCurrent();
            run.sql("DELETE FROM $d.t WHERE id > 1", reset(), "INSERT INTO $d.t VALUES (2, 'Y')",
                    "INSERT INTO $d.t VALUES (3, 'Z')", "INSERT INTO $d.t VALUES (4, 'w')");
            return wrong + run.refused(1, "not the one that was read|drop --drop-all");
        });
        loaded("resume: a log that was reset is loaded again with snapshot_mode = when_needed", KEY, run -> {
            run.sql(reset(), "INSERT INTO $d.t VALUES (2, 'y')", "DELETE FROM $d.t WHERE id = 1");
            String wrong = run.with("snapshot_mode", "when_needed").toCurrent() + run.differs("1,x,true / 2,y,false",
                    MERGED);
            run.sql("INSERT INTO $d.t VALUES (3, 'z')");
            return wrong + run.toCurrent() + run.differs("1,x,true / 2,y,false / 3,z,false", MERGED);
        });
    }

    private void purge(Run run) throws Exception {
        run.sql("FLUSH BINARY LOGS", "INSERT INTO $d.t VALUES (2, 'y')", "FLUSH BINARY LOGS",
                "DELETE FROM $d.t WHERE id = 1", "FLUSH BINARY LOGS", "INSERT INTO $d.t VALUES (3, 'z')");
        purge();
    }

    /** Purges all but the newest file; MariaDB keeps those that it may need after a crash for a moment. */
    private void purge() throws Exception {
        if (!source.isMysql()) {
            Project.sql("SET GLOBAL slave_connections_needed_for_purge = 0");
        }
        String newest = Project.one(source.isMysql() ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS");
        for (long end = System.currentTimeMillis() + PATIENCE_MS; !Project.one("SHOW BINARY LOGS").equals(newest);
                Thread.sleep(100)) {
            Project.sql("PURGE BINARY LOGS TO '" + newest + "'");
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException(Project.one("SHOW BINARY LOGS") + " is not purged");
            }
        }
    }

    private void purged() throws Exception {
        loaded("resume: a log that is purged is refused, and says the way out", KEY, run -> {
            purge(run);
            return run.refused(1, "purged|drop --drop-all|when_needed");
        });
        loaded("resume: a log that is purged is loaded again with snapshot_mode = when_needed, merged", KEY, run -> {
            purge(run);
            String wrong = run.with("snapshot_mode", "when_needed").toCurrent() + run.says(run.warnings,
                    "purged|loaded again");
            wrong += run.differs("1,x,true / 2,y,false / 3,z,false", MERGED);
            run.sql("UPDATE $d.t SET a = 'zz' WHERE id = 3");
            return wrong + run.toCurrent() + run.differs("1,x,true / 2,y,false / 3,zz,false", MERGED);
        });
        loaded("resume: a log of which only what is loaded is purged goes on", KEY, run -> {
            run.sql("FLUSH BINARY LOGS", "INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = run.toCurrent();
            purge();
            run.sql("INSERT INTO $d.t VALUES (3, 'z')");
            return wrong + run.toCurrent() + run.differs("1,x,false / 2,y,false / 3,z,false", MERGED);
        });
    }

    private void purgedAppended() throws Exception {
        loaded("resume: a log that is purged is loaded again with snapshot_mode = when_needed, appended", "", run -> {
            purge(run);
            String wrong = run.with("snapshot_mode", "when_needed").toCurrent();
            wrong += run.differs("snapshot,1,x / snapshot,2,y / snapshot,3,z", APPENDED);
            run.sql("UPDATE $d.t SET a = 'zz' WHERE id = 3");
            return wrong + run.toCurrent() + run.differs("snapshot,1,x / snapshot,2,y / snapshot,3,z / update,3,zz",
                    APPENDED);
        });
    }

    /** What is done to the schema history. */
    private interface Harm {
        void harm(Path history) throws Exception;
    }

    private static Path history(Run run) throws Exception {
        try (var all = Files.walk(run.project.folder())) {
            return all.filter(p -> p.getFileName().toString().equals("schema_history.dat")).findFirst().orElseThrow();
        }
    }

    private void historyIsHarmed() throws Exception {
        harmed("is empty", history -> Files.write(history, new byte[0]));
        harmed("is cut short", history -> Files.write(history, java.util.Arrays.copyOf(Files.readAllBytes(history),
                100)));
        harmed("has a damaged byte", history -> {
            byte[] all = Files.readAllBytes(history);
            all[all.length / 2] ^= 1;
            Files.write(history, all);
        });
        loaded("history: an older copy is noticed and made again", KEY, run -> {
            Path history = history(run);
            Path copy = Files.copy(history, history.resolveSibling("copy"), StandardCopyOption.REPLACE_EXISTING);
            run.sql("ALTER TABLE $d.t ADD b int FIRST", "INSERT INTO $d.t VALUES (20, 2, 'y')");
            String wrong = run.toCurrent();
            Files.copy(copy, history, StandardCopyOption.REPLACE_EXISTING);
            return wrong + goesOn(run, "INSERT INTO $d.t VALUES (30, 3, 'z')", "INSERT INTO $d.t VALUES (40, 4, 'w')",
                    "SELECT id, a, b FROM t ORDER BY id", "1,x,- / 2,y,20 / 3,z,30",
                    "1,x,- / 2,y,20 / 3,z,30 / 4,w,40");
        });
    }

    private void historyIsLost() throws Exception {
        harmed("is lost", Files::delete);
        for (String ddl : new String[] {"ALTER TABLE $d.t ADD b int FIRST",
                "alter /* gh-ost */ table $d.t add b int first",
            "-- a comment\nALTER TABLE $d.t ADD b int FIRST", "/*! ALTER TABLE $d.t ADD b int FIRST */",
            "CREATE TABLE $d.u LIKE $d.t; ALTER TABLE $d.u ADD b int FIRST; rename /* gh-ost */ table $d.t to $d.v,"
                    + " $d.u to $d.t",
            "CREATE UNIQUE INDEX i ON $d.t (a); ALTER TABLE $d.t ADD b int FIRST"}) {
            if (!promises.all() && !ddl.contains("LIKE")) {
                continue;       // of the others BinlogRepairTest has some
            }
            loaded("history: lost, and tables were altered since, is refused: " + ddl, KEY, run -> {
                Files.delete(history(run));
                run.session(ddl + "; INSERT INTO $d.t (id, a) VALUES (2, 'y')");
                return run.refused(1, "schema history|drop --drop-all|altered");
            });
        }
        loaded("history: lost, and only views and users were made since, goes on", KEY, run -> {
            Files.delete(history(run));
            run.session("CREATE VIEW v AS SELECT * FROM t; CREATE USER u_history; DROP USER u_history; ANALYZE TABLE t;"
                    + " CREATE PROCEDURE p() INSERT INTO t VALUES (2, 'y'); CALL p(); TRUNCATE t; INSERT INTO t VALUES"
                    + " (3, 'z')");
            return run.toCurrent() + run.differs("1,x,true / 2,y,true / 3,z,false", MERGED);
        });
    }

    private void historyIsMadeAgain() throws Exception {
        loaded("history: DDL after it was made again is kept", KEY, run -> {
            Files.delete(history(run));
            String wrong = run.toCurrent();
            run.sql("ALTER TABLE $d.t ADD b int FIRST", "INSERT INTO $d.t VALUES (20, 2, 'y')");
            wrong += run.toCurrent();
            run.sql("INSERT INTO $d.t VALUES (30, 3, 'z')", "ALTER TABLE $d.t DROP a",
                    "INSERT INTO $d.t VALUES (40, 4)");
            return wrong + run.toCurrent() + run.differs("1,x,- / 2,y,20 / 3,z,30 / 4,-,40",
                    "SELECT id, a, b FROM t ORDER BY id");
        });
    }

    private void harmed(String how, Harm harm) throws Exception {
        loaded("history: " + how + ", and is made again", KEY, run -> {
            harm.harm(history(run));
            String wrong = goesOn(run, "INSERT INTO $d.t VALUES (2, 'y')", "INSERT INTO $d.t VALUES (3, 'z')",
                    MERGED, "1,x,false / 2,y,false", "1,x,false / 2,y,false / 3,z,false");
            return wrong + run.says(run.warnings, "schema history|lost or damaged");
        });
    }

    /** Rows after the repair are right, and the next start repairs nothing. */
    private static String goesOn(Run run, String first, String second, String query, String rows, String more)
            throws Exception {
        run.sql(first);
        String wrong = run.toCurrent() + run.differs(rows, query);
        int warned = run.warnings.size();
        run.sql(second);
        wrong += run.toCurrent() + run.differs(more, query);
        return wrong + (run.warnings.size() == warned ? "" : "warned again: " + run.warnings);
    }
}
