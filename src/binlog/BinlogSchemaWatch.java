package binlog;

import binlog.LoggedDdl.Move;
import capture.ObjectSearch;
import capture.Remedy;
import event.TableId;
import io.debezium.relational.RelationalDatabaseSchema;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Warns of statements after which a table here is not what it is at the source, as no row in the log says so: tables
 * that are renamed, replaced or dropped, and partitions that are dropped, emptied or exchanged.
 */
final class BinlogSchemaWatch implements BinlogObserver {

    private final Predicate<TableId> captured;
    private final Consumer<String> warn;
    private final BinlogGaps gaps;
    private final boolean reads;
    private RelationalDatabaseSchema schema;
    private volatile AlteredValues altered;
    /** The captured tables that there are, by the history and by the statements since. */
    private final Set<TableId> known = new LinkedHashSet<>();

    /**
     * @param captured whether a table is captured
     * @param gaps     takes what reading a table again brings
     * @param reads    whether rows are read that a table had before it joined
     * @param warn     takes what is said only
     */
    BinlogSchemaWatch(Predicate<TableId> captured, BinlogGaps gaps, boolean reads, Consumer<String> warn) {
        this.captured = captured;
        this.gaps = gaps;
        this.reads = reads;
        this.warn = warn;
    }

    @Override
    public void listen(Object engine) {
        schema = ObjectSearch.find(engine, RelationalDatabaseSchema.class);
        altered = schema == null ? null : new AlteredValues(schema, gaps);
    }

    @Override
    public void begin() {
        if (schema != null) {
            schema.tableIds().stream().sorted().forEach(id -> known.add(new TableId(id.catalog(), id.table())));
            known.forEach(altered::know);
        }
    }

    @Override
    public void addTo(Map<String, Object> position) {
        if (altered != null) {
            altered.look(false);
        }
        gaps.addTo(position);
    }

    @Override
    public void see(LoggedStatement statement, BinlogPosition at) {
        if (altered != null) {
            altered.look(true);
        }
        LoggedDdl ddl = LoggedDdl.of(statement);
        if (altered != null && !statement.startsWith("DROP")) {
            ddl.tables().stream().filter(captured).forEach(table -> altered.see(statement, table, at));
        }
        List<Move> moves = ddl.moves();
        if (!ddl.droppedDatabase().isEmpty()) {
            known.stream().filter(table -> table.schema().equals(ddl.droppedDatabase()))
                    .forEach(table -> moves.add(new Move(table, null)));
        }
        moved(moves, at);
        moves.forEach(move -> known.remove(move.from()));
        if (!statement.startsWith("DROP")) {
            Set<TableId> left = moves.stream().filter(move -> move.to() != null).map(Move::from)
                    .collect(Collectors.toSet());
            moves.forEach(move -> left.remove(move.to()));
            ddl.tables().stream().filter(table -> captured.test(table) && !left.contains(table)).forEach(known::add);
        }
        if (ddl.unlogged() != null && captured.test(ddl.unlogged())) {
            gaps.tell(ddl.unlogged(), at, "ALTER TABLE has dropped, emptied, exchanged or attached a partition of"
                    + " table " + ddl.unlogged() + ". The log has no rows for that");
        }
        ddl.detached().stream().filter(captured).forEach(table -> warn.accept("Table " + table + " was made of a"
                + " partition: its changes come from now on, but its existing rows will not be copied. To load them run"
                + " `resnapshot " + table + "`"));
        if (ddl.thinned() != null && captured.test(ddl.thinned())) {
            gaps.tell(ddl.thinned(), at, "ALTER IGNORE TABLE has removed the rows of table " + ddl.thinned()
                    + " that its new key does not allow. The log does not say so");
        }
    }

    private void moved(List<Move> moves, BinlogPosition at) {
        Map<TableId, TableId> now = new LinkedHashMap<>();        // its name now → its name before the statement
        Set<TableId> dropped = new LinkedHashSet<>();
        for (Move move : moves) {
            TableId before = now.remove(move.from());
            before = before == null ? move.from() : before;
            if (move.to() == null) {
                dropped.add(before);
            }
            else {
                now.put(move.to(), before);
            }
        }
        now.forEach((name, before) -> {
            if (captured.test(name) && !name.equals(before)) {
                joined(name, before, now.containsValue(name), at);
            }
            else if (captured.test(before) && !name.equals(before) && !now.containsKey(before)) {
                gone(before, "was renamed to " + name + ", which is not captured");
            }
        });
        dropped.stream().filter(captured).filter(known::contains).filter(table -> !now.containsKey(table))
                .forEach(table -> gone(table, "was dropped"));
    }

    private void gone(TableId table, String what) {
        warn.accept("Table " + table + " " + what + ". Its loaded rows stay; its changes come again once there is a"
                + " table of that name");
    }

    /** @param replaces whether there was a table of that name, which has another one now */
    private void joined(TableId name, TableId before, boolean replaces, BinlogPosition at) {
        String renamed = "Table " + before + " was renamed to " + name + ": its changes come from now on";
        if (replaces) {
            gaps.tellPerhaps(name, at, "Table " + name + " was replaced by " + before, ". Nothing is missing if that"
                    + " has the same rows, as with gh-ost and pt-online-schema-change; rows that only the new table had"
                    + " will not be copied. To load them run `resnapshot " + name + "`");
        }
        else if (reads) {
            gaps.tellJoined(name, at, renamed + ". The rows that it has are read");
        }
        else {
            warn.accept(renamed + ", but its existing rows will not be copied" + Remedy.of(name, false));
        }
    }
}
