package event;

import java.io.Serializable;
import java.util.function.Function;

/**
 * How one source column is carried: the DuckDB type it becomes, and how Debezium's value becomes the value that is
 * loaded.
 *
 * <p>Loaded values by DuckDB type: BOOLEAN Boolean; TINYINT Byte; SMALLINT Short; INTEGER Integer; BIGINT Long
 * (unsigned types likewise, two's complement); FLOAT Float; DOUBLE Double; DECIMAL BigDecimal of the column's scale;
 * DATE Integer (days since 1970-01-01); TIME Long (microseconds of the day); TIMESTAMP and TIMESTAMPTZ Long
 * (microseconds since 1970-01-01 UTC); TIMESTAMP_NS Long (nanoseconds since then); TIMETZ Long (microseconds of the
 * day, in UTC); UUID java.util.UUID; BLOB byte[]; T[] List of such values or null; everything else String, in a form
 * that DuckDB casts to the type.
 * Any column may also hold {@code null}, {@link Unchanged} or a {@link Misfit}.
 *
 * @param duckdb DuckDB's name of the type, such as {@code DECIMAL(12,2)}
 *               (<a href="https://duckdb.org/docs/stable/sql/data_types/overview">DuckDB: Data Types</a>)
 * @param decode from Debezium's value (never null) to the loaded value
 */
public record ColumnType(String duckdb, Function<Object, Object> decode) {

    /** A value that the column's type cannot hold; its text goes into the variant column {@code <column>__v_text}. */
    public record Misfit(String text) implements Serializable {
    }

    /**
     * The source did not send this value because the change left it alone (PostgreSQL: an unchanged TOAST value, see
     * <a
     * href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-toasted-values">
     * Debezium: Toasted values</a>). The stored value stays.
     */
    public enum Unchanged {
        VALUE
    }

    /** That of decimals whose digits are not known beforehand; it decodes a BigDecimal. */
    public static ColumnType unboundedDecimal() {
        return Types.unboundedDecimal();
    }

    /** Whether whole tables with such a column can be loaded at once ({@code destination.BulkRows} has a writer). */
    public boolean isBulk() {
        return duckdb.matches("BOOLEAN|SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE|DECIMAL\\(\\d+,\\d+\\)|VARCHAR|JSON|UUID|"
                + "BLOB|DATE|TIME|TIMESTAMP|TIMESTAMPTZ");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnType type && duckdb.equals(type.duckdb);
    }

    @Override
    public int hashCode() {
        return duckdb.hashCode();
    }

    @Override
    public String toString() {
        return duckdb;
    }
}
