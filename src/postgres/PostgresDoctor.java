package postgres;

import base.Problem;
import capture.Checkup;
import capture.KnownGaps;
import capture.Checkup.Known;
import capture.NameList;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;
import postgres.PostgresServer.Slot;

/**
 * Checks a PostgreSQL server before a run. Most checks are those of a start, {@link Postgres#prepare}, and say what
 * that would say; those that are made here only are about what fails later, or grows.
 *
 * @see <a href="https://www.postgresql.org/docs/current/view-pg-replication-slots.html">PostgreSQL:
 * pg_replication_slots</a>
 */
public final class PostgresDoctor {

    private final Properties given;
    private final SourceTable.Check check;
    private final Known known;
    private final Checkup checkup;
    private PostgresServer server;
    private List<PostgresTable> tables = List.of();

    private PostgresDoctor(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
        this.given = given;
        this.check = check;
        this.known = known;
        this.checkup = checkup;
    }

    /**
     * Makes all checks that can be made.
     *
     * @param given Debezium's properties
     * @param check looks at the captured tables, as before each start
     */
    public static void examine(Properties given, SourceTable.Check check, Known known, Checkup checkup) {
        PostgresDoctor doctor = new PostgresDoctor(given, check, known, checkup);
        if (checkup.check("connection", doctor::connect)) {
            try (PostgresServer server = doctor.server) {
                doctor.examineServer();
                doctor.examineTables();
                doctor.examineSlot();
            }
        }
    }

    private String connect() {
        server = new PostgresServer(given);
        return "PostgreSQL " + server.row("SHOW server_version").get(0) + " at " + server.address() + ", database "
                + server.database();
    }

    private void examineServer() {
        checkup.check("wal_level", () -> {
            server.requireLogicalWal();
            return "logical";
        });
        checkup.check("replication", () -> {
            server.requireReplicationRole();
            return "user " + given.getProperty("database.user") + " may replicate";
        });
        checkup.check("types", () -> {
            server.requireReadableTypes();
            return "Debezium can read them";
        });
        checkup.check("connections", this::requireSender);
        checkup.check("heartbeat", this::heartbeat);
        checkup.check("snapshot_mode", () -> {
            PostgresResume.requireSnapshotMode(given);
            return given.getProperty("snapshot.mode", "initial");
        });
    }

    private String requireSender() {
        List<String> row = server.row("SELECT current_setting('max_wal_senders'), (SELECT count(*) FROM"
                + " pg_stat_replication)::text");
        long free = Long.parseLong(row.get(0)) - Long.parseLong(row.get(1));
        if (free < 1 && !known.loaderRuns()) {
            throw Problem.run("All " + row.get(0) + " connections for replication are in use (max_wal_senders). Run:"
                    + " ALTER SYSTEM SET max_wal_senders = " + (Long.parseLong(row.get(0)) + 5)
                    + "; and restart the server");
        }
        return free + " of " + row.get(0) + " for replication are free (max_wal_senders)";
    }

    private String heartbeat() {
        if (given.containsKey("heartbeat.action.query")) {
            return "heartbeat_action_query is set";
        }
        if (!server.mayEmitMessages()) {
            checkup.warn("heartbeat", "no message can be written into the log (a standby, a read-only database, or no"
                    + " right to call pg_logical_emit_message): the server keeps its log while the captured tables are"
                    + " quiet and others are not. If it is a missing right, run: GRANT EXECUTE ON FUNCTION"
                    + " pg_logical_emit_message(boolean, text, text, boolean) TO "
                    + PostgresServer.quote(given.getProperty("database.user")) + ";");
            return "";
        }
        return "the slot advances while the captured tables are quiet";
    }

    private void examineTables() {
        if (!checkup.check("tables", this::findTables)) {
            return;
        }
        if (isLoaded()) {
            checkup.check("identity", this::requireSameTables);
            String what = tables.stream().anyMatch(PostgresTable::partitioned) ? "partitions" : "log";
            checkup.check(what, () -> requireKnown(what));
        }
        checkup.check("names and keys", () -> {
            boolean[] warned = {false};
            PostgresTables.check(server, given, tables, new PostgresPublication(server, given), check,
                    known.start(), sentence -> {
                        warned[0] = true;
                        checkup.warn("replica identity", sentence);
                    });
            return "in order" + (warned[0] ? "" : ", and so is the replica identity");
        });
        checkup.check("select", this::requireReadable);
        checkup.check("publication", this::requirePublished);
        PostgresFixes.offer(server, given, tables, isLoaded(), checkup);
    }

    private String findTables() {
        tables = PostgresTables.captured(server, given, new PostgresPublication(server, given), copy());
        return Checkup.captured(tables.stream().map(PostgresTable::toString).toList());
    }

    private String requireSameTables() {
        new PostgresRelations(known.committed(), tables, name -> true, false).require(server, tables);
        return "the tables are those that were loaded";
    }

    /**
     * Those that a run has told of stay, as rows are missing or too many; what has come since is told as by a start.
     */
    private String requireKnown(String what) {
        boolean[] warned = {false};
        Consumer<String> warn = sentence -> {
            warned[0] = true;
            checkup.warn(what, sentence);
        };
        KnownGaps findings = new KnownGaps(known.committed(), false, warn);
        PostgresPartitions partitions = new PostgresPartitions(known.committed(), findings);
        findings.told().forEach(warn);
        partitions.look(server, tables);
        new PostgresDefinitions(known.committed(), findings).look(server, tables);
        partitions.reached(PostgresDuplicateFilter.resumePoint(known.committed()));
        return warned[0] ? "" : "nothing has happened to the tables that is missing from it";
    }

