package binlog;

import capture.CheckpointStore;
import capture.KnownGaps;
import capture.Gaps;
import capture.TableCopy;
import event.Checkpoint;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a binary log does not tell of tables. A start may read statements again that were read before a table's copy was
 * made, and finds the same in them: so the place up to which a copy has everything is kept with the position.
 */
final class BinlogGaps implements Gaps {

    /** Key of a position: lists of database, table, log file and offset. */
    private static final String COPIED = "copied";

    private final KnownGaps findings;
    private final boolean unasked;
    private final Consumer<String> warn;
    private final Map<TableId, BinlogPosition> copied = new ConcurrentHashMap<>();
    private final Map<TableId, BinlogPosition> begun = new ConcurrentHashMap<>();
    private final Supplier<BinlogPosition> read;

    /**
     * @param server  that the log is read from: places hold on one server only
     * @param read    tells up to where the log is read
     * @param warn    takes what is found, once
     */
    BinlogGaps(CheckpointStore store, String server, Supplier<BinlogPosition> read, Consumer<String> warn) {
        Checkpoint start = store.committed();
        this.unasked = store.readsUnasked();
        this.findings = new KnownGaps(start, unasked, warn);
        this.read = read;
        this.warn = warn;
        if (server.equals(start.position().get(BinlogDuplicateFilter.SERVER))
                && start.position().get(COPIED) instanceof Collection<?> all) {
            all.forEach(each -> {
                List<?> one = (List<?>) each;
                copied.put(new TableId(one.get(0).toString(), one.get(1).toString()),
                        new BinlogPosition(one.get(2).toString(), ((Number) one.get(3)).longValue(), ""));
            });
        }
        findings.told().forEach(warn);
    }

    /** A statement has done something that has no rows in the log. */
    void tell(TableId table, BinlogPosition at, String what) {
        if (isNew(table, at)) {
            findings.tell(table, what);
        }
    }

    /** Likewise, if the rows are not those that they were, which only the user can know. */
    void tellPerhaps(TableId table, BinlogPosition at, String what, String otherwise) {
        if (unasked) {
            tell(table, at, what);
        }
        else if (isNew(table, at)) {
            warn.accept(what + otherwise);
        }
    }

    /** A table has joined with the rows that it had under another name. */
    void tellJoined(TableId table, BinlogPosition at, String what) {
        if (isNew(table, at)) {
            findings.tellJoined(table, what);
        }
    }

    private boolean isNew(TableId table, BinlogPosition at) {
        BinlogPosition has = copied.get(table);
        return has == null || at.compareTo(has) >= 0;
    }

    @Override
    public Set<TableId> stale() {
        return findings.stale();
    }

    @Override
    public Set<TableId> joined() {
        return findings.joined();
    }

    @Override
    public void copying(TableId table) {
        begun.put(table, read.get());
        findings.copying(table);
    }

    @Override
    public void copied(TableId table, TableCopy copy) {
        copied.put(table, begun.get(table));
        findings.copied(table, copy);
    }

    @Override
    public Map<String, Object> settled(TableId table, TableCopy copy, Map<String, Object> position) {
        Map<String, Object> settled = new HashMap<>(findings.settled(table, copy, position));
        Map<TableId, BinlogPosition> all = new HashMap<>(copied);
        all.put(table, begun.get(table));
        put(settled, all);
        return settled;
    }

    /** Adds what is known to a position. */
    void addTo(Map<String, Object> position) {
        findings.addTo(position);
        put(position, copied);
    }

    private static void put(Map<String, Object> position, Map<TableId, BinlogPosition> places) {
        position.remove(COPIED);
        if (!places.isEmpty()) {
            position.put(COPIED, places.entrySet().stream().map(each -> List.<Object>of(each.getKey().schema(),
                    each.getKey().name(), each.getValue().file(), each.getValue().pos())).toList());
        }
    }
}
