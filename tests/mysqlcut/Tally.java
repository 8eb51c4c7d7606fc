import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of cuts, by class and scheme. */
final class Tally {

    private static final class Counts {
        int cuts;
        int ok;
        int lost;
        int doubled;
        int dead;
        long rowsLost;
        long rowsDoubled;
    }

    private final Map<String, Counts> counts = new LinkedHashMap<>();

    /**
     * @param lost    changes that are missing
     * @param doubled changes that came once more than they should
     * @param dead    whether the engine ended with an error, which is no silent loss
     */
    void add(String scheme, String name, int lost, int doubled, boolean inOrder, boolean dead) {
        for (String key : new String[] {scheme + "\t" + name, scheme + "\tall"}) {
            Counts each = counts.computeIfAbsent(key, k -> new Counts());
            each.cuts++;
            each.dead += dead ? 1 : 0;
            each.ok += !dead && lost + doubled == 0 && inOrder ? 1 : 0;
            each.lost += !dead && (lost > 0 || !inOrder && doubled == 0) ? 1 : 0;
            each.doubled += !dead && doubled > 0 ? 1 : 0;
            each.rowsLost += dead ? 0 : lost;
            each.rowsDoubled += doubled;
        }
    }

    int failed(String scheme) {
        Counts all = counts.get(scheme + "\tall");
        return all == null ? 0 : all.cuts - all.ok;
    }

    int cuts(String scheme) {
        Counts all = counts.get(scheme + "\tall");
        return all == null ? 0 : all.cuts;
    }

    /** A table in Markdown. */
    String table(String scheme) {
        StringBuilder text = new StringBuilder("| class | cuts | ok | loss | double | engine ended | rows lost | rows doubled |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        counts.forEach((key, each) -> {
            if (key.startsWith(scheme + "\t") && !key.endsWith("\tall") || key.equals(scheme + "\tall")) {
                text.append("| ").append(key.substring(key.indexOf('\t') + 1)).append(" | ").append(each.cuts).append(" | ")
                        .append(each.ok).append(" | ").append(each.lost).append(" | ").append(each.doubled).append(" | ")
                        .append(each.dead).append(" | ").append(each.rowsLost).append(" | ").append(each.rowsDoubled)
                        .append(" |\n");
            }
        });
        return text.toString();
    }
}
