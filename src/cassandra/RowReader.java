package cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Truncate;
import event.ChangeEvent.Update;
import event.LogPosition;
import event.Row;
import event.TableId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Reads the present state of rows that the commit log names. A mutation has only some of a row's cells, in no certain
 * order, and collections as deltas; the node has merged them. So whatever is read twice, or in another order, comes to
 * the same rows.
 */
final class RowReader {

    private static final int AT_ONCE = 128;

    private final CqlSession session;
    private final Map<TableId, CassandraTable> tables = new HashMap<>();
    private final Map<TableId, PreparedStatement> byKey = new HashMap<>();
    private final Map<TableId, PreparedStatement> byPartition = new HashMap<>();

    RowReader(CqlSession session, List<CassandraTable> tables) {
        this.session = session;
        tables.forEach(table -> this.tables.put(table.id(), table));
    }

    /** Takes up columns that were added or dropped. */
    void refresh() {
        tables.replaceAll((id, table) -> session.getMetadata().getKeyspace(
                com.datastax.oss.driver.api.core.CqlIdentifier.fromInternal(id.schema())).flatMap(keyspace ->
                        keyspace.getTable(com.datastax.oss.driver.api.core.CqlIdentifier.fromInternal(id.name())))
                .filter(now -> !table.is(now)).map(now -> {
                    byKey.remove(id);
                    byPartition.remove(id);
                    return new CassandraTable(now);
                }).orElse(table));
    }

    /** The changes that make the rows what they are now. A range that was deleted has its whole table read again. */
    void read(List<TouchedRow> touched, Consumer<List<ChangeEvent>> changes) {
        List<ChangeEvent> events = new ArrayList<>();
        List<TouchedRow> single = new ArrayList<>();
        for (TouchedRow row : touched) {
            if (row.partition().isEmpty()) {
                CassandraTable table = tables.get(row.table());
                events.add(new Truncate(table.id(), origin(row)));
                session.execute(table.select()).forEach(each -> add(table, table.row(each), row, events));
            }
            else if (row.clustering().isEmpty() && tables.get(row.table()).isClustered()) {
                partition(row, events);
            }
            else {
                single.add(row);
            }
        }
        for (int i = 0; i < single.size(); i += AT_ONCE) {
            rows(single.subList(i, Math.min(single.size(), i + AT_ONCE)), events);
        }
        changes.accept(events);
    }

    private void partition(TouchedRow row, List<ChangeEvent> events) {
        CassandraTable table = tables.get(row.table());
        ResultSet rows = session.execute(bind(byPartition.computeIfAbsent(row.table(),
                id -> table.byKey(session, false)), row));
        rows.forEach(each -> add(table, table.row(each), row, events));
    }

    private void rows(List<TouchedRow> touched, List<ChangeEvent> events) {
        List<CompletableFuture<AsyncResultSet>> asked = new ArrayList<>();
        for (TouchedRow row : touched) {
            asked.add(session.executeAsync(bind(byKey.computeIfAbsent(row.table(), id -> tables.get(id)
                    .byKey(session, true)), row)).toCompletableFuture());
        }
        for (int i = 0; i < touched.size(); i++) {
            TouchedRow row = touched.get(i);
            CassandraTable table = tables.get(row.table());
            com.datastax.oss.driver.api.core.cql.Row read = asked.get(i).join().one();
            if (read != null) {
                add(table, table.row(read), row, events);
            }
            else {
                Row gone = table.gone(row, session);
                events.add(new Delete(table.id(), table.keyOf(gone), gone, origin(row)));
            }
        }
    }

    private static void add(CassandraTable table, Row row, TouchedRow touched, List<ChangeEvent> events) {
        if (row != null) {
            events.add(new Update(table.id(), table.keyOf(row), Row.UNKNOWN, row, origin(touched)));
        }
    }

    private static BoundStatement bind(PreparedStatement statement, TouchedRow row) {
        List<ByteBuffer> values = new ArrayList<>(row.partition());
        values.addAll(row.clustering());
        BoundStatement bound = statement.bind();
        for (int i = 0; i < values.size(); i++) {
            bound = bound.setBytesUnsafe(i, values.get(i));
        }
        return bound;
    }

    private static Origin origin(TouchedRow row) {
        return new Origin(new LogPosition(row.place()), row.micros());
    }
}
