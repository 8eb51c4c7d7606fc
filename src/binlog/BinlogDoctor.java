package binlog;

import base.Problem;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Checks a MySQL or MariaDB server before a run. Most checks are those of a start, {@link Binlog#prepare}, and say what
 * that would say.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html">MySQL: Binary Logging
 *      Options and Variables</a>
 */
public final class BinlogDoctor {

    /** How long the server may take a connection that has ended for one that reads. */
    private static final long LINGERS_NANOS = 1_500_000_000;
    private static final long A_DAY_S = 86_400;
    /** What the log has to have in whole; a server that lacks the variable has only that. */
    private static final Map<String, String> WHOLE = Map.of("binlog_format", "ROW", "binlog_row_image", "FULL",
            "log_bin_compress", "OFF");

    private final Properties given;
    private final Function<Properties, BinlogServer> connect;
    private final SourceTable.Check check;
    private final Checkpoint committed;
    private final Known known;
    private final Checkup checkup;
    private BinlogServer server;
    private BinlogTables tables;

    private BinlogDoctor(Properties given, Function<Properties, BinlogServer> connect, SourceTable.Check check,
            Known known, Checkup checkup) {
        this.given = given;
        this.connect = connect;
        this.check = check;
        this.committed = known.start();
        this.known = known;
        this.checkup = checkup;
    }

    /**
     * Makes all checks that can be made.
     *
     * @param given   Debezium's properties
     * @param connect makes a connection to the server, such as {@code MysqlServer::new}
     * @param check   looks at the captured tables, as before each start
     */
    public static void examine(Properties given, Function<Properties, BinlogServer> connect, SourceTable.Check check,
            Known known, Checkup checkup) {
        BinlogDoctor doctor = new BinlogDoctor(given, connect, check, known, checkup);
        if (checkup.check("connection", doctor::connect)) {
            try (BinlogServer server = doctor.server) {
                if (checkup.check("log_bin", () -> "on, the log ends at " + server.end().text())) {
                    doctor.examineLog();
                    doctor.examineTables();
                    doctor.examineResume();
                }
            }
        }
    }

    private String connect() {
        server = connect.apply(given);
        return server.name() + ", version " + server.row("SELECT version()").get(0);
    }

    private void examineLog() {
        WHOLE.keySet().stream().sorted().filter(variable -> !server.variable(variable).isEmpty())
                .forEach(variable -> checkup.check(variable, () -> {
                    server.require(variable, WHOLE.get(variable));
                    return WHOLE.get(variable);
                }));
        checkup.check("binlog_row_value_options", () -> {
            server.requireWholeJson();
            return "updates of json are logged in whole";
        });
        checkup.check("binlog_row_metadata", () -> server.variable("binlog_row_metadata"));
        checkup.check("gtid_mode", this::gtids);
        checkup.check("privileges", this::requirePrivileges);
        checkup.check("retention", this::retention);
        checkup.check("server_id", this::requireOwnNumber);
        checkup.check("snapshot_mode", () -> Binlog.snapshotMode(given));
    }

    private String gtids() {
        if (server.hasGtids()) {
            return "transactions have GTIDs";
        }
        checkup.warn("gtid_mode", server.variable("gtid_mode") + ": without GTIDs the loader can resume only at this"
                + " server, not"
                + " at another one after a failover. Run: SET GLOBAL enforce_gtid_consistency = ON; SET GLOBAL"
                + " gtid_mode = OFF_PERMISSIVE; SET GLOBAL gtid_mode = ON_PERMISSIVE; SET GLOBAL gtid_mode = ON;");
        return "";
    }

    private String requirePrivileges() {
        server.requireReplicationPrivilege();
        if (!isLoaded()) {
            server.requireSnapshotPrivilege();
        }
        return "user " + given.getProperty("database.user") + " may read the log" + (isLoaded() ? ""
                : ", and lock the tables for the moment in which the snapshot begins");
    }

    private boolean isLoaded() {
        return committed.snapshot() == Snapshot.DONE;
    }

    private String retention() {
        String seconds = server.variable("binlog_expire_logs_seconds");
        long s = seconds.isEmpty() ? 0 : Long.parseLong(seconds);
        if (s > 0 && s < A_DAY_S) {
            checkup.warn("retention", "the log is kept for " + s + " s only (binlog_expire_logs_seconds): if the"
                    + " loader is stopped for longer, changes are lost. Run: SET GLOBAL binlog_expire_logs_seconds ="
                    + " 604800;");
            return "";
        }
        return s == 0 ? "the log is not removed by its age (binlog_expire_logs_seconds)"
                : "the log is kept for " + s + " s (binlog_expire_logs_seconds)";
    }

    /** Two that read a log under one number end each other's connection again and again. */
    private String requireOwnNumber() {
        String ours = given.getProperty("database.server.id");
        String theirs = server.row("SELECT @@server_id").get(0);
        if (theirs.equals("0")) {
            throw Problem.run(server.name() + " has server_id = 0, with which nobody may read its log. Run: SET GLOBAL"
                    + " server_id = 1;");
        }
        if (theirs.equals(ours)) {
            throw Problem.run(server.name() + " has server_id = " + ours + " itself, which is the loader's: set"
                    + " another server_id in the source's section of .dlt/secrets.toml");
        }
        return warnOfTwin(ours) ? "" : "the loader's is " + ours + ", the server's " + theirs + otherReaders();
    }

    /** Only servers tell their number, and to some users none. */
    private boolean warnOfTwin(String ours) {
        String twin;
        try {
            twin = server.replicas().get(ours);
        }
        catch (Problem problem) {
            if (!BinlogServer.isNotAllowed(problem)) {
                throw problem;
            }
            return false;
        }
        if (twin != null) {
            checkup.warn("server_id", "the replica at " + twin + " has the number " + ours
                    + ", too, and the server lets only one of the two read its log: set another server_id in the"
                    + " source's section of .dlt/secrets.toml");
        }
        return twin != null;
    }

    private String otherReaders() {
        int ours = known.loaderRuns() ? 1 : 0;
        if (server.readers().size() > ours) {
            LockSupport.parkNanos(LINGERS_NANOS);
        }
        List<String> readers = server.readers();
        return readers.size() <= ours ? "" : "; the log is read by " + String.join(", ", readers)
                + (known.loaderRuns() ? ", one of which is the loader" : "") + ": each needs a server_id of its own";
    }

    private void examineTables() {
        if (!checkup.check("tables", this::findTables)) {
            return;
        }
        tables.databases().forEach(this::warnOfLock);
        HistoryLog history = history();
        checkup.check("names and keys", () -> {
            tables.check(server, given, check, history, committed, sentence -> checkup.warn("tables", sentence));
            return "in order";
        });
    }

    private void warnOfLock(String database) {
        try {
            server.requireLockPrivilege(database);
        }
        catch (Problem missing) {
            checkup.warn("privileges", missing.getMessage());
        }
    }

    private String findTables() {
        tables = BinlogTables.captured(server, given);
        return Checkup.captured(tables.names());
    }

    private HistoryLog history() {
        return new HistoryLog(Path.of(given.getProperty("schema.history.internal.file.filename")));
    }

    private void examineResume() {
        if (known.committed() == null) {
            checkup.warn("position", "the server's log cannot be compared with the DuckDB file, which cannot be"
                    + " read now");
        }
        else if (isLoaded() && checkup.check("position", this::requireResumable)) {
            checkup.check("schema history", this::requireHistory);
        }
    }

    private String requireResumable() {
        new BinlogResume(server, committed).tellMoved(check);
        String obstacle = new BinlogResume(server, committed).obstacle();
        if (!obstacle.isEmpty()) {
            throw Problem.run(obstacle);
        }
        Long behind = server.behind(committed.position());
        return "the loader resumes at " + BinlogPosition.of(committed.position()).text()
                + (behind == null ? "" : String.format(Locale.ROOT, ", %,d bytes before the log's end", behind));
    }

    private String requireHistory() {
        HistoryLog history = history();
        if (history.holds(committed.position())) {
            return "as it was at that position";
        }
        new BinlogRepair(server, BinlogPosition.of(committed.position())).requireNoDdl(history.file());
        checkup.warn("schema history", history.file() + " is lost or damaged, and no table has been altered since: a"
                + " run rebuilds it");
        return "";
    }
}
