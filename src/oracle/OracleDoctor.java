package oracle;

import base.Problem;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.util.List;
import java.util.Properties;

/** Checks an Oracle server before a run. Most checks are those of a start, and say what that would say. */
public final class OracleDoctor {

    /** What the connector reads; a user is granted the view, not its synonym. */
    private static final List<String> VIEWS = List.of("V$DATABASE", "V$LOG", "V$LOGFILE", "V$ARCHIVED_LOG",
            "V$ARCHIVE_DEST_STATUS", "V$THREAD", "V$TRANSACTION", "V$PARAMETER", "V$LOGMNR_LOGS", "V$MYSTAT",
            "V$STATNAME");
    private static final List<String> PRIVILEGES = List.of("CREATE SESSION", "LOGMINING", "SELECT ANY TRANSACTION",
            "CREATE TABLE");

    private final Properties given;
    private final SourceTable.Check check;
    private final Known known;
    private final Checkpoint committed;
    private final Checkup checkup;
    private OracleServer server;
    private OracleTables tables;

    private OracleDoctor(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
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
        OracleDoctor doctor = new OracleDoctor(given, check, known, checkup);
        if (checkup.check("connection", doctor::connect)) {
            try (OracleServer server = doctor.server) {
                checkup.check("snapshot_mode", () -> OracleSource.snapshotMode(given));
                if (checkup.check("privileges", doctor::privileges)) {
                    doctor.examineDatabase();
                }
            }
        }
    }

    private String connect() {
        server = new OracleServer(given);
        return OracleServer.name(given) + ", " + server.version();
    }

    /** What the connector does on its own: LogMiner, a table of its own that it writes to, the server's views. */
    private String privileges() {
        List<String> has = server.row("SELECT PRIVILEGE FROM SESSION_PRIVS");
        boolean inRoot = !given.getProperty("database.pdb.name", "").isEmpty();
        List<String> lacks = PRIVILEGES.stream().filter(each -> !has.contains(each)).toList();
        if (!lacks.isEmpty()) {
            throw Problem.run("User " + server.user() + " lacks " + String.join(", ", lacks) + ". Run, as SYSDBA"
                    + (inRoot ? " in CDB$ROOT" : "") + ": GRANT " + String.join(", ", lacks) + " TO " + server.user()
                    + (inRoot ? " CONTAINER=ALL;" : ";"));
        }
        List<String> hidden = VIEWS.stream().filter(view -> !server.may("SELECT 1 FROM " + view + " WHERE ROWNUM < 1"))
                .toList();
        if (!hidden.isEmpty()) {
            throw Problem.run("User " + server.user() + " may not read " + String.join(", ", hidden) + ". Run, as"
                    + " SYSDBA" + (inRoot ? " in CDB$ROOT" : "") + ": " + String.join(" ", hidden.stream().map(view ->
                            "GRANT SELECT ON " + view.replaceFirst("V\\$", "V_\\$") + " TO " + server.user()
                            + (inRoot ? " CONTAINER=ALL;" : ";")).toList()));
        }
        return "user " + server.user() + " may use LogMiner and read the server's views";
    }

    private void examineDatabase() {
        checkup.check("archived logs", () -> {
            server.requireArchiveLog();
            return "kept from SCN " + server.oldestKept() + " on; now is " + server.now();
        });
        checkup.check("supplemental logging", () -> {
            server.requireSupplementalLog();
            return server.logsAll() ? "whole rows of all tables" : "is on; each table has to log whole rows";
        });
        if (known.committed() == null) {
            checkup.warn("position", "the server's logs cannot be compared with the DuckDB file, which cannot be read"
                    + " now");
        }
        else if (committed.snapshot() == Snapshot.DONE) {
            checkup.check("position", this::requireResumable);
        }
        if (checkup.check("tables", this::findTables)) {
            examineTables();
        }
    }

    private String findTables() {
        boolean logsAll = server.logsAll();
        server.enter();
        tables = OracleTables.captured(server, logsAll, given);
        return Checkup.captured(tables.names());
    }

    private void examineTables() {
        checkup.check("whole rows", () -> {
            tables.requireLogged();
            return "each table logs them";
        });
        checkup.check("columns", () -> {
            tables.requireColumns();
            return "each can be loaded";
        });
        checkup.check("rights on tables", () -> {
            tables.requireReadable(server, server.now().toString());
            return "user " + server.user() + " may read them, also as of a moment";
        });
        List<String> keyless = tables.ids().stream().filter(id -> !tables.keyed().contains(id)).map(TableId::toString)
                .toList();
        if (!keyless.isEmpty()) {
            checkup.warn("primary keys", String.join(", ", keyless) + (keyless.size() == 1 ? " has" : " have")
                    + " none: two rows that are alike cannot be told apart. Add one, or load as APPEND");
        }
        checkup.check("names and keys", () -> {
            tables.check(server, given, check, committed, sentence -> checkup.warn("tables", sentence));
            return "in order";
        });
    }

    private String requireResumable() {
        OracleResume resume = new OracleResume(server, committed);
        resume.tellMoved(check);
        String obstacle = resume.obstacle();
        if (!obstacle.isEmpty()) {
            throw Problem.run(obstacle);
        }
        return "the loader reads the logs from SCN " + new RedoPlace(committed.position()).scn()
                + ", and they are kept from there on";
    }
}