    private Properties copy() {
        Properties copy = new Properties();
        copy.putAll(given);
        return copy;
    }

    private boolean isLoaded() {
        return known.committed() != null && known.committed().snapshot() == Snapshot.DONE;
    }

    /** What the snapshot would end with in its middle. */
    private String requireReadable() {
        List<String> grants = new ArrayList<>();
        for (PostgresTable table : tables) {
            List<String> refused = server.row("SELECT attname::text FROM pg_attribute WHERE attrelid = " + table.oid()
                    + " AND attnum > 0 AND NOT attisdropped AND NOT has_column_privilege(attrelid, attnum, 'SELECT')");
            if (table.columns().stream().anyMatch(refused::contains)) {
                grants.add("GRANT SELECT ON " + table.quoted());
            }
        }
        tables.stream().map(PostgresTable::schema).distinct().filter(schema -> server.row(
                "SELECT has_schema_privilege(?, 'USAGE')::text", schema).get(0).equals("false"))
                .forEach(schema -> grants.add("GRANT USAGE ON SCHEMA " + PostgresServer.quote(schema)));
        String user = given.getProperty("database.user");
        if (grants.isEmpty()) {
            return "user " + user + " may read the tables";
        }
        String to = " TO " + PostgresServer.quote(user) + ";";
        String sentence = "User " + user + " may not read all captured tables. Let their owner run: "
                + String.join(to + " ", grants) + to;
        if (!isLoaded()) {
            throw Problem.run(sentence);
        }
        checkup.warn("select", sentence + " Changes come without that");
        return "";
    }

    private String requirePublished() {
        PostgresPublication publication = new PostgresPublication(server, given);
        String include = given.getProperty("table.include.list", "");
        boolean[] warned = {false};
        publication.require(tables, table -> NameList.names(include, table.toString()), isLoaded(), false, sentence -> {
            warned[0] = true;
            checkup.warn("publication", sentence);
        });
        String name = given.getProperty("publication.name");
        return warned[0] ? "" : publication.exists() ? name + " sends their changes" : name + " does not exist yet: the"
                + " first run creates it";
    }

    private void examineSlot() {
        Slot slot = server.slot();
        checkup.check("slot", () -> requireSlot(slot));
        if (slot != null) {
            checkup.check("log kept", () -> kept(slot));
        }
        String limit = server.row("SHOW max_slot_wal_keep_size").get(0);
        checkup.check("max_slot_wal_keep_size", () -> limit + (limit.equals("-1")
                ? ": no limit, so the slot of a loader that is"
                + " stopped for good fills the server's disk"
                : ": a loader that falls so far behind has to start afresh"));
    }

    private String requireSlot(Slot slot) {
        String name = given.getProperty("slot.name");
        if (known.committed() == null) {
            checkup.warn("slot", "cannot be compared with the DuckDB file, which cannot be read now");
        }
        else if (isLoaded()) {
            PostgresResume.tellMoved(server, name, known.committed(), check);
            PostgresResume.require(server, slot, name, known.committed());
        }
        else {
            PostgresResume.requireOwn(slot, known.committed());
        }
        if (slot == null) {
            return requireFreeSlot(name);
        }
        if (slot.activePid() != null && !known.loaderRuns()) {
            throw server.inUse(slot);
        }
        return name + (slot.activePid() != null ? " is read by the loader" : " is free") + ", confirmed up to "
                + PostgresServer.lsn(slot.confirmed());
    }

    private String requireFreeSlot(String name) {
        List<String> row = server.row("SELECT current_setting('max_replication_slots'), (SELECT count(*)"
                + " FROM pg_replication_slots)::text, (SELECT coalesce(string_agg(slot_name, ', '), '') FROM"
                + " pg_replication_slots WHERE NOT active)");
        if (Long.parseLong(row.get(0)) <= Long.parseLong(row.get(1))) {
            throw Problem.run("All " + row.get(0) + " replication slots are taken (max_replication_slots). Drop one"
                    + " that nobody needs (not in use: " + row.get(2) + ") with SELECT pg_drop_replication_slot('…'),"
                    + " or run: ALTER SYSTEM SET max_replication_slots = " + (Long.parseLong(row.get(0)) + 5)
                    + "; and restart the server");
        }
        return name + " does not exist yet: the first run creates it (" + row.get(1) + " of " + row.get(0) + " are"
                + " taken)";
    }

    /** The server's log that the slot holds back. */
    private String kept(Slot slot) {
        if (slot.retained() == null) {
            return "";      // lost, which the slot's own line says
        }
        String bytes = String.format(Locale.ROOT, "%,d bytes", slot.retained());
        if ("unreserved".equals(slot.walStatus()) || slot.safe() != null && slot.safe() < slot.retained() / 4) {
            checkup.warn("log kept", bytes + " for slot " + slot.name() + ", which the server is about to remove"
                    + " (max_slot_wal_keep_size): start the loader now, or first run: ALTER SYSTEM SET"
                    + " max_slot_wal_keep_size = -1; SELECT pg_reload_conf();");
            return "";
        }
        if (slot.activePid() == null && !known.loaderRuns()) {
            checkup.warn("log kept", bytes + " for slot " + slot.name() + ", which nobody reads: it keeps growing"
                    + " until the loader runs again. If it will not: `drop --drop-slot`");
            return "";
        }
        return bytes + " for slot " + slot.name();
    }
}
