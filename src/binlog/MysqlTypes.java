package binlog;

import event.Exact;
import io.debezium.data.Json;
import io.debezium.data.Uuid;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Takes MySQL's and MariaDB's values from Debezium before its own converters would spoil them: there the unsigned types
 * become the next larger ones, years of two digits and dates with a zero other ones, large numbers in json negative
 * ones. The snapshot's values come as the JDBC driver has them, the stream's as the binary log has them; both become
 * the same value here. Runs inside Debezium, which makes it from the property {@code converters}.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/development/converters.html">Debezium: Custom
 *      converters</a>
 */
public final class MysqlTypes implements CustomConverter<SchemaBuilder, RelationalColumn> {

    private static final int MAX_PRECISION = 38;
    /** Of numbers that DuckDB has not enough digits for, as dlt has it. */
    private static final int WIDE_SCALE = 9;
    /** Digits of a float's precision from which on MySQL makes it a double. */
    private static final int DOUBLE_PRECISION = 25;
    private static final String UNSIGNED = " UNSIGNED";
    private boolean jsonIsText;

    /** {@code json = text}: as in MariaDB. */
    @Override
    public void configure(Properties properties) {
        jsonIsText = "text".equals(properties.getProperty("json"));
    }

    /** A type's name comes as the user wrote it: the shorthands of SQL and of other databases are among them. */
    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        String name = column.typeName().toUpperCase(Locale.ROOT);
        boolean unsigned = name.contains(UNSIGNED) || name.contains(" ZEROFILL") || name.equals("SERIAL");
        String type = jsonIsText && name.equals("JSON") ? "LONGTEXT"
                : name.replace(UNSIGNED, "").replace(" SIGNED", "").replace(" ZEROFILL", "");
        switch (type) {
            case "ENUM" -> register(column, registration, SchemaBuilder.string(), MysqlMembers.of(column)::enumText);
            case "SET" -> register(column, registration, SchemaBuilder.string(), MysqlMembers.of(column)::setText);
            case "BOOL", "BOOLEAN" -> register(column, registration, int8(Exact.BOOLEAN), MysqlValues::tinyint);
            case "TINYINT", "INT1", "SMALLINT", "INT2", "MEDIUMINT", "MIDDLEINT", "INT3", "INT", "INTEGER", "INT4",
                    "BIGINT", "INT8", "SERIAL" -> integer(column, registration, bits(type), unsigned);
            case "FLOAT", "FLOAT4" -> real(column, registration);
            case "DOUBLE", "DOUBLE PRECISION", "REAL", "FLOAT8" ->
                register(column, registration, SchemaBuilder.float64(), MysqlValues::float64);
            case "DECIMAL", "DEC", "NUMERIC", "FIXED" -> register(column, registration, decimal(column),
                    MysqlValues::decimal);
            case "BIT" -> bits(column, registration);
            case "YEAR" -> register(column, registration, SchemaBuilder.int16(), MysqlValues::year);
            case "DATE" -> register(column, registration, named(Schema.Type.INT32, Exact.MYSQL_DATE),
                    MysqlValues::date);
            case "TIME" -> register(column, registration, named(Schema.Type.STRING, Exact.INTERVAL), MysqlValues::time);
            case "DATETIME" ->
                register(column, registration, named(Schema.Type.INT64, Exact.MYSQL_TIMESTAMP).parameter(Exact.DECIMALS,
                        Integer.toString(Math.max(0, column.length().orElse(0)))), MysqlValues::datetime);
            case "TIMESTAMP" ->
                register(column, registration, named(Schema.Type.INT64, Exact.TIMESTAMP_TZ), MysqlValues::timestamp);
            default -> other(column, registration, type);
        }
    }

    private static void other(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration, String type) {
        switch (type) {
            case "JSON" -> register(column, registration, named(Schema.Type.STRING, Json.LOGICAL_NAME),
                    MysqlValues::json);
            case "UUID" -> register(column, registration, named(Schema.Type.STRING, Uuid.LOGICAL_NAME),
                    MysqlValues::uuid);
            case "BINARY", "CHAR BYTE" -> {
                int length = Math.max(1, column.length().orElse(1));
                register(column, registration, SchemaBuilder.bytes(), v -> MysqlValues.padded(MysqlValues.bytes(v),
                        length));
            }
            case "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB", "LONG VARBINARY" ->
                register(column, registration, SchemaBuilder.bytes(), MysqlValues::bytes);
            case "GEOMETRY", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
                    "GEOMETRYCOLLECTION", "GEOMCOLLECTION" ->
                register(column, registration, SchemaBuilder.bytes(), MysqlValues::geometry);
            case "VECTOR" -> register(column, registration, named(Schema.Type.BYTES, Exact.VECTOR),
                    MysqlValues::vector);
            default -> text(column, registration, type);
        }
    }

    /** Char, varchar and text in all their names; what else there is is told to the user. */
    private static void text(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration, String type) {
        if ("binary".equalsIgnoreCase(column.charsetName())) {
            // To MySQL these are binary, varbinary and blob.
            int length = type.startsWith("CHAR") && !type.contains("VAR") ? column.length().orElse(1) : 0;
            register(column, registration, SchemaBuilder.bytes(), v -> MysqlValues.padded(MysqlValues.bytes(v),
                    length));
            return;
        }
        boolean known = type.contains("CHAR") || type.contains("TEXT") || type.startsWith("LONG");
        MysqlCharset charset = MysqlCharset.of(column.charsetName());
        register(column, registration, known ? SchemaBuilder.string()
                : named(Schema.Type.STRING, Exact.UNKNOWN).parameter(Exact.SOURCE_TYPE, column.typeName()),
                v -> v instanceof byte[] bytes ? charset.decode(bytes) : v.toString());
    }

    private static int bits(String type) {
        return switch (type) {
            case "TINYINT", "INT1" -> 8;
            case "SMALLINT", "INT2" -> 16;
            case "MEDIUMINT", "MIDDLEINT", "INT3" -> 24;
            case "INT", "INTEGER", "INT4" -> 32;
            default -> 64;
        };
    }

    private static void integer(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration, int bits,
            boolean unsigned) {
        if (unsigned) {
            switch (bits) {
                case 8 -> register(column, registration, named(Schema.Type.INT16, Exact.UTINYINT),
                        v -> (short) (MysqlValues.integer(v) & 0xff));
                case 16 -> register(column, registration, named(Schema.Type.INT32, Exact.USMALLINT),
                        v -> (int) (MysqlValues.integer(v) & 0xffff));
                case 24 -> register(column, registration, named(Schema.Type.INT64, Exact.UINTEGER),
                        v -> MysqlValues.integer(v) & 0xffffff);
                case 32 -> register(column, registration, named(Schema.Type.INT64, Exact.UINTEGER),
                        v -> MysqlValues.integer(v) & 0xffffffffL);
                default -> register(column, registration, named(Schema.Type.INT64, Exact.UBIGINT),
                        MysqlValues::integer);
            }
            return;
        }
        switch (bits) {
            case 8 -> register(column, registration, int8(column.length().orElse(0) == 1 ? Exact.BOOLEAN
                    : Exact.TINYINT),
                    MysqlValues::tinyint);
            case 16 -> register(column, registration, SchemaBuilder.int16(), v -> (short) MysqlValues.integer(v));
            case 24, 32 -> register(column, registration, SchemaBuilder.int32(), v -> (int) MysqlValues.integer(v));
            default -> register(column, registration, SchemaBuilder.int64(), MysqlValues::integer);
        }
    }

    /** {@code float(p)} is a double from p = 25 on, {@code float(m,d)} never. */
    private static void real(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.scale().isEmpty() && column.length().orElse(0) >= DOUBLE_PRECISION) {
            register(column, registration, SchemaBuilder.float64(), MysqlValues::float64);
        }
        else {
            register(column, registration, SchemaBuilder.float32(), MysqlValues::float32);
        }
    }

    private static SchemaBuilder decimal(RelationalColumn column) {
        int precision = column.length().orElse(10);
        int scale = column.scale().orElse(0);
        return precision <= MAX_PRECISION ? Exact.decimal(precision, scale)
                : Exact.decimal(MAX_PRECISION, Math.min(scale, WIDE_SCALE));
    }

    private static void bits(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        int length = Math.max(1, column.length().orElse(1));
        if (length == 1) {
            register(column, registration, SchemaBuilder.bool(), v -> MysqlValues.bits(v) != 0);
        }
        else {
            register(column, registration, SchemaBuilder.string(), v -> MysqlValues.bitText(MysqlValues.bits(v),
                    length));
        }
    }

    private static SchemaBuilder int8(String name) {
        return named(Schema.Type.INT8, name);
    }

    private static SchemaBuilder named(Schema.Type type, String name) {
        return Exact.named(type, name);
    }

    private static void register(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration,
            SchemaBuilder schema, Converter convert) {
        Object given = column.defaultValue();
        Object usable = given == null ? null : usableDefault(schema, given, convert);
        // NULL is taken for any column: a zero date is one, also where the column is NOT NULL.
        registration.register(schema.optional(),
                value -> value == null ? null : value == given ? usable : convert.convert(value));
    }

    /** Defaults are not loaded, yet Debezium wants one that suits the schema. */
    private static Object usableDefault(SchemaBuilder schema, Object given, Converter convert) {
        try {
            return convert.convert(given);
        }
        catch (RuntimeException e) {
            return switch (schema.type()) {
                case BOOLEAN -> false;
                case INT8 -> (byte) 0;
                case INT16 -> (short) 0;
                case INT32 -> 0;
                case INT64 -> 0L;
                case FLOAT32 -> 0f;
                case FLOAT64 -> 0d;
                case BYTES -> schema.name() == null || schema.name().equals(Exact.VECTOR) ? new byte[0]
                        : BigDecimal.ZERO;
                default -> "";
            };
        }
    }
}
