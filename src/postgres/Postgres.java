package postgres;

import base.Problem;
import capture.Batch;
import capture.CheckpointStore;
import capture.EngineSettings;
import capture.Feed;
import capture.KnownGaps;
import capture.Gaps;
import capture.DuplicateFilter;
import capture.LeftOut;
import capture.NameList;
import capture.SourceDatabase;
import capture.SourceTable;
import capture.TableCopy;
import event.ChangeEvent.Described;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import kind.PostgresKind;
import kind.SourceKind;
import postgres.PostgresRelations.TableReplaced;
import postgres.PostgresServer.Slot;
import watch.Watch;
import watch.Watch.SourceLog;

/**
 * PostgreSQL as a source: the checks before each start that Debezium does not make (it would lose rows silently), slot
 * and publication, the resume offset.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html">Debezium: PostgreSQL</a>
 */
public final class Postgres implements SourceDatabase {

    private final Properties given;
    private final boolean recreateSlot;
    private final boolean direct;
    private final SourceTable.Check check;
    private final Watch watch;
    private final Set<String> warned = new HashSet<>();
    private volatile PostgresSchemaWatch schemaWatch;
    private volatile CheckpointStore store;
    private Set<String> captured = Set.of();
    private Set<TableId> found = Set.of();
    private volatile PostgresGaps gaps;
    /** Tables that have joined since, and had rows. */
    private final Set<TableId> joined = ConcurrentHashMap.newKeySet();
    private List<Described> described = List.of();
    private Map<TableId, Long> estimates = Map.of();
    /**
     * The resume point at the last start, and where the slot was: there a stream starts, see
     * {@link PostgresResumeCheck}.
     */
    private volatile long startedAt;
    private volatile long sentFrom = Long.MAX_VALUE;
    /** The tables of a snapshot that is to be read directly. */
    private List<PostgresTable> toRead = List.of();

    /**
     * @param debezium     Debezium's properties
     * @param recreateSlot drop a slot that this pipeline has no record of
     * @param direct       read the snapshot by COPY, not through the engine
     * @param check        looks at the captured tables before each start
     * @param watch        is told what the user should see, and of the server's log
     */
    public Postgres(Properties debezium, boolean recreateSlot, boolean direct, SourceTable.Check check, Watch watch) {
        this.given = debezium;
        this.recreateSlot = recreateSlot;
        this.direct = direct;
        this.check = check;
        this.watch = watch;
    }

    /** Drops the replication slot; says what was done. */
    public static String dropSlot(Properties debezium) {
        try (PostgresServer server = new PostgresServer(debezium)) {
            Slot slot = server.slot();
            String name = debezium.getProperty("slot.name");
            if (slot != null) {
                server.dropSlot(slot);
            }
            return slot == null ? "There is no replication slot " + name : "Dropped replication slot " + name;
        }
    }

    @Override
    public String waitingFor() {
        try (PostgresServer server = new PostgresServer(given)) {
            return PostgresTables.waitedFor(server, given);
        }
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        return PostgresTables.listing(() -> prepareOnce(store));
    }

    private Properties prepareOnce(CheckpointStore store) {
        Properties properties = SourceKind.taken(new PostgresKind(), given);    // in the form that Debezium takes
        properties.setProperty("database.connection.factory.class", PostgresConnections.class.getName());
        EngineSettings.require(properties);
        try (PostgresServer server = new PostgresServer(given)) {
            PostgresResume.requireSnapshotMode(given);
            PostgresResume.tellMoved(server, given.getProperty("slot.name"), store.committed(), check);
            server.requireLogicalWal();
            server.requireReplicationRole();
            server.requireReadableTypes();
            PostgresPublication publication = new PostgresPublication(server, given);
            List<PostgresTable> tables = PostgresTables.captured(server, given, publication, properties);
            found = tables.stream().map(table -> new TableId(table.schema(), table.name())).collect(Collectors.toSet());
            boolean snapshotDone = store.committed().snapshot() == Snapshot.DONE;
            if (snapshotDone && !store.readsUnasked()) {
                relations(store, tables, properties).require(server, tables);
            }
            PostgresTables.check(server, given, tables, publication, check, store.committed(), this::warnOnce);
            publication.require(tables, table -> PostgresTables.isNamed(given, table), snapshotDone, true,
                    this::warnOnce);
            checkSlot(server, store, publication, tables);
            if (publication.exists()) {
                properties.setProperty("publication.autocreate.mode", "disabled");
            }
            PostgresRelations relations = relations(store, tables, properties);
            KnownGaps findings = new KnownGaps(store.committed(), store.readsUnasked(), this::warnOnce);
            findings.told().forEach(this::warnOnce);
            relations.replace(server, tables, findings);
            gaps = new PostgresGaps(findings, relations, new PostgresPartitions(store.committed(), findings),
                    new PostgresDefinitions(snapshotDone ? store.committed() : Checkpoint.none(), findings));
            gaps.look(server, tables);
            schemaWatch = new PostgresSchemaWatch(given, store.committed(), publication, tables, gaps, joined::add,
                    store.readsUnasked(), watch::warn);
            PostgresHeartbeat.set(server, given, properties);
            PostgresColumns.describe(server, tables, properties);
            described = PostgresKeys.of(server, tables);
            estimates = store.committed().snapshot() == Snapshot.DONE ? Map.of()
                    : PostgresEstimates.of(server, tables);
            tellOfLog(server, store);
            this.store = store;
            return properties;
        }
    }

