package binlog;

import base.Problem;
import capture.AppliedHistory;
import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.Gaps;
import capture.LeftOut;
import capture.LogSettings;
import capture.SourceDatabase;
import capture.SourceTable;
import capture.TableCopy;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import watch.Watch;
import watch.Watch.SourceLog;

/**
 * A MySQL or MariaDB server as a source: the checks before each start, the schema history, the resume offset.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/mysql.html">Debezium: MySQL</a>
 * @see <a href="https://debezium.io/documentation/reference/3.5/connectors/mariadb.html">Debezium: MariaDB</a>
 */
public final class Binlog implements SourceDatabase {

    private static final int LOOK_MS = 10_000;
    private static final List<String> MODES = List.of("initial", "no_data", "when_needed");

    private final Properties given;
    private final Function<Properties, BinlogServer> connect;
    private final SourceTable.Check check;
    private final Watch user;
    private final LogSettings settings;
    private final HistoryLog history;
    /** Those of MariaDB that were found, also in the log, as database.sequence. */
    private final Set<String> sequences = new ConcurrentSkipListSet<>();
    private BinlogWatch watch;
    private volatile BinlogGaps gaps;
    private List<String> captured = List.of();
    private volatile CheckpointStore store;
    private String serverId;
    private Map<TableId, Long> estimates = Map.of();
    private boolean fold;
    /** The GTIDs before the committed position, where it was stored without; else null. */
    private volatile BinlogPosition named;

    /**
     * @param debezium Debezium's properties
     * @param connect  makes a connection to the server, such as {@code MysqlServer::new}
     * @param check    looks at the captured tables before each start
     * @param user     is told what the user should see, and of the server's log
     */
    public Binlog(Properties debezium, Function<Properties, BinlogServer> connect, SourceTable.Check check,
            Watch user) {
        this.given = debezium;
        this.connect = connect;
        this.check = check;
        this.user = user;
        this.settings = new LogSettings(user);
        this.history = new HistoryLog(Path.of(debezium.getProperty("schema.history.internal.file.filename")));
    }

    @Override
    public String waitingFor() {
        try (BinlogServer server = connect.apply(given)) {
            return BinlogTables.of(server, given).isEmpty() ? "table " + BinlogTables.asked(given) : "";
        }
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        String mode = snapshotMode(given);
        Properties properties = settings.engine(given, mode, "hide from the loader how far the log is read");
        try (BinlogServer server = connect.apply(given)) {
            BinlogPosition end = server.end();
            serverId = server.id();
            BinlogResume resume = new BinlogResume(server, store.committed());
            resume.tellMoved(check);
            server.requireWholeRows();
            server.requireReplicationPrivilege();
            BinlogTables tables = BinlogTables.captured(server, given);
            tables.check(server, given, check, history, store.committed(), settings::warnOnce);
            boolean goesOn = store.committed().snapshot() == Snapshot.DONE
                    && settings.goesOn(resume.obstacle(), mode);
            boolean repaired = goesOn && resume(server, store.committed(), properties);
            if (!goesOn) {
                server.requireSnapshotPrivilege();
                history.clear();
                store.begin(Map.of(BinlogDuplicateFilter.SERVER, serverId, "captured", tables.names()));
                estimates = tables.estimates(server);
                named = null;
                if (end.gtids().isEmpty()) {
                    properties.putAll(server.withoutGtids());
                }
            }
            tables.addSelects(properties);
            captured = tables.names();
            fold = tables.fold();
            gaps = new BinlogGaps(store, serverId, () -> watch.here(), settings::warnOnce);
            watch = watch(server, properties);
            if (goesOn) {
                watchFrom(store.committed().position(), repaired);
            }
            tellOfLog(server, store);
        }
        AppliedHistory.use(history, properties);
        this.store = store;
        return properties;
    }

    /** Also leaves out what has no rows to capture. */
    private BinlogWatch watch(BinlogServer server, Properties properties) {
        Map<Integer, String> charsets = server.charsets();
        StatementText.know(charsets);
        StatementText.knowVersion(server.isMariadb(), server.version());
        UnloadableTables.of(server, BinlogTables.included(given)).sequences()
                .forEach(id -> sequences.add(id.toString()));
        UnloadableTables.leaveOut(sequences, properties, settings::warnOnce);
        Predicate<TableId> listed = BinlogTables.included(properties);
        BinlogCatalog catalog = new BinlogCatalog(() -> connect.apply(given).answeringWithin(LOOK_MS),
                server.isMariadb());
        return new BinlogWatch(listed, fold, new BinlogColumns(new LoggedCharsets(charsets, server.charsetTypes()),
                catalog, sequences::add), new BinlogSchemaWatch(listed, gaps, readsRows(), user::warn));
    }

    /** @throws Problem when rows could be doubled or lost in this mode */
    static String snapshotMode(Properties given) {
        String mode = given.getProperty("snapshot.mode", "initial");
        if (!MODES.contains(mode)) {
            throw Problem.config("snapshot_mode = \"" + mode + "\" cannot be loaded exactly once: set \"initial\","
                    + " \"when_needed\" to load the tables again when the server has purged its log, or \"no_data\""
                    + " to skip the existing rows; `run --snapshot-only` exits after the snapshot");
        }
        return mode;
    }

