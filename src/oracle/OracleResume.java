package oracle;

import base.Problem;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import io.debezium.connector.oracle.Scn;
import java.util.Map;

/** Whether an Oracle server can go on after a checkpoint. Asked on a connection to the root. */
final class OracleResume {

    private static final String DATABASE = "database";
    private static final String INCARNATION = "incarnation";
    private static final String AFRESH = ". To load the tables again run `drop --drop-all`, then `run`; with"
            + " snapshot_mode = \"when_needed\" in [sources.debezium] the loader does so by itself";

    private final String id;
    private final String incarnation;
    private final Scn now;
    private final Scn oldestKept;
    private final String name;
    private final Checkpoint committed;

    OracleResume(OracleServer server, Checkpoint committed) {
        this.id = server.id();
        this.incarnation = server.incarnation();
        this.now = server.now();
        this.oldestKept = server.oldestKept();
        this.name = server.database();
        this.committed = committed;
    }

    /** Tells the database from another one. */
    Map<String, Object> identity() {
        return Map.of(DATABASE, id, INCARNATION, incarnation);
    }

    /** Tells of another database than the destination was loaded from. */
    void tellMoved(SourceTable.Check check) {
        Object was = committed.position().get(DATABASE);
        if (was != null && !was.equals(id)) {
            check.moved("the database " + was, name + " (" + id + ")", committed);
            throw Problem.run("The DuckDB file was loaded from the database with DBID " + was + ", but " + name
                    + " is another one (" + id + "). Point [sources.debezium.oracle] to the one that was loaded, or"
                    + " start afresh with `drop --drop-all`");
        }
    }

    /** Why the server cannot go on, empty when it can, or need not yet. */
    String obstacle() {
        if (committed.snapshot() != Snapshot.DONE) {
            return "";
        }
        RedoPlace place = new RedoPlace(committed.position());
        Scn read = place.scn();
        Object was = committed.position().get(INCARNATION);
        if (was != null && !was.equals(incarnation) || now.compareTo(read) < 0) {
            return "The DuckDB file is at SCN " + read + ", but the database was restored to an older state since"
                    + (now.compareTo(read) < 0 ? ": it is at " + now : ", and opened with RESETLOGS") + AFRESH;
        }
        if (read.equals(place.snapshotScn()) && !place.oldestPending().isNull()) {
            read = place.oldestPending().subtract(Scn.ONE);
        }
        return oldestKept.isNull() || read.compareTo(oldestKept.subtract(Scn.ONE)) >= 0 ? ""
                : "The redo logs are kept from SCN " + oldestKept + " on, but the DuckDB file needs them from " + read
                        + ": archived logs were deleted that the loader had not read (a transaction that is open keeps"
                        + " those since its beginning in use)" + AFRESH;
    }
}
