package changetable;

import base.Problem;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.util.Properties;

/** Checks a Db2 before a run. Most checks are those of a start, and say what that would say. */
public final class Db2Doctor {

    private final Properties given;
    private final SourceTable.Check check;
    private final Known known;
    private final Checkpoint committed;
    private final Checkup checkup;
    private Db2Server server;
    private Db2Tables tables;

    private Db2Doctor(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
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
        Db2Doctor doctor = new Db2Doctor(given, check, known, checkup);
        if (checkup.check("connection", doctor::connect)) {
            try (Db2Server server = doctor.server) {
                checkup.check("snapshot_mode", () -> ChangeTableSource.snapshotMode(given));
                if (checkup.check("control tables", doctor::controlTables)) {
                    checkup.check("Capture", doctor::capture);
                    if (checkup.check("tables", doctor::findTables)) {
                        doctor.examineTables();
                    }
                }
            }
        }
    }

    private String connect() {
        server = new Db2Server(given);
        return Db2Server.name(given);
    }

    private String controlTables() {
        server.requireCapture();
        return "schema " + server.control() + ", changes are recorded up to " + server.end();
    }

    private String capture() {
        String silence = Db2Source.silence(server);
        if (!silence.isEmpty()) {
            throw Problem.run(silence);
        }
        return "it reads the log";
    }

    private String findTables() {
        tables = Db2Tables.captured(server, given);
        return Checkup.captured(tables.names());
    }

    private void examineTables() {
        boolean registered = checkup.check("registrations", () -> {
            tables.requireRegistered(server, given);
            return "one a table";
        });
        checkup.check("columns", () -> {
            tables.requireColumns();
            return "each can be loaded";
        });
        checkup.check("privileges", () -> {
            tables.requireReadable(server);
            return "user " + server.user() + " may read the tables and their changes";
        });
        if (registered) {
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
        String obstacle = new Db2Kept(server, tables, committed).obstacle(resume);
        if (!obstacle.isEmpty()) {
            throw Problem.run(obstacle);
        }
        return "the loader resumes at " + ChangeTableDuplicateFilter.commit(committed.position())
                + ", and each table's changes are kept from there on";
    }
}
