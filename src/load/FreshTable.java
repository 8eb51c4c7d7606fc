package load;

import base.Sql;
import destination.Dialect;
import dlt.DltColumn;
import dlt.Table;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table that the open transaction has made and filled, and that gets other columns in it, where the destination
 * cannot add them ({@link Dialect#addsToFilled()}): it is made anew with its rows.
 */
final class FreshTable {

    private static final String ASIDE = "temp.main.remade";

    private FreshTable() {
    }

    /**
     * @param fresh whether the transaction has made and filled the table
     * @param is    the table as it is
     * @return statements that make it what it is to be
     */
    static String[] ddl(boolean fresh, Table is, Evolution toBe, String qualified, Dialect dialect) {
        if (!fresh || is == null || toBe.ddl().isEmpty() || dialect.addsToFilled()) {
            return toBe.ddl().toArray(String[]::new);
        }
        String columns = is.columns().stream().map(DltColumn::name).map(Sql::quote).collect(Collectors.joining(", "));
        return List.of("CREATE OR REPLACE TEMP TABLE remade AS SELECT " + columns + " FROM " + qualified,
                "DROP TABLE " + qualified, dialect.createTable(qualified, toBe.table().columns()),
                "INSERT INTO " + qualified + " (" + columns + ") SELECT " + columns + " FROM " + ASIDE,
                "DROP TABLE " + ASIDE).toArray(String[]::new);
    }
}
