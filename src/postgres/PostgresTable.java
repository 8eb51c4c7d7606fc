package postgres;

import base.Problem;
import capture.NameList;
import event.TableId;
import java.util.List;

/**
 * A captured table, as the catalog has it.
 *
 * @param identity  {@code pg_class.relreplident}: f full, d default, n nothing, i index
 * @param root      of a partition, else the table itself
 * @param logged    the columns of the old row that come with an UPDATE of them and with a DELETE
 * @param generated columns that PostgreSQL computes, and does not send
 */
record PostgresTable(String schema, String name, String identity, boolean hasKey, boolean owned, boolean partitioned,
        long root, long oid, List<String> columns, List<String> logged, List<String> generated) {

    TableId id() {
        return new TableId(schema, name);
    }

    String quoted() {
        return PostgresServer.quote(schema) + "." + PostgresServer.quote(name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }

    /** Debezium takes such quotes off in the stream, but not in the snapshot. */
    void requireReadableNames() {
        NameList.requireReadable(toString(), "''", "``");
        for (String column : columns) {
            if (column.matches("(?s)([\"'`]).*\\1")) {
                throw Problem.config("Column " + column + " of table " + this + " begins and ends with a quote, which"
                        + " Debezium takes off: rename it, or leave it out with column_exclude_list in"
                        + " [sources.debezium]");
            }
        }
    }
}
