package load;

import base.Sql;
import base.SteadyClock;
import config.Retention;
import destination.Destination;
import dlt.DltTables;
import dlt.Table;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes out of APPEND tables what {@code [cdc_settings.retention]} no longer keeps: the oldest rows first, so many with
 * a load that it takes hardly longer, in its transaction. Age is measured by the source's commit times against the
 * newest of them or, if that is earlier, the time here: so one clock that is wrong removes nothing.
 */
final class Pruning {

    private static final int STEP = 10_000;
    private static final long LOOK_EVERY_MS = 60_000;

    private final Destination destination;
    private final DltTables sql;
    private final OwnColumns own;
    private final Map<String, Retention> kept;
    private final Carriers carriers;
    private final Consumer<String> warn;
    private final int step;
    /** By table, when the last look was that found nothing more to remove. */
    private final Map<String, Long> looked = new HashMap<>();
    /** Tables of which it was told that rows wait for a carrier. */
    private final Set<String> told = new HashSet<>();

    Pruning(Destination destination, DltTables sql, OwnColumns own, Map<String, Retention> kept, Carriers carriers,
            Consumer<String> warn) {
        this(destination, sql, own, kept, carriers, warn, STEP);
    }

    /** @param step rows, at most, of each table in one load, unless the load itself is larger */
    Pruning(Destination destination, DltTables sql, OwnColumns own, Map<String, Retention> kept, Carriers carriers,
            Consumer<String> warn, int step) {
        this.destination = destination;
        this.sql = sql;
        this.own = own;
        this.kept = kept;
        this.carriers = carriers;
        this.warn = warn;
        this.step = step;
    }

    /**
     * @param after the tables as the load leaves them
     * @param come  how many changes the load has, at most
     * @return the tables from which rows have gone
     */
    List<String> prune(Checkpoint reached, Map<String, Table> after, long come) throws SQLException {
        List<String> pruned = new ArrayList<>();
        if (reached.snapshot() != Snapshot.DONE) {
            return pruned;
        }
        List<String> tables = kept.keySet().stream().filter(name -> reached.tables().contains(name)
                && after.containsKey(name) && hasNumbers(after.get(name))).sorted().toList();
        for (String name : tables) {
            Long last = looked.get(name);
            if (last == null || SteadyClock.now() - last > LOOK_EVERY_MS) {
                if (prune(name, kept.get(name), tables, Math.max(step, 2 * come)) > 0) {    // faster than rows come
                    pruned.add(name);
                }
            }
        }
        return pruned;
    }

    private boolean hasNumbers(Table table) {
        return table.columns().stream().anyMatch(column -> column.name().equals(own.seq()));
    }

    private int prune(String name, Retention retention, Collection<String> tables, long step) throws SQLException {
        String table = sql.table(name);
        String seq = Sql.quote(own.seq());
        String old = seq + " > 0";      // others wait for the end of their transaction
        long most = step;
        if (retention.rows() > 0) {
            most = Math.min(step, number("SELECT count(*) FROM " + table + " WHERE " + old) - retention.rows());
        }
        else {
            old += " AND " + Sql.quote(own.sourceTs()) + " < make_timestamptz(" + (newest(tables)
                    - retention.micros()) + ")";
        }
        String carried = carriers.carried(sql.table("_dlt_loads"));
        int removed = most <= 0 ? 0 : destination.update("DELETE FROM " + table + " WHERE " + old + carried + " AND "
                + seq + " <= (SELECT max(s) FROM (SELECT " + seq + " AS s FROM " + table + " WHERE " + old + carried
                + " ORDER BY s LIMIT " + most + "))");
        if (removed == step) {
            looked.remove(name);
            return removed;
        }
        looked.put(name, SteadyClock.now());
        if (!carried.isEmpty() && removed < most && !told.contains(name)) {
            tell(name, retention.rows() > 0 ? most - removed
                    : number("SELECT count(*) FROM " + table + " WHERE " + old));
        }
        return removed;
    }

    private void tell(String name, long waiting) {
        if (waiting > 0) {
            told.add(name);
            warn.accept("Table " + name + " keeps " + waiting + " rows that [cdc_settings.retention] would remove. "
                    + carriers.advice());
        }
    }

    /** The newest commit time in any of the tables, but no later than now, in microseconds since 1970. */
    private long newest(Collection<String> tables) throws SQLException {
        long newest = 0;
        for (String each : tables) {
            newest = Math.max(newest, number("SELECT coalesce(epoch_us(max(" + Sql.quote(own.sourceTs())
                    + ")), 0) FROM " + sql.table(each)));
        }
        return Math.min(newest, System.currentTimeMillis() * 1000);
    }

    private long number(String query) throws SQLException {
        return ((Number) destination.query(query).get(0).get(0)).longValue();
    }
}
