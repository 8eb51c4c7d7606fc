package config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody meant who mistyped one. */
final class Spelling {

    private Spelling() {
    }

    /** The nearest of {@code names}, if it is near enough to be meant: a third of the letters may differ. */
    static Optional<String> nearest(String typed, Collection<String> names) {
        return names.stream()
                .filter(name -> distance(typed, name) <= Math.max(1, Math.min(typed.length(), name.length()) / 3))
                .min(Comparator.<String>comparingInt(name -> distance(typed, name)).thenComparing(name -> name));
    }

    /** {@code " Did you mean x?"}, or nothing. */
    static String hint(String typed, Collection<String> names) {
        return nearest(typed, names).map(name -> " Did you mean " + name + "?").orElse("");
    }

    /** Levenshtein's edit distance, with two neighbours swapped as one edit: the commonest slip of typing. */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : cheapest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int cheapest(int[][] edits, String a, String b, int i, int j) {
        int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int edit = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(edit, edits[i - 2][j - 2] + 1) : edit;
    }
}
