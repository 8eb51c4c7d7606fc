import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what a pipeline has loaded with the truth, in full, and counts what is lost and what is doubled. */
final class Comparison {

    private static final int SHOWN = 5;

    private final Pipeline pipeline;
    private final Map<String, List<List<String>>> source;
    private final List<String> faults = new ArrayList<>();
    private Replay replay;
    private long lost;
    private long doubled;
    private long lostChanges;
    private long doubledChanges;
    private long compared;

    Comparison(Pipeline pipeline) throws Exception {
        this.pipeline = pipeline;
        this.source = pipeline.source().rows();
        try (Destination destination = new Destination(pipeline, pipeline.source().dataset())) {
            List<Destination.Logged> log = destination.log(pipeline.appended());
            replay = pipeline.source().replay(snapshotPoint(log));
            for (Table table : pipeline.tables()) {
                differ("the truth of " + table.name() + " against the source", source.get(table.name()),
                        replay.atEnd.get(table.name()));
            }
            if (faults.isEmpty()) {
                compareLog(log);
                // Without a primary key at the source a change of the id leaves no trace of the old one in a log.
                pipeline.appended().stream().filter(Table::declared).forEach(table -> fold(table, log));
                for (Table table : pipeline.merged()) {
                    compareMerged(table, destination.merged(table, pipeline.isHard(table)));
                }
                check(destination.doubleIds(pipeline.tables()) == 0, "a _dlt_id is there twice");
            }
        }
    }

    long lost() {
        return lost;
    }

    long doubled() {
        return doubled;
    }

    /** What is lost of the changes after the snapshot. */
    long lostChanges() {
        return lostChanges;
    }

    /** What is doubled or wrong of the changes after the snapshot. */
    long doubledChanges() {
        return doubledChanges;
    }

    /** How many changes of each kind there were after the snapshot in the pipeline's tables. */
    String operations() {
        Set<String> names = pipeline.tables().stream().map(Table::name).collect(Collectors.toSet());
        Map<String, Long> counts = replay.changes.stream().filter(change -> names.contains(change.table()))
                .collect(Collectors.groupingBy(Replay.Change::op, TreeMap::new, Collectors.counting()));
        return counts.values().stream().mapToLong(n -> n).sum() + " changes " + counts;
    }

    /** How many rows of the destination were held against the truth. */
    long compared() {
        return compared;
    }

    /** What is wrong, empty when nothing is. */
    List<String> faults() {
        return faults;
    }

    /** The place in the source's log at which the snapshot was taken: all its rows carry it. */
    private String snapshotPoint(List<Destination.Logged> log) {
        Set<String> points = new HashSet<>();
        log.stream().filter(each -> each.change().op().equals("snapshot")).forEach(each -> points.add(each.position()));
        if (points.size() != 1) {
            throw new IllegalStateException("rows of " + points.size() + " snapshots are in " + pipeline.file() + ": "
                    + points);
        }
        return points.iterator().next();
    }

