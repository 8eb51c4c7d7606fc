package changetable;

import base.Problem;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.util.Properties;

/** Checks a SQL Server before a run. Most checks are those of a start, and say what that would say. */
public final class SqlserverDoctor {

    private final Properties given;
    private final SourceTable.Check check;
    private final Known known;
    private final Checkpoint committed;
    private final Checkup checkup;
    private SqlserverServer server;
    private SqlserverTables tables;

    private SqlserverDoctor(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
        this.given = given;
        this.check = check;
        this.known = known;
        this.committed = known.start();
        this.checkup = checkup;
    }

    /**
     * Makes all checks that can be made.
     *
     * @param given Debezium's properties
     * @param check looks at the captured tables, as before each start
     */
    public static void examine(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
        SqlserverDoctor doctor = new SqlserverDoctor(given, check, known, checkup);
        if (checkup.check("connection", doctor::connect)) {
            try (SqlserverServer server = doctor.server) {
                checkup.check("agent", doctor::agent);
                checkup.check("snapshot_mode", () -> SqlserverSource.snapshotMode(given));
                if (checkup.check("database", doctor::database) && checkup.check("tables", doctor::findTables)) {
                    doctor.examineTables();
                }
            }
        }
    }

    private String connect() {
        server = new SqlserverServer(given);
        return SqlserverServer.name(given) + ", version " + server.version();
    }

    private String agent() {
        Boolean runs = server.agentRuns();
        if (Boolean.FALSE.equals(runs)) {
            throw Problem.run("SQL Server Agent does not run, so its capture job does not record changes: start the"
                    + " service, on Linux with: /opt/mssql/bin/mssql-conf set sqlagent.enabled true, then restart the"
                    + " server");
        }
        if (runs == null) {
            checkup.warn("agent", "whether SQL Server Agent runs, whose job records the changes, cannot be seen by"
                    + " user " + server.user() + ". Run, as a member of sysadmin: GRANT VIEW SERVER STATE TO "
                    + SqlserverServer.quoted(server.user()) + "; (Azure SQL Database has no Agent, and needs none)");
            return "";
        }
        return "SQL Server Agent runs";
    }

    private String database() {
        server.requireCdc();
        if (committed.snapshot() != Snapshot.DONE) {
            server.requireSnapshotIsolation(given);
        }
        String end = server.end();
        return "change data capture is on for " + server.database() + (end.isEmpty() ? ", and has recorded nothing yet"
                : ", and has recorded up to " + end);
    }

    private String findTables() {
        tables = SqlserverTables.captured(server, given);
        return Checkup.captured(tables.names());
    }

    private void examineTables() {
        checkup.check("capture instances", () -> {
            tables.requireEnabled();
            return tables.all().size() + ", one or two a table";
        });
        checkup.check("columns", () -> {
            tables.requireColumns();
            return "each can be loaded";
        });
        checkup.check("privileges", () -> {
            tables.requireReadable(server);
            return "user " + server.user() + " may read the tables and their changes";
        });
        if (tables.all().stream().map(CaptureInstance::table).distinct().count() == tables.ids().size()) {
            checkup.check("names and keys", () -> {
                tables.check(server, given, check, committed, sentence -> checkup.warn("tables", sentence));
                return "in order";
            });
        }
        if (known.committed() == null) {
            checkup.warn("position", "the server's changes cannot be compared with the DuckDB file, which cannot be"
                    + " read now");
        }
        else if (committed.snapshot() == Snapshot.DONE) {
            checkup.check("position", this::requireResumable);
        }
    }

    private String requireResumable() {
        ChangeTableResume resume = new ChangeTableResume(server, tables.starts(), committed);
        resume.tellMoved(check);
        String obstacle = resume.obstacle();
        if (!obstacle.isEmpty()) {
            throw Problem.run(obstacle);
        }
        return "the loader resumes at " + ChangeTableDuplicateFilter.commit(committed.position())
                + ", and each table's changes are kept from there on";
    }
}
