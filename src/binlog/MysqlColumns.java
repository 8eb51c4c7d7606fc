package binlog;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the snapshot reads a table with floats: the server writes six digits of them, which is not all. */
final class MysqlColumns {

    /**
     * A column as {@code information_schema.columns} has it.
     *
     * @param type  its {@code data_type}, such as {@code float}
     * @param extra its {@code extra}, such as {@code INVISIBLE}
     */
    record MysqlColumn(String name, String type, String extra) {

        private boolean isFloat() {
            return type.equalsIgnoreCase("float");
        }

        private boolean isInvisible() {
            return extra.toUpperCase(Locale.ROOT).contains("INVISIBLE");
        }

        private String quoted() {
            return MysqlColumns.quoted(name);
        }
    }

    private MysqlColumns() {
    }

    /** Whether a table with these columns has to be read by {@link #select}. */
    static boolean needSelect(List<MysqlColumn> columns) {
        return columns.stream().anyMatch(MysqlColumn::isFloat);
    }

    /**
     * A SELECT for {@code snapshot.select.statement.overrides.<schema>.<table>}, in which floats come as doubles. The
     * columns stand twice, as {@code *} and by name, so that the server refuses it if one was added meanwhile: Debezium
     * would take NULL for it. Invisible columns are not among {@code *}.
     *
     * @param columns all of the table, in its order
     */
    static String select(String schema, String table, List<MysqlColumn> columns) {
        List<MysqlColumn> invisible = columns.stream().filter(MysqlColumn::isInvisible).toList();
        List<MysqlColumn> named = Stream.concat(columns.stream().filter(c -> !c.isInvisible()), invisible.stream())
                .toList();
        return "WITH t (" + list(named, MysqlColumn::quoted) + ") AS (SELECT s.*" + (invisible.isEmpty() ? "" : ", ")
                + list(invisible, c -> "s." + c.quoted()) + " FROM " + quoted(schema) + "." + quoted(table)
                + " s) SELECT " + list(named, c -> c.isFloat() ? c.quoted() + " + 0e0 AS " + c.quoted() : c.quoted())
                + " FROM t";
    }

    private static String list(List<MysqlColumn> columns, Function<MysqlColumn, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }
}
