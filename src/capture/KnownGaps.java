package capture;

import event.Checkpoint;
import event.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What is known to be missing of tables, or to be there no longer, as sentences. It is said once, kept with the
 * position, and forgotten in the transaction that puts a copy of the table in place. Found by one thread, stored and
 * asked for by others.
 */
public final class KnownGaps implements Gaps {

    /** Where reading a table again does not help yet: what follows the sentence in its list. */
    private static final String LASTS = "lasts";
    /** Likewise, of a table that has joined with rows. */
    private static final String JOINED = "joined";

    private final boolean unasked;
    private final Consumer<String> warn;
    private final Set<List<String>> stale = new LinkedHashSet<>();
    /** What a copy brings that is being made, or that was put in place since. */
    private final Set<List<String>> covered = new HashSet<>();

    /**
     * @param unasked whether tables are read again by themselves
     * @param warn    takes what is found, once
     */
    public KnownGaps(Checkpoint start, boolean unasked, Consumer<String> warn) {
        this.unasked = unasked;
        this.warn = warn;
        if (start.position().get(Checkpoint.STALE) instanceof Collection<?> all) {
            all.forEach(one -> stale.add(((Collection<?>) one).stream().map(Object::toString).toList()));
        }
    }

    /** What was found, in earlier runs too, and is not about to be read by itself. */
    public synchronized List<String> told() {
        return stale.stream().filter(one -> !one.contains(JOINED)).map(one -> one.get(2)).toList();
    }

    /** Something was found that reading the table again brings. */
    public void tell(TableId table, String what) {
        add(List.of(table.schema(), table.name(), what + Remedy.of(table, unasked)));
    }

    /** Something was found that has to end before reading the table again helps. */
    public void tellLasting(TableId table, String what) {
        add(List.of(table.schema(), table.name(), what, LASTS));
    }

    /** A table has joined with rows, which are read by themselves. */
    public void tellJoined(TableId table, String what) {
        add(List.of(table.schema(), table.name(), what, JOINED));
    }

    /** It has ended. @return whether it was known */
    public synchronized boolean ended(TableId table, String what) {
        return stale.remove(List.of(table.schema(), table.name(), what, LASTS));
    }

    private void add(List<String> finding) {
        boolean isNew;
        synchronized (this) {
            isNew = stale.add(finding) | covered.remove(finding);
        }
        if (isNew) {
            warn.accept(finding.get(2));
        }
    }

    private static TableId table(List<String> finding) {
        return new TableId(finding.get(0), finding.get(1));
    }

    @Override
    public synchronized Set<TableId> stale() {
        return stale.stream().filter(one -> !one.contains(LASTS) && !covered.contains(one)).map(KnownGaps::table)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Set<TableId> joined() {
        return stale.stream().filter(one -> one.contains(JOINED) && !covered.contains(one)).map(KnownGaps::table)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized void copying(TableId table) {
        stale.stream().filter(one -> table(one).equals(table)).forEach(covered::add);
    }

    @Override
    public synchronized void copied(TableId table, TableCopy copy) {
        stale.removeIf(one -> table(one).equals(table) && covered.contains(one));
    }

    @Override
    public synchronized Map<String, Object> settled(TableId table, TableCopy copy, Map<String, Object> position) {
        if (!(position.get(Checkpoint.STALE) instanceof Collection<?> all)) {
            return position;
        }
        Map<String, Object> settled = new HashMap<>(position);
        put(settled, all.stream().map(one -> ((Collection<?>) one).stream().map(Object::toString).toList())
                .filter(one -> !table(one).equals(table) || !covered.contains(one)).toList());
        return settled;
    }

    /** Adds what is known to a position. */
    public synchronized void addTo(Map<String, Object> position) {
        put(position, List.copyOf(stale));
    }

    private static void put(Map<String, Object> position, List<List<String>> all) {
        position.remove(Checkpoint.STALE);
        if (!all.isEmpty()) {
            position.put(Checkpoint.STALE, all);
        }
    }
}
