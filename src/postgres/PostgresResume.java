package postgres;

import base.Problem;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.util.List;
import java.util.Properties;
import postgres.PostgresServer.Slot;

/**
 * Whether the server can go on after a checkpoint: the checks that Debezium does not make. PostgreSQL starts a stream
 * where the slot is, whatever it is asked for, so that a slot that has moved on would silently lose rows.
 */
final class PostgresResume {

    private static final String SYSTEM = "system_id";

    private PostgresResume() {
    }

    /** The other modes read tables again on a slot that is there: rows would double. */
    static void requireSnapshotMode(Properties given) {
        String mode = given.getProperty("snapshot.mode", "initial");
        if (!List.of("initial", "no_data").contains(mode)) {
            throw Problem.config("snapshot_mode = \"" + mode + "\" cannot be loaded exactly once: set \"initial\","
                    + " or \"no_data\" to skip the existing rows; `run --snapshot-only` exits after the snapshot");
        }
    }

    /** Tells of another server, database or slot than the destination was loaded from. */
    static void tellMoved(PostgresServer server, String slot, Checkpoint committed, SourceTable.Check check) {
        Object oldSlot = committed.position().get("slot");
        Object system = committed.position().get(SYSTEM);
        if (oldSlot == null || system == null) {
            return;
        }
        String was = "database " + committed.position().get("database") + " through replication slot " + oldSlot;
        String is = "database " + server.database() + " and slot_name " + slot;
        if (!server.systemId().equals(system)) {
            check.moved(was + " of the server with system identifier " + system, is + " of " + server.address()
                    + " with system identifier " + server.systemId(), committed);
        }
        else if (!server.database().equals(committed.position().get("database")) || !slot.equals(oldSlot)) {
            check.moved(was, is, committed);
        }
    }

    /** A slot that is there before the pipeline's first run is not its own; {@code slot} may be null. */
    static void requireOwn(Slot slot, Checkpoint committed) {
        if (slot != null && committed.snapshot() == Snapshot.NONE) {
            throw Problem.run("Replication slot " + slot.name() + " exists, but this pipeline has no record of it:"
                    + " another pipeline may depend on it. Set another slot_name in [sources.debezium], or drop it with"
                    + " `run --recreate-slot` and start afresh");
        }
    }

    /** {@code slot} is null when it does not exist. */
    static void require(PostgresServer server, Slot slot, String name, Checkpoint committed) {
        requireSameServer(committed, server);
        requireAligned(slot, name, committed, server);
    }

    private static void requireSameServer(Checkpoint committed, PostgresServer server) {
        Object system = committed.position().get(SYSTEM);
        Object database = committed.position().get("database");
        if (!server.systemId().equals(system) || !server.database().equals(database)) {
            throw Problem.run("This pipeline was loading database " + database
                    + " of the server with system identifier " + system + ", but " + server.address() + " is database "
                    + server.database() + " of server " + server.systemId() + ": point [sources.debezium.postgres] to"
                    + " the old one, or start afresh with `drop --drop-all`");
        }
    }

    private static void requireAligned(Slot slot, String name, Checkpoint committed, PostgresServer server) {
        long resume = PostgresDuplicateFilter.resumePoint(committed);
        String afresh = ". Changes made since are not in the source's log any more; to load the tables again run"
                + " `drop --drop-all --drop-slot`, then `run`";
        Object before = committed.position().get("slot");
        if (slot == null && before != null && !before.equals(name)) {
            throw Problem.run("There is no replication slot " + name + " at " + server.address()
                    + ": this pipeline was loaded through " + before + ". Set slot_name = \"" + before
                    + "\" in [sources.debezium] again; if that one is gone, load the tables again with `drop"
                    + " --drop-all`, then `run`");
        }
        if (slot == null) {
            throw Problem.run("Replication slot " + name + " is gone from " + server.address() + afresh);
        }
        if (!server.database().equals(slot.database()) || !"pgoutput".equals(slot.plugin())) {
            throw Problem.run("Replication slot " + name + " belongs to database " + slot.database() + " and plugin "
                    + slot.plugin() + ", expected " + server.database() + " and pgoutput: set another slot_name");
        }
        if ("lost".equals(slot.walStatus())) {
            throw Problem.run("PostgreSQL has removed the log that replication slot " + name
                    + " needs (max_slot_wal_keep_size)" + afresh);
        }
        if (slot.confirmed() > resume) {
            server.awaitInactive(slot);     // a program that uses it is to be stopped, and its slot not dropped
            throw Problem.run("Replication slot " + name + " has moved on to " + PostgresServer.lsn(slot.confirmed())
                    + ", but the DuckDB file is at " + PostgresServer.lsn(resume)
                    + ": the file is an older copy, or another program uses the slot (then set another slot_name"
                    + " first)" + afresh);
        }
        if (resume > server.currentLsn()) {
            throw Problem.run("The DuckDB file is at " + PostgresServer.lsn(resume) + ", but the server's log ends at "
                    + PostgresServer.lsn(server.currentLsn()) + ": the server was restored to an older state" + afresh);
        }
    }
}
