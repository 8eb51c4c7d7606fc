package load;

import base.Sql;
import config.CdcConfig;
import dlt.DltColumn;
import dlt.DltTables;
import dlt.Misdeclared;
import dlt.Table;
import dlt.WriteDisposition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run sets right before it asks the source for anything: our columns get the names that
 * {@code own_columns} chooses, where a table has the other ones.
 *
 * @param ddl     renames them
 * @param renamed the tables as they are after it
 */
record Mending(List<String> ddl, List<Table> renamed) {

    /**
     * @param tables the destination's tables
     * @param loaded the names of those that we have loaded
     */
    static Mending of(Map<String, Table> tables, Collection<String> loaded, CdcConfig.Columns names, DltTables sql) {
        Map<String, String> toBe = new LinkedHashMap<>();
        CdcConfig.Columns other = names.equals(CdcConfig.Columns.DLT) ? CdcConfig.Columns.STANDARD
                : names.equals(CdcConfig.Columns.STANDARD) ? CdcConfig.Columns.DLT : null;
        if (other != null) {
            List<String> is = appended(other);
            List<String> become = appended(names);
            for (int i = 0; i < is.size(); i++) {
                toBe.put(is.get(i), become.get(i));
            }
        }
        List<String> ddl = new ArrayList<>();
        List<Table> renamed = new ArrayList<>();
        for (String name : loaded) {
            Table table = tables.get(name);
            if (table != null && !toBe.isEmpty() && has(table, toBe.keySet()) && lacks(table, toBe.values())) {
                toBe.forEach((from, to) -> ddl.add("ALTER TABLE " + sql.table(name) + " RENAME COLUMN "
                        + Sql.quote(from) + " TO " + Sql.quote(to)));
                renamed.add(new Table(name, WriteDisposition.APPEND, table.columns().stream().map(c -> new DltColumn(
                        toBe.getOrDefault(c.name(), c.name()), c.type(), c.nullable(), false, c.variant())).toList()));
            }
        }
        return new Mending(ddl, renamed);
    }

    private static List<String> appended(CdcConfig.Columns names) {
        return OwnColumns.of(names).in(WriteDisposition.APPEND).stream().map(DltColumn::name).toList();
    }

    /** Only a table of ours that is appended to has all four. */
    private static boolean has(Table table, Set<String> columns) {
        return table.columns().stream().map(DltColumn::name).collect(Collectors.toSet()).containsAll(columns);
    }

    /** A source's column of such a name is refused by the check of the start. */
    private static boolean lacks(Table table, Collection<String> columns) {
        return table.columns().stream().noneMatch(column -> columns.contains(column.name()));
    }

    /** What a person is told before it is set right. */
    static String sentence(Misdeclared wrong) {
        return "dlt's schema declares columns that the tables do not have, or have otherwise: " + wrong + ". A run in"
                + " Python did that. " + Pipeline.MENDS + "." + (wrong.missing().isEmpty() ? "" : " Until then dlt can"
                + " neither read nor append. dlt makes op of __op when its state changes: own_columns = \"dlt\" in"
                + " [cdc_settings] chooses names that it keeps (docs/DLT.md)");
    }
}
