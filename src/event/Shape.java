package event;

import base.Problem;
import java.util.Set;

/**
 * How a connector lays its events out. The connector's name in {@code source.connector} says it, never the event's
 * fields: an {@code op} of {@code r} is a row of the snapshot from a database with tables, and a deleted range of rows
 * from Cassandra.
 */
public enum Shape {

    /** Rows of tables: {@code before} and {@code after} have a field a column. */
    TABLES,
    /** MongoDB's documents: {@code before} and {@code after} are a text of extended JSON. */
    DOCUMENTS,
    /**
     * Cassandra's cells: a field of {@code after} has a value, whether it was set, and when it was deleted.
     *
     * @see <a href="https://debezium.io/documentation/reference/stable/connectors/cassandra.html#cassandra-events">
     *      Debezium: Cassandra change events</a>
     */
    CELLS;

    /** Connectors of databases with tables, as each names itself. */
    private static final Set<String> WITH_TABLES = Set.of("postgresql", "mysql", "mariadb", "sqlserver", "oracle",
            "db2", "informix", "vitess");

    /**
     * The shape of a connector's events.
     *
     * @param connector as in {@code source.connector}
     * @throws Problem for one that is not known
     */
    public static Shape of(String connector) {
        return switch (connector) {
            case "mongodb" -> DOCUMENTS;
            case "cassandra" -> CELLS;
            default -> {
                if (!WITH_TABLES.contains(connector)) {
                    throw Problem.run((connector.isEmpty() ? "it does not say which connector it is from"
                            + " (source.connector)" : "it is from a connector \"" + connector + "\" (source.connector),"
                            + " and how that lays out its events is not known here") + ": expected one of "
                            + String.join(", ", WITH_TABLES.stream().sorted().toList()));
                }
                yield TABLES;
            }
        };
    }
}
