import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of a case: statements at the source, or a run of the loader. What belongs to one column stands between
 * {@code ⟦id|} and {@code ⟧}, so that the column can be taken out of the case; {@code «s»} is the schema or database,
 * {@code «p»} the publication.
 *
 * @param kind    what it is
 * @param table   the table that it is about, for the shrinker
 * @param sql     statements, separated by {@link #SEPARATOR}: a transaction when there are several
 * @param effects what the comparison has to know when the statements succeeded: {@code column TABLE COLUMN VERSION},
 *                {@code table TABLE VERSION}, tab-separated
 */
record Step(Kind kind, String table, String sql, List<String> effects) {

    enum Kind {
        SQL, RUN, START, STOP
    }

    static final String SEPARATOR = ";;\n";
    private static final Pattern MARKED = Pattern.compile("⟦([^|⟧]*)\\|([^⟦⟧]*)⟧", Pattern.DOTALL);

    static Step sql(String table, String... statements) {
        return new Step(Kind.SQL, table, String.join(SEPARATOR, statements), List.of());
    }

    static Step loader(Kind kind) {
        return new Step(kind, "", "", List.of());
    }

    Step effect(String... words) {
        List<String> all = new ArrayList<>(effects);
        all.add(String.join("\t", words));
        return new Step(kind, table, sql, all);
    }

    static String mark(String column, String text) {
        return "⟦" + column + "|" + text + "⟧";
    }

    /** The statements without these columns; none where nothing is left. */
    List<String> statements(Set<String> without, String space, String publication) {
        List<String> all = new ArrayList<>();
        for (String each : sql.split(SEPARATOR)) {
            String text = each;
            for (Matcher m = MARKED.matcher(text); m.find(); m = MARKED.matcher(text)) {
                text = text.substring(0, m.start()) + (without.contains(m.group(1)) ? "" : m.group(2))
                        + text.substring(m.end());
            }
            if (!text.isBlank()) {
                all.add(text.replace("«s»", space).replace("«p»", publication));
            }
        }
        return all;
    }

    /** The columns that it marks. */
    Set<String> columns() {
        Set<String> all = new java.util.TreeSet<>();
        for (Matcher m = Pattern.compile("⟦([^|⟧]*)\\|").matcher(sql); m.find();) {
            all.add(m.group(1));
        }
        return all;
    }
}
