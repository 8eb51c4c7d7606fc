import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Takes tables, steps and columns out of a case for as long as it goes wrong in the same way. */
final class Shrinker {

    private final Player player;
    private final String signature;
    private final long end;
    private Verdict last;
    private int tries;

    Shrinker(Player player, String signature, long patienceMs) {
        this.player = player;
        this.signature = signature;
        this.end = System.nanoTime() + patienceMs * 1_000_000;
    }

    int tries() {
        return tries;
    }

    /** What the smallest case came to. */
    Verdict last(Verdict first) {
        return last == null ? first : last;
    }

    Plan shrink(Plan plan) throws Exception {
        Plan small = tables(plan);
        for (int part = Math.max(1, small.steps().size() / 2); part >= 1; part = part / 2) {
            small = steps(small, part);
        }
        small = columns(small);
        return steps(small, 1);
    }

    private Plan tables(Plan plan) throws Exception {
        Plan small = plan;
        for (String table : plan.steps().stream().map(Step::table).filter(t -> !t.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))) {
            Plan smaller = small.with(small.steps().stream().filter(s -> !s.table().equals(table)).toList());
            small = stillWrong(smaller) ? smaller : small;
        }
        return small;
    }

    /** Leaves out so many steps at a time, from the end on; the last run stays. */
    private Plan steps(Plan plan, int part) throws Exception {
        Plan small = plan;
        for (int to = small.steps().size() - 1; to > 0; to -= part) {
            List<Step> fewer = new ArrayList<>(small.steps());
            fewer.subList(Math.max(0, to - part), Math.min(to, fewer.size() - 1)).clear();
            long begins = fewer.stream().filter(s -> s.kind() == Step.Kind.START).count();
            long stops = fewer.stream().filter(s -> s.kind() == Step.Kind.STOP).count();
            Plan smaller = small.with(fewer);
            if (begins == stops && fewer.size() < small.steps().size() && stillWrong(smaller)) {
                small = smaller;
            }
        }
        return small;
    }

    private Plan columns(Plan plan) throws Exception {
        Plan small = plan;
        Set<String> all = new TreeSet<>();
        plan.steps().forEach(s -> all.addAll(s.columns()));
        Set<String> without = new HashSet<>(all);
        if (stillWrong(plan.without(without))) {
            return plan.without(without);
        }
        without.clear();
        for (String column : all) {
            without.add(column);
            if (stillWrong(small.without(without))) {
                small = small.without(without);
            }
            else {
                without.remove(column);
            }
        }
        return small;
    }

    private boolean stillWrong(Plan plan) throws Exception {
        if (System.nanoTime() > end) {
            return false;
        }
        tries++;
        Verdict verdict = player.play(plan);
        boolean same = verdict.isWrong() && verdict.signature().equals(signature);
        if (same) {
            last = verdict;
        }
        return same;
    }
}