    private void compareLog(List<Destination.Logged> log) {
        Set<String> names = pipeline.appended().stream().map(Table::name).collect(Collectors.toSet());
        for (Table table : pipeline.appended()) {
            List<List<String>> snapshot = log.stream().map(Destination.Logged::change)
                    .filter(change -> change.op().equals("snapshot") && change.table().equals(table.name()))
                    .map(Replay.Change::row).toList();
            differ("the snapshot of " + table.name(), replay.atPoint.get(table.name()), snapshot);
        }
        List<Replay.Change> expected = replay.changes.stream().filter(change -> names.contains(change.table()))
                .toList();
        List<Replay.Change> actual = log.stream().map(Destination.Logged::change)
                .filter(change -> !change.op().equals("snapshot")).toList();
        long[] before = {lost, doubled};
        boolean same = differ("the changes", expected, actual);
        lostChanges = lost - before[0];
        doubledChanges = doubled - before[1];
        for (int i = 0; same && i < expected.size(); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                faults.add("the order of the changes: at " + i + " expected " + shown(expected.get(i)) + ", found "
                        + shown(actual.get(i)));
                same = false;
            }
        }
        for (int i = 1; i < log.size(); i++) {
            if (log.get(i).seq() <= log.get(i - 1).seq() || log.get(i).change().op().equals("snapshot")
                    && !log.get(i - 1).change().op().equals("snapshot")) {
                faults.add("__seq " + log.get(i).seq() + " is there twice, or a snapshot's row after a change");
                break;
            }
        }
    }

    /** The log of a table with a key, folded, is the table. */
    private void fold(Table table, List<Destination.Logged> log) {
        Map<List<String>, List<String>> rows = new HashMap<>();
        for (Destination.Logged each : log) {
            Replay.Change change = each.change();
            if (change.table().equals(table.name())) {
                switch (change.op()) {
                    case "truncate" -> rows.clear();
                    case "delete" -> rows.remove(table.key(change.row()));
                    default -> rows.put(table.key(change.row()), change.row());
                }
            }
        }
        differ("the folded log of " + table.name(), source.get(table.name()), List.copyOf(rows.values()));
    }

    private void compareMerged(Table table, List<Destination.Merged> rows) {
        List<List<String>> live = rows.stream().filter(row -> !row.deleted()).map(Destination.Merged::row).toList();
        differ("the live rows of " + table.name(), source.get(table.name()), live);
        Map<List<String>, List<String>> gone = pipeline.isHard(table) ? Map.of()
                : replay.gone.getOrDefault(table.name(), Map.of());
        Set<List<String>> earlier = replay.earlier.getOrDefault(table.name(), Set.of());
        // Keys that a killed attempt at the snapshot has loaded and that were gone before the last one may be there.
        List<List<String>> deleted = rows.stream().filter(row -> row.deleted()
                && (gone.containsKey(table.key(row.row())) || !earlier.contains(table.key(row.row()))))
                .map(Destination.Merged::row).toList();
        differ("the deleted rows of " + table.name(), List.copyOf(gone.values()), deleted);
        Set<List<String>> left = new HashSet<>();
        source.get(table.name()).forEach(row -> check(left.add(table.key(row)), "the workload itself has left two rows"
                + " of " + table.name() + " with key " + table.key(row)));
        Set<List<String>> keys = new HashSet<>();
        rows.forEach(row -> check(keys.add(table.key(row.row())), table.name() + " has a key twice"));
    }

    private void check(boolean holds, String fault) {
        if (!holds && !faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /** Counts what is missing from and what is too much in {@code actual}, whatever the order; true if nothing is. */
    private <T> boolean differ(String what, List<T> expected, List<T> actual) {
        Map<T, Integer> balance = new HashMap<>();
        expected.forEach(each -> balance.merge(each, 1, Integer::sum));
        actual.forEach(each -> balance.merge(each, -1, Integer::sum));
        long missing = sum(balance, n -> Math.max(n, 0));
        long surplus = sum(balance, n -> Math.max(-n, 0));
        lost += missing;
        doubled += surplus;
        compared += actual.size();
        if (missing + surplus > 0) {
            faults.add(what + ": expected " + expected.size() + ", found " + actual.size() + "; " + missing + " lost, "
                    + surplus + " too many or wrong; lost: " + some(balance, n -> n > 0) + "; too many: "
                    + some(balance, n -> n < 0));
        }
        return missing + surplus == 0;
    }

    private static <T> long sum(Map<T, Integer> balance, Function<Integer, Integer> count) {
        return balance.values().stream().mapToLong(n -> count.apply(n)).sum();
    }

    private static <T> String some(Map<T, Integer> balance, Function<Integer, Boolean> wanted) {
        return balance.entrySet().stream().filter(e -> wanted.apply(e.getValue())).limit(SHOWN)
                .map(e -> shown(e.getKey())).collect(Collectors.joining(", "));
    }

    private static String shown(Object row) {
        String text = String.valueOf(row);
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }
}