    /**
     * The schema history ends where the checkpoint is; where it is lost it is made again, unless DDL has come since.
     *
     * @return whether it is made again
     */
    private boolean resume(BinlogServer server, Checkpoint committed, Properties properties) {
        BinlogPosition resume = BinlogPosition.of(committed.position());
        if (resume.gtids().isEmpty() && server.hasGtids()) {
            String gtids = server.gtidsAt(resume);
            named = gtids.isEmpty() ? null : resume.with(gtids);
            if (gtids.isEmpty()) {
                properties.putAll(server.withoutGtids());
            }
        }
        if (history.holds(committed.position())) {
            history.cut(committed.position());
            return false;
        }
        new BinlogRepair(server, resume).requireNoDdl(history.file());
        user.warn("The schema history " + history.file() + " is lost or damaged, but no table has been altered"
                + " since: it is rebuilt from the current tables");
        history.clear();
        properties.setProperty("snapshot.mode", "recovery");
        return true;
    }

    /** @param repaired Debezium reads the tables after they were found unaltered: they are looked at once more */
    private void watchFrom(Map<String, Object> position, boolean repaired) {
        BinlogPosition resume = BinlogPosition.of(position);
        Object begun = serverId.equals(position.get(BinlogDuplicateFilter.SERVER))
                ? position.get(BinlogDuplicateFilter.BEGUN) : null;
        watch.resume(resume, begun == null ? 0 : ((Number) begun).longValue(), !repaired ? () -> { } : () -> {
            try (BinlogServer server = connect.apply(given)) {
                new BinlogRepair(server, resume).requireNoDdl(history.file());
            }
        });
    }

    @Override
    public void started(Object engine) {
        watch.listen(engine);
    }

    @Override
    public boolean captures(TableId table) {
        return captured.contains(table.toString());
    }

    @Override
    public void look() {
        watch.requireSignOfLife();
        try (BinlogServer server = connect.apply(given).answeringWithin(LOOK_MS)) {
            tellOfLog(server, store);
        }
        catch (Problem problem) {
            // what keeps us from asking keeps the engine from reading, and that tells it
        }
    }

    @Override
    public Map<TableId, Long> estimates() {
        return estimates;
    }

    private void tellOfLog(BinlogServer server, CheckpointStore store) {
        user.log(new SourceLog(server.end().text(), server.behind(store.committed().position()), null));
    }

    @Override
    public TableCopy copy(TableId table, Path file, Watch watch) {
        Properties alone = BinlogAlone.properties(given, table, file);
        return new DirectCopy(table, alone, new Binlog(alone, connect, (tables, committed) -> { }, new Watch() { }),
                connect, file, this::highWatermark, watch).start();
    }

    @Override
    public Set<TableId> tables() {
        return captured.stream().flatMap(LeftOut::readings).filter(BinlogTables.included(given))
                .collect(Collectors.toSet());
    }

    @Override
    public Set<TableId> unread() {
        return readsRows() ? check.unread() : Set.of();
    }

    private boolean readsRows() {
        return !"no_data".equals(snapshotMode(given));
    }

    @Override
    public Gaps gaps() {
        return gaps == null ? Gaps.NONE : gaps;
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        BinlogPosition resume = named != null ? named : BinlogPosition.of(start.position());
        Checkpoint noted = LeftOut.noted(start, captured, name -> LeftOut.readings(name).anyMatch(
                BinlogTables.included(given)));
        return new BinlogDuplicateFilter(noted, serverId, resume, history, watch, fold);
    }

    /**
     * Without {@code event} and {@code row} Debezium skips nothing itself, and the server sends the transaction again.
     */
    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        BinlogPosition stored = BinlogPosition.of(committed.position());
        if (committed.snapshot() != Snapshot.DONE || stored == null) {
            return Map.of();
        }
        BinlogPosition resume = named != null && named.sameSpot(stored) ? named : stored;
        Map<String, Object> offset = new HashMap<>();
        offset.put(BinlogPosition.FILE, resume.file());
        offset.put(BinlogPosition.POS, resume.pos());
        if (!resume.gtids().isEmpty()) {
            offset.put(BinlogPosition.GTIDS, resume.gtids());
        }
        offset.put("ts_sec", System.currentTimeMillis() / 1000);
        return offset;
    }

    @Override
    public HighWatermark highWatermark() {
        try (BinlogServer server = connect.apply(given)) {
            BinlogPosition end = server.end();
            return record -> watch.hasPassed(end, record);
        }
    }

    @Override
    public boolean passes(Throwable error) {
        return BinlogErrors.pass(error) || isNewSequence(error);
    }

    @Override
    public String explain(Throwable error) {
        String lost = watch == null || passes(error) ? "" : watch.unloadable().sentence();
        return !lost.isEmpty() ? lost : isNewSequence(error) ? "A sequence was made: "
                + BinlogErrors.unknownTable(error)
                : BinlogErrors.explain(error, given.getProperty("database.hostname") + ":"
                        + given.getProperty("database.port"));
    }

    /** Debezium takes a new sequence for a table that it should know; a new engine leaves it out. */
    private boolean isNewSequence(Throwable error) {
        return sequences.contains(BinlogErrors.unknownTable(error));
    }
}
