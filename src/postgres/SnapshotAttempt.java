package postgres;

import capture.CheckpointStore;
import event.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import postgres.PostgresServer.Slot;

/**
 * The start of an attempt at the initial snapshot: makes the publication, commits what the attempt begins with (tables,
 * partitions, labels of enums), and removes a slot that is in its way.
 */
final class SnapshotAttempt {

    private final PostgresServer server;
    private final Properties given;
    private final PostgresPublication publication;
    private final List<PostgresTable> tables;

    SnapshotAttempt(PostgresServer server, Properties given, PostgresPublication publication,
            List<PostgresTable> tables) {
        this.server = server;
        this.given = given;
        this.publication = publication;
        this.tables = tables;
    }

    /**
     * Begins it in the store before anything is dropped at the source.
     *
     * @param direct whether to read the tables by COPY, if that can be done
     * @param slot   the slot of an earlier attempt, null if there is none
     * @return the tables that are to be read by COPY; empty: the engine reads them
     */
    List<PostgresTable> begin(boolean direct, Slot slot, CheckpointStore store, Consumer<String> warn) {
        publication.create(tables);
        List<PostgresTable> toRead = direct && DirectSnapshot.isPossible(given, server, publication, warn) ? tables
                : List.of();
        store.begin(position(!toRead.isEmpty()));
        if (slot != null) {
            // a snapshot on a slot that exists is not aligned with the stream: rows would double
            server.dropSlot(slot);
        }
        return toRead;
    }

    /** What later starts and the schema watch compare the source with. */
    private Map<String, Object> position(boolean whole) {
        List<String> names = tables.stream().map(PostgresTable::toString).toList();
        Map<String, Object> position = new HashMap<>(Map.of(
                "slot", given.getProperty("slot.name"), "database", server.database(), "system_id", server.systemId(),
                "publication", publication.exists() ? publication.id() : "", "published", publication.marks(names),
                "captured", names, Checkpoint.OIDS, PostgresRelations.oids(tables), Checkpoint.WHOLE, whole));
        PostgresPartitions.before(server, tables).addTo(position);
        PostgresDefinitions.before(server, tables).addTo(position);
        return position;
    }
}
