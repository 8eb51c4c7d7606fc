import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of cuts, by class. */
final class Tally {

    private static final class Counts {
        private int cuts;
        private int ok;
        private int lost;
        private int doubled;
        private int dead;
        private long rowsLost;
        private long rowsDoubled;
    }

    private final Map<String, Counts> byClass = new LinkedHashMap<>();
    private final Counts all = new Counts();

    /**
     * @param lost    changes that are missing
     * @param doubled changes that came once more than they should
     * @param dead    whether the engine ended with an error, which is no silent loss
     */
    void add(String name, int lost, int doubled, boolean inOrder, boolean dead) {
        for (Counts each : new Counts[] {byClass.computeIfAbsent(name, k -> new Counts()), all}) {
            each.cuts++;
            each.dead += dead ? 1 : 0;
            each.ok += !dead && lost + doubled == 0 && inOrder ? 1 : 0;
            each.lost += !dead && (lost > 0 || !inOrder && doubled == 0) ? 1 : 0;
            each.doubled += !dead && doubled > 0 ? 1 : 0;
            each.rowsLost += dead ? 0 : lost;
            each.rowsDoubled += dead ? 0 : doubled;
        }
    }

    int cuts() {
        return all.cuts;
    }

    int failed() {
        return all.cuts - all.ok;
    }

    int lostCuts() {
        return all.lost;
    }

    /** A table in Markdown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("| class | cuts | ok | loss | double | engine ended | rows lost |"
                + " rows doubled |\n|---|---|---|---|---|---|---|---|\n");
        byClass.forEach((name, counts) -> text.append(row(name, counts)));
        return text.append(row("all", all)).toString();
    }

    private static String row(String name, Counts each) {
        return "| " + name + " | " + each.cuts + " | " + each.ok + " | " + each.lost + " | " + each.doubled + " | "
                + each.dead + " | " + each.rowsLost + " | " + each.rowsDoubled + " |\n";
    }
}