    private static PostgresRelations relations(CheckpointStore store, List<PostgresTable> tables,
            Properties properties) {
        return new PostgresRelations(store.committed(), tables, NameList.kept(properties, "table"),
                store.readsUnasked());
    }

    @Override
    public boolean captures(TableId table) {
        return found.contains(table);
    }

    @Override
    public void look() {
        try (PostgresServer server = PostgresServer.looking(given)) {
            schemaWatch.look(server);
            tellOfLog(server, store);
        }
        catch (Problem problem) {
            if (problem.getCause() == null || !passes(problem.getCause()) || schemaWatch.isSilent()
                    || problem.getCause() instanceof TableReplaced) {
                throw problem;      // a lost connection is the engine's to tell, if it hears of it
            }
        }
    }

    private void tellOfLog(PostgresServer server, CheckpointStore store) {
        long resume = PostgresDuplicateFilter.resumePoint(store.committed());
        long end = server.currentLsn();
        Slot slot = server.slot();
        watch.log(new SourceLog(PostgresServer.lsn(end), resume == 0 ? null : Long.valueOf(Math.max(0, end - resume)),
                slot == null ? null : slot.retained()));
    }

    private void checkSlot(PostgresServer server, CheckpointStore store, PostgresPublication publication,
            List<PostgresTable> tables) {
        Checkpoint committed = store.committed();
        Slot slot = server.slot();
        String name = given.getProperty("slot.name");
        toRead = List.of();
        if (committed.snapshot() == Snapshot.DONE) {
            PostgresResume.require(server, slot, name, committed);
            startedAt = PostgresDuplicateFilter.resumePoint(committed);
            sentFrom = slot.confirmed();
            captured = tables.stream().map(PostgresTable::toString).collect(Collectors.toSet());
            server.awaitInactive(slot);
            return;
        }
        if (!recreateSlot) {
            PostgresResume.requireOwn(slot, committed);
        }
        toRead = new SnapshotAttempt(server, given, publication, tables).begin(direct, slot, store, this::warnOnce);
    }

    @Override
    public Map<TableId, Long> estimates() {
        return estimates;
    }

    @Override
    public List<Described> described() {
        return described;
    }

    @Override
    public Optional<Feed> snapshot(Checkpoint start, BlockingQueue<Batch> queue, Watch watch) {
        return toRead.isEmpty() ? Optional.empty()
                : Optional.of(new PostgresSnapshot(given, toRead, start, queue, watch));
    }

    @Override
    public TableCopy copy(TableId table, Path file, Watch watch) {
        String hindrance = DirectSnapshot.hindrance(given);
        if (!hindrance.isEmpty()) {
            throw Problem.config("a single table is read directly, which cannot give the rows that Debezium does, as "
                    + hindrance);
        }
        return new PostgresCopy(given, table, file, watch);
    }

    @Override
    public Gaps gaps() {
        return gaps == null ? Gaps.NONE : gaps;
    }

    @Override
    public Set<TableId> tables() {
        Set<TableId> all = new HashSet<>(found);
        all.addAll(joined);
        return all;
    }

    @Override
    public Set<TableId> unread() {
        Set<TableId> unread = new HashSet<>(joined);
        unread.addAll(check.unread());
        return "initial".equals(given.getProperty("snapshot.mode", "initial")) ? unread : Set.of();
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        return new PostgresDuplicateFilter(LeftOut.noted(start, captured, NameList.kept(given, "table")), sentFrom,
                captured, gaps.inUse());
    }

    /** Without {@code lsn_proc} Debezium filters nothing itself, and PostgreSQL sends whole transactions again. */
    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        if (committed.snapshot() != Snapshot.DONE) {
            return Map.of();
        }
        long resume = PostgresDuplicateFilter.resumePoint(committed);
        resume = resume == startedAt ? sentFrom : resume;
        Map<String, Object> offset = new HashMap<>();
        offset.put("lsn", resume);
        offset.put("lsn_commit", resume);
        offset.put("ts_usec", System.currentTimeMillis() * 1000);
        return offset;
    }

    @Override
    public HighWatermark highWatermark() {
        return PostgresHighWatermark.set(given);
    }

    @Override
    public boolean passes(Throwable error) {
        return PostgresErrors.pass(error);
    }

    @Override
    public String explain(Throwable error) {
        return error instanceof TableReplaced ? error.getMessage() : PostgresErrors.explain(error, given);
    }

    private void warnOnce(String sentence) {
        if (warned.add(sentence)) {
            watch.warn(sentence);
        }
    }
}
