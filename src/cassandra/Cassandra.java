package cassandra;

import base.Problem;
import base.SteadyClock;
import capture.Batch;
import capture.CheckpointStore;
import capture.DuplicateFilter;
import capture.Feed;
import capture.SourceDatabase;
import capture.SourceTable;
import com.datastax.oss.driver.api.core.DriverException;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import watch.Watch;

/**
 * One Cassandra node as a source. Debezium's connector would delete a commit log that it was reading when it is
 * stopped, and with it the rows that it had not captured; so its engine is not run, but only its parts that know
 * Cassandra's schema. {@link CassandraFeed} reads.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/cassandra.html">Debezium: Cassandra</a>
 */
public final class Cassandra implements SourceDatabase {

    private final Properties given;
    private final SourceTable.Check check;
    private final BiFunction<TableId, List<String>, List<String>> keys;
    private volatile List<CassandraTable> tables = List.of();
    private volatile long markedAt;

    /**
     * @param debezium Debezium's properties
     * @param keys     the configured primary key of a table, by its columns
     * @param check    looks at the captured tables before each start
     */
    public Cassandra(Properties debezium, BiFunction<TableId, List<String>, List<String>> keys,
            SourceTable.Check check) {
        this.given = debezium;
        this.keys = keys;
        this.check = check;
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        CassandraNode node = node();
        node.require();
        tables = asked(node::tables);
        tables.forEach(table -> requireKey(table, keys));
        check.check(described(tables), store.committed());
        if (store.committed().snapshot() == Snapshot.DONE) {
            requireLogs(node, store.committed());
        }
        else {
            store.begin(Map.of());
        }
        Properties properties = new Properties();
        properties.putAll(given);
        return properties;
    }

    private CassandraNode node() {
        return asked(() -> CassandraNode.of(given));
    }

    /** A node that does not answer can come back: that is told apart by the cause. */
    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        }
        catch (DriverException | IllegalStateException e) {
            throw Problem.run(explain(e), e instanceof DriverException ? e : new IOException(e));
        }
    }

    private static void requireLogs(CassandraNode node, Checkpoint committed) {
        try {
            CommitLogOffsets.of(committed).require(new CommitLogFolder(node.folder()).segments(), node.folder());
        }
        catch (IOException e) {
            throw Problem.run("Cannot read " + node.folder() + ": " + Problem.why(e), e);
        }
    }

    static List<SourceTable> described(List<CassandraTable> tables) {
        return tables.stream().map(table -> new SourceTable(table.id(), table.schema().columns().stream()
                .map(event.Row.Column::name).toList(), table.key(), "", () -> false)).toList();
    }

    /** After a restart rows are read again, which only a merge by the table's own key takes. */
    static void requireKey(CassandraTable table, BiFunction<TableId, List<String>, List<String>> keys) {
        List<String> given = keys.apply(table.id(), table.columnNames());
        if (!new HashSet<>(given).equals(new HashSet<>(table.key()))) {
            throw Problem.config("Table " + table.id() + " has " + (given.isEmpty() ? "no line" : "another key")
                    + " in [cdc_settings.primary_keys], but Cassandra's tables can only be merged,"
                    + " by their own key: after a restart their rows come again. Write \"" + table.id() + "\" = "
                    + table.key().stream().map(column -> "\"" + column + "\"").collect(Collectors.joining(", ", "[",
                            "]")));
        }
    }

    @Override
    public Optional<Feed> snapshot(Checkpoint start, BlockingQueue<Batch> queue, Watch watch) {
        return Optional.of(new CassandraFeed(node(), tables, start, markedAt, queue, watch));
    }

    @Override
    public boolean captures(TableId table) {
        return tables.stream().anyMatch(each -> each.id().equals(table));
    }

    @Override
    public String waitingFor() {
        return asked(node()::missing);
    }

    /** A table that was added takes a new start, which checks it and reads its rows. */
    @Override
    public void look() {
        Set<TableId> known = tables.stream().map(CassandraTable::id).collect(Collectors.toSet());
        for (CassandraTable table : asked(node()::tables)) {
            if (!known.contains(table.id())) {
                throw Problem.run("Table " + table.id() + " is new: starting again to take it up",
                        new IOException("a new table"));
            }
        }
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        throw Problem.config("Cassandra's changes are not read through Debezium's engine, so `events` cannot show them:"
                + " use `run`");
    }

    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        return Map.of();
    }

    /** The feed knows it: what was written by now is durable after the node's next sync of its commit log. */
    @Override
    public HighWatermark highWatermark() {
        markedAt = SteadyClock.now();
        return record -> false;
    }

    @Override
    public boolean passes(Throwable error) {
        Throwable cause = cause(error);
        return cause instanceof DriverException || cause instanceof IOException;
    }

    @Override
    public String explain(Throwable error) {
        Throwable cause = cause(error);
        return (cause instanceof DriverException ? "The node does not answer as expected: "
                : "Cannot read the node's commit log: ") + cause.getMessage();
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
