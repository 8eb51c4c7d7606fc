package load;

import base.Problem;
import change.GivenNames;
import dlt.DltColumn;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The destination names of a table's columns, each of which must be one column's alone. */
final class ColumnNames {

    private static final String LEAVE_OUT = " with column_exclude_list in [sources.debezium]";
    private static final String NAME_IT = " in [cdc_settings.column_names] of .dlt/config.toml, such as ";

    private ColumnNames() {
    }

    /**
     * @param own      our own columns in this table, without dlt's
     * @param settings the settings that name them, in the same order
     * @param given    names the columns
     */
    static List<String> of(TableId table, List<String> sources, List<DltColumn> own, List<String> settings,
            GivenNames given) {
        Map<String, String> taken = new HashMap<>();
        Map<String, String> lower = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (String source : sources) {
            String name = given.column(table, source);
            String twin = taken.put(name, source);
            if (twin != null) {
                throw Problem.config("Columns " + twin + " and " + source + " of table " + table
                        + " are both named " + name + (given.gives(table, source) || given.gives(table, twin)
                                ? " in the destination" : " by dlt's naming")
                        + ": rename one of them" + example(table, source, name, sources, given)
                        + ", or leave it out" + LEAVE_OUT);
            }
            twin = lower.put(source.toLowerCase(Locale.ROOT), source);
            if (twin != null) {
                throw Problem.config("Columns " + twin + " and " + source + " of table " + table
                        + " differ only in case, which Debezium does not support: leave one out"
                        + LEAVE_OUT);
            }
            checkOurs(table, source, name, own, settings);
            names.add(name);
        }
        checkVariants(table, taken);
        return names;
    }

    /** {@code v__v_text} beside {@code v}: values of {@code v} that do not fit their type would land in it. */
    private static void checkVariants(TableId table, Map<String, String> sources) {
        sources.forEach((name, source) -> {
            int variant = name.indexOf("__v_");
            if (variant > 0 && sources.containsKey(name.substring(0, variant))) {
                throw Problem.config("Column " + source + " of table " + table + " has the name of a variant column of "
                        + sources.get(name.substring(0, variant)) + ": rename it" + NAME_IT
                        + line(table, source, name.replace("__v_", "_v_")) + ", or leave one out" + LEAVE_OUT);
            }
        });
    }

    /** A name that no other column has. */
    private static String example(TableId table, String source, String name, List<String> sources, GivenNames given) {
        Set<String> taken = sources.stream().map(each -> given.column(table, each)).collect(Collectors.toSet());
        int number = 2;
        while (taken.contains(name + "_" + number)) {
            number++;
        }
        return NAME_IT + line(table, source, name + "_" + number);
    }

    private static String line(TableId table, String source, String name) {
        return GivenNames.key(table, source) + " = \"" + name + "\"";
    }

    private static void checkOurs(TableId table, String source, String name, List<DltColumn> own,
            List<String> settings) {
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).name().equals(name) && !name.startsWith("_dlt_")) {
                throw Problem.config("Column " + source + " of table " + table + " has the name of our own column "
                        + name + ": rename ours with " + settings.get(i) + " in [cdc_settings] of .dlt/config.toml,"
                        + " or, where the table is loaded already, rename the source's" + NAME_IT + line(table, source,
                                "source_" + name.replaceFirst("^_+", ""))
                        + ", or leave it out" + LEAVE_OUT);
            }
        }
        if (name.equals(DltColumn.LOAD_ID.name()) || name.equals(DltColumn.ROW_ID.name())
                || own.stream().anyMatch(each -> each.name().startsWith("_dlt_") && each.name().equals(name))) {
            throw Problem.config("Column " + source + " of table " + table + " has the name of dlt's own column " + name
                    + ": rename it" + NAME_IT + line(table, source, "source" + name) + ", or leave it out"
                    + LEAVE_OUT);
        }
    }
}
