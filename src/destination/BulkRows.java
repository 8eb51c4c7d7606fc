package destination;

import base.Problem;
import base.Sql;
import destination.Stage.StageColumn;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * Rows for DuckDB by way of a table function: DuckDB's threads take them column by column, each thread its share, which
 * is some three times faster than the Appender ({@link Stage}). A column of a type that a function cannot give comes as
 * another, with an expression that makes the type of it.
 *
 * @see <a href="https://duckdb.org/docs/stable/clients/java">DuckDB: Java (JDBC) Client</a>
 */
public final class BulkRows implements DuckDBTableFunction<Object, Object, BulkRows.Local> {

    private static final String NAME = "bulk_rows";

    /** What one thread hands out. */
    public interface BulkShare {
        /** Moves on to the next rows; how many, 0 at the end. */
        int next();

        /** A value of one of these rows, as {@link event.ColumnType} has them. */
        Object at(int row, int column);
    }

    /** A thread's share, once it is known how many rows it may hand out at once. */
    static final class Local {
        private BulkShare share;
    }

    private interface Writer {
        void write(DuckDBWritableVector vector, int row, Object value);
    }

    private List<StageColumn> columns;
    private IntFunction<BulkShare> shares;
    private int threads;
    private Writer[] writers;
    private volatile Throwable failure;

    static BulkRows register(DuckDBConnection connection) throws SQLException {
        BulkRows rows = new BulkRows();
        DuckDBFunctions.tableFunction().withName(NAME).withFunction(rows).register(connection);
        return rows;
    }

    /**
     * What the next statement that selects {@code FROM bulk_rows() AS s} gets.
     *
     * @param shares makes a share of so many rows at once at most; called by any thread
     */
    void prepare(List<StageColumn> columnsOfRows, int mostThreads, IntFunction<BulkShare> sharesOfRows) {
        columns = columnsOfRows;
        shares = sharesOfRows;
        threads = mostThreads;
        failure = null;
        writers = columns.stream().map(c -> writer(c.type())).toArray(Writer[]::new);
    }

    /** A column in a SELECT, in its own type. */
    public static String expression(StageColumn column) {
        String name = "s." + Sql.quote(column.name());
        String infinite = "CASE WHEN " + name + " = %d THEN 'infinity'::%s WHEN " + name
                + " = -%1$d THEN '-infinity'::%2$s ELSE %s(" + name + ") END";
        return switch (column.type()) {
            case "DATE" -> infinite.formatted(Integer.MAX_VALUE, "DATE", "make_date");
            case "TIMESTAMP" -> infinite.formatted(Long.MAX_VALUE, "TIMESTAMP", "make_timestamp");
            case "TIMESTAMPTZ" -> infinite.formatted(Long.MAX_VALUE, "TIMESTAMPTZ", "make_timestamptz");
            case "TIME" -> "CASE WHEN " + name + " = 86400000000 THEN '24:00:00'::TIME ELSE make_timestamp(" + name
                    + ")::TIME END";
            case "BLOB" -> "from_hex(" + name + ")";
            case "UUID", "JSON" -> name + "::" + column.type();
            default -> name;
        };
    }

    @Override
    public Object bind(DuckDBTableFunctionBindInfo info) throws SQLException {
        for (StageColumn column : columns) {
            if (column.type().startsWith("DECIMAL")) {
                String[] size = column.type().substring("DECIMAL(".length(), column.type().length() - 1).split(",");
                try (DuckDBLogicalType type = DuckDBLogicalType.decimal(Integer.parseInt(size[0]),
                        Integer.parseInt(size[1]))) {
                    info.addResultColumn(column.name(), type);
                }
                continue;
            }
            info.addResultColumn(column.name(), switch (column.type()) {
                case "DATE" -> DuckDBColumnType.INTEGER;
                case "TIMESTAMP", "TIMESTAMPTZ", "TIME" -> DuckDBColumnType.BIGINT;
                case "BLOB", "UUID", "JSON" -> DuckDBColumnType.VARCHAR;
                default -> DuckDBColumnType.valueOf(column.type());
            });
        }
        return null;
    }

    @Override
    public Object init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(threads);
        return null;
    }

    @Override
    public Local localInit(DuckDBTableFunctionInitInfo info) {
        return new Local();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) throws Exception {
        try {
            Local local = info.getLocalInitData();
            if (local.share == null) {
                local.share = shares.apply((int) chunk.capacity());
            }
            int rows = local.share.next();
            for (int i = 0; i < writers.length; i++) {
                write(chunk.vector(i), i, local.share, rows);
            }
            return rows;
        }
        catch (Throwable e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    private void write(DuckDBWritableVector vector, int column, BulkShare share, int rows) {
        Writer writer = writers[column];
        for (int i = 0; i < rows; i++) {
            Object value = share.at(i, column);
            if (value == null) {
                vector.setNull(i);
            }
            else {
                writer.write(vector, i, value);
            }
        }
    }

    private static Writer writer(String type) {
        return switch (type.startsWith("DECIMAL") ? "DECIMAL" : type) {
            case "BOOLEAN" -> (vector, row, value) -> vector.setBoolean(row, (boolean) value);
            case "SMALLINT" -> (vector, row, value) -> vector.setShort(row, (short) value);
            case "INTEGER", "DATE" -> (vector, row, value) -> vector.setInt(row, (int) value);
            case "BIGINT", "TIMESTAMP", "TIMESTAMPTZ", "TIME" -> (vector, row, value) -> vector.setLong(row,
                    (long) value);
            case "FLOAT" -> (vector, row, value) -> vector.setFloat(row, (float) value);
            case "DOUBLE" -> (vector, row, value) -> vector.setDouble(row, (double) value);
            case "DECIMAL" -> (vector, row, value) -> vector.setBigDecimal(row, (BigDecimal) value);
            case "VARCHAR", "UUID", "JSON" -> (vector, row, value) -> vector.setString(row, value.toString());
            case "BLOB" -> (vector, row, value) -> vector.setString(row, HexFormat.of().formatHex((byte[]) value));
            default -> throw new IllegalArgumentException("no bulk rows of " + type);
        };
    }

    /** The error that ended a statement, as it was when it happened here; null if it happened elsewhere. */
    Problem problem() {
        Throwable e = failure;
        return e == null ? null : e instanceof Problem problem ? problem : Problem.run(e instanceof OutOfMemoryError
                ? Problem.tooWide(e.getMessage()) : "Rows could not be handed to DuckDB: " + e, e);
    }
}
