package destination;

import base.Problem;
import base.Sql;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/**
 * A temporary table in memory that takes the rows of a load before the file is opened for it. Filled through DuckDB's
 * <a href="https://duckdb.org/docs/stable/clients/java#appender">Appender</a>, about a million rows a second.
 */
public final class Stage implements AutoCloseable {

    /** One column: its name, DuckDB type, and the type it is staged as where the Appender cannot write that type. */
    public record StageColumn(String name, String type) {

        /** The type that it has in the stage. */
        public String stagedAs() {
            return writer(type) != null ? type : type.endsWith("[]") ? "VARCHAR[]" : "VARCHAR";
        }

        /** The column in a SELECT from the stage, in its own type. */
        public String expression() {
            String column = "s." + Sql.quote(name);
            return writer(type) == null ? "CAST(" + column + " AS " + type + ")" : column;
        }
    }

    private interface Writer {
        void append(DuckDBAppender appender, Object value) throws SQLException;
    }

    private final Attached engine;
    private final String name;
    private final Writer[] writers;
    private final DuckDBAppender appender;
    private boolean hasNul;

    Stage(Attached engine, String name, List<StageColumn> columns) {
        this.engine = engine;
        this.name = name;
        this.writers = columns.stream().map(c -> writer(c.stagedAs())).toArray(Writer[]::new);
        try {
            engine.execute("CREATE OR REPLACE TEMP TABLE " + Sql.quote(name) + " ("
                    + columns.stream().map(c -> Sql.quote(c.name()) + " " + c.stagedAs())
                            .collect(Collectors.joining(", ")) + ")");
            appender = engine.connection().createAppender("temp", "main", name);
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB could not make a temporary table: " + e.getMessage(), e);
        }
    }

    /** The table's name in SQL. */
    public String table() {
        return "temp.main." + Sql.quote(name);
    }

    /** Appends one row; values as {@link event.ColumnType} lists them. What is unchanged or a misfit becomes NULL. */
    public void append(Object... values) {
        try {
            appender.beginRow();
            for (int i = 0; i < writers.length; i++) {
                Object value = values[i];
                if (value == null || value == Unchanged.VALUE || value instanceof Misfit) {
                    appender.appendNull();
                }
                else {
                    hasNul |= value instanceof String text && text.indexOf(0) >= 0;
                    writers[i].append(appender, value);
                }
            }
            appender.endRow();
        }
        catch (SQLException | ClassCastException e) {
            throw Problem.run("DuckDB does not take a row into " + name + ": " + e.getMessage(), e);
        }
    }

    /** Makes sure that all rows are in the table: closing the Appender alone would swallow an error and the rows. */
    public void flush() {
        try {
            appender.flush();
            if (hasNul) {
                engine.hasNul();
            }
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB does not take the rows of " + name + ": " + e.getMessage(), e);
        }
    }

    /** Null for a type that the Appender cannot write: such values are staged as text and cast. */
    private static Writer writer(String type) {
        String base = type.startsWith("DECIMAL") && !type.endsWith("]") ? "DECIMAL" : type;
        return switch (base) {
            case "BOOLEAN" -> (a, v) -> a.append((boolean) v);
            case "TINYINT", "UTINYINT" -> (a, v) -> a.append((byte) v);
            case "SMALLINT", "USMALLINT" -> (a, v) -> a.append((short) v);
            case "INTEGER", "UINTEGER" -> (a, v) -> a.append((int) v);
            case "BIGINT", "UBIGINT" -> (a, v) -> a.append((long) v);
            case "FLOAT" -> (a, v) -> a.append((float) v);
            case "DOUBLE" -> (a, v) -> a.append((double) v);
            case "DECIMAL" -> (a, v) -> a.append((BigDecimal) v);
            case "VARCHAR", "JSON" -> (a, v) -> a.append((String) v);
            case "UUID" -> (a, v) -> a.append((UUID) v);
            case "BLOB" -> (a, v) -> a.append((byte[]) v);
            case "DATE" -> (a, v) -> a.appendEpochDays((int) v);
            case "TIME" -> (a, v) -> a.appendDayMicros((long) v);
            case "TIMETZ" -> (a, v) -> a.appendDayMicros((long) v, 0);
            case "TIMESTAMP", "TIMESTAMPTZ" -> (a, v) -> a.appendEpochMicros((long) v);
            case "TIMESTAMP_NS" -> (a, v) -> a.appendEpochNanos((long) v);
            default -> base.endsWith("[]") ? listWriter(base.substring(0, base.length() - 2)) : null;
        };
    }

    /** Lists of any type but those that the Appender does not write; it takes the elements as java.time's classes. */
    private static Writer listWriter(String element) {
        return switch (element) {
            case "INTERVAL", "JSON" -> null;
            case "DATE" -> list(v -> LocalDate.ofEpochDay((int) v));
            case "TIME" -> list(v -> LocalTime.ofNanoOfDay((long) v * 1000));
            case "TIMETZ" -> list(v -> LocalTime.ofNanoOfDay((long) v * 1000).atOffset(ZoneOffset.UTC));
            case "TIMESTAMP" -> list(v -> moment((long) v));
            case "TIMESTAMP_NS" -> list(v -> moment(Math.floorDiv((long) v, 1000L)).plusNanos(Math.floorMod((long) v,
                    1000L)));
            case "TIMESTAMPTZ" -> list(v -> moment((long) v).atOffset(ZoneOffset.UTC));
            default -> (a, v) -> a.append((Collection<?>) v);
        };
    }

    private static Writer list(UnaryOperator<Object> element) {
        return (appender, value) -> {
            List<Object> elements = new ArrayList<>();
            ((Collection<?>) value).forEach(each -> elements.add(each == null ? null : element.apply(each)));
            appender.append(elements);
        };
    }

    private static LocalDateTime moment(long micros) {
        return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), (int) Math.floorMod(micros,
                1_000_000L) * 1000, ZoneOffset.UTC);
    }

    @Override
    public void close() {
        try {
            appender.close();
            engine.execute("DROP TABLE IF EXISTS " + table());
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB could not drop a temporary table: " + e.getMessage(), e);
        }
    }
}
