package postgres;

import event.Exact;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.Json;
import io.debezium.data.Uuid;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.MicroTime;
import java.math.BigDecimal;
import java.sql.Types;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.postgresql.core.Oid;

/**
 * Takes the columns' values from Debezium before its own converters would spoil them: there a BC date comes out of the
 * snapshot as one AD, {@code infinity} as different numbers from snapshot and stream, arrays of times without their
 * microseconds, {@code NaN} of numeric as NULL. The snapshot's values come as the JDBC driver has them, the stream's as
 * pgoutput's text, parsed in part; both become the same value here. Runs inside Debezium, which makes it from the
 * property {@code converters}.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/development/converters.html">Debezium: Custom
 *      converters</a>
 */
public final class PostgresTypes implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** The name that stands for this class in the property {@code converters}. */
    public static final String NAME = "cdc_types";
    /** Property, set at each start: {@code schema.table.column} of arrays declared with several dimensions, by line. */
    static final String JSON_ARRAYS = NAME + ".json.arrays";

    private static final int FIRST_USER_OID = 16384;
    private static final int MAX_PRECISION = 38;
    private static final String BIG_DECIMAL = "DECIMAL(38,9)";
    /** Arrays of built-in types → the type of their elements; the others' elements are carried as text. */
    private static final Map<Integer, String> ELEMENTS = Map.ofEntries(
            Map.entry(Oid.BOOL_ARRAY, "BOOLEAN"), Map.entry(Oid.INT2_ARRAY, "SMALLINT"),
            Map.entry(Oid.INT4_ARRAY, "INTEGER"), Map.entry(Oid.INT8_ARRAY, "BIGINT"), Map.entry(Oid.OID_ARRAY,
                    "BIGINT"),
            Map.entry(22, "SMALLINT"), Map.entry(30, "BIGINT"), Map.entry(Oid.FLOAT4_ARRAY, "FLOAT"),
            Map.entry(Oid.FLOAT8_ARRAY, "DOUBLE"), Map.entry(Oid.UUID_ARRAY, "UUID"), Map.entry(Oid.DATE_ARRAY, "DATE"),
            Map.entry(Oid.TIME_ARRAY, "TIME"), Map.entry(Oid.TIMETZ_ARRAY, "TIMETZ"),
            Map.entry(Oid.TIMESTAMP_ARRAY, "TIMESTAMP"), Map.entry(Oid.TIMESTAMPTZ_ARRAY, "TIMESTAMPTZ"),
            Map.entry(Oid.INTERVAL_ARRAY, "INTERVAL"), Map.entry(Oid.BYTEA_ARRAY, "BLOB"),
            Map.entry(Oid.POINT_ARRAY, "BLOB"), Map.entry(Oid.JSON_ARRAY, "JSON"), Map.entry(Oid.JSONB_ARRAY, "JSON"),
            Map.entry(Oid.MONEY_ARRAY, "DECIMAL(19,2)"));

    private final Set<String> jsonArrays = new HashSet<>();

    @Override
    public void configure(Properties properties) {
        properties.getProperty(JSON_ARRAYS.substring(NAME.length() + 1), "").lines().forEach(jsonArrays::add);
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        int oid = column.nativeType();
        switch (oid) {
            case Oid.BOOL -> register(column, registration, SchemaBuilder.bool(), PostgresValues::bool);
            case Oid.INT2 -> register(column, registration, SchemaBuilder.int16(), v -> PostgresValues.integer(v)
                    .shortValue());
            case Oid.INT4 -> register(column, registration, SchemaBuilder.int32(), v -> PostgresValues.integer(v)
                    .intValue());
            case Oid.INT8, Oid.OID -> register(column, registration, SchemaBuilder.int64(),
                    v -> PostgresValues.integer(v).longValue());
            case Oid.FLOAT4 -> register(column, registration, SchemaBuilder.float32(),
                    v -> v instanceof Float ? v : Float.valueOf(v.toString()));
            case Oid.FLOAT8 -> register(column, registration, SchemaBuilder.float64(),
                    v -> v instanceof Double ? v : Double.valueOf(v.toString()));
            case Oid.NUMERIC -> register(column, registration, numeric(column), PostgresValues::numeric);
            case Oid.MONEY -> register(column, registration, Exact.decimal(19, 2), PostgresValues::money);
            case Oid.DATE -> register(column, registration, int32(Exact.DATE), PostgresValues::date);
            case Oid.TIME -> register(column, registration, int64(MicroTime.SCHEMA_NAME), PostgresValues::time);
            case Oid.TIMETZ -> register(column, registration, int64(Exact.TIME_TZ), PostgresValues::timeTz);
            case Oid.TIMESTAMP -> register(column, registration, int64(Exact.TIMESTAMP), PostgresValues::timestamp);
            case Oid.TIMESTAMPTZ -> register(column, registration, int64(Exact.TIMESTAMP_TZ),
                    PostgresValues::timestamp);
            case Oid.INTERVAL -> register(column, registration, string(Exact.INTERVAL), PostgresValues::interval);
            case Oid.BYTEA -> register(column, registration, SchemaBuilder.bytes(), PostgresValues::bytes);
            case Oid.POINT -> register(column, registration, SchemaBuilder.bytes(), PostgresValues::point);
            case Oid.JSON, Oid.JSONB -> register(column, registration, string(Json.LOGICAL_NAME), PostgresValues::text);
            case Oid.UUID -> register(column, registration, string(Uuid.LOGICAL_NAME), PostgresValues::text);
            default -> other(column, registration);
        }
    }

    private void other(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        String type = plainName(column.typeName());
        if (ELEMENTS.containsKey(column.nativeType()) || column.jdbcType() == Types.ARRAY) {
            register(column, registration, array(column, type), PostgresValues::text);
            return;
        }
        boolean extension = column.nativeType() >= FIRST_USER_OID;
        switch (extension ? type : "") {
            case "hstore" -> register(column, registration, string(Json.LOGICAL_NAME), PostgresValues::hstore);
            case "geometry", "geography" -> register(column, registration, SchemaBuilder.bytes(),
                    PostgresValues::bytes);
            case "vector", "halfvec" -> register(column, registration, Exact.array(false, "FLOAT", "", ','),
                    PostgresValues::vector);
            default -> register(column, registration, isKnown(column, type) ? SchemaBuilder.string()
                    : string(Exact.UNKNOWN).parameter(Exact.SOURCE_TYPE, column.typeName()), PostgresValues::text);
        }
    }

    /** Built-in types, enums, composites and the extensions that are carried as text. */
    private static boolean isKnown(RelationalColumn column, String type) {
        return column.nativeType() < FIRST_USER_OID || column.jdbcType() != Types.OTHER
                || Set.of("citext", "ltree", "lquery", "ltxtquery", "sparsevec").contains(type);
    }

    private SchemaBuilder array(RelationalColumn column, String type) {
        boolean json = jsonArrays.contains(column.dataCollection() + "." + column.name());
        int oid = column.nativeType();
        if (oid == Oid.NUMERIC_ARRAY) {
            return Exact.array(json, decimal(column), "", ',');
        }
        String form = oid == Oid.POINT_ARRAY ? "point" : oid == Oid.MONEY_ARRAY ? "money"
                : type.equals("_hstore") ? "hstore" : "";
        String element = type.equals("_hstore") ? "JSON"
                : type.equals("_geometry") || type.equals("_geography") ? "BLOB"
                : ELEMENTS.getOrDefault(oid, "VARCHAR");
        char delimiter = oid == Oid.BOX_ARRAY ? ';' : type.equals("_geometry") || type.equals("_geography") ? ':' : ',';
        return Exact.array(json, element, form, delimiter);
    }

    private static SchemaBuilder numeric(RelationalColumn column) {
        String type = decimal(column);
        int comma = type.indexOf(',');
        return Exact.decimal(Integer.parseInt(type.substring("DECIMAL(".length(), comma)),
                Integer.parseInt(type.substring(comma + 1, type.length() - 1)));
    }

    /** numeric(p,s) as DuckDB has it; DECIMAL(38,9) where it has no bounds or bounds that DuckDB does not know. */
    private static String decimal(RelationalColumn column) {
        int precision = column.length().orElse(0);
        int scale = column.scale().orElse(0);
        if (scale >= 1024) {
            scale -= 2048;      // PostgreSQL 15 and later: numeric(3,-2), the scale in 11 bits
        }
        if (scale < 0) {
            precision -= scale;
            scale = 0;
        }
        precision = precision == 0 ? 0 : Math.max(precision, scale);
        return precision < 1 || precision > MAX_PRECISION ? BIG_DECIMAL : "DECIMAL(" + precision + "," + scale + ")";
    }

    private static SchemaBuilder int32(String name) {
        return Exact.named(Schema.Type.INT32, name);
    }

    private static SchemaBuilder int64(String name) {
        return Exact.named(Schema.Type.INT64, name);
    }

    private static SchemaBuilder string(String name) {
        return Exact.named(Schema.Type.STRING, name);
    }

    /** Without schema and quotes. */
    private static String plainName(String type) {
        String name = type.substring(type.lastIndexOf('.') + 1);
        return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }

    private static void register(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration,
            SchemaBuilder schema, Converter convert) {
        Object given = column.defaultValue();
        Object usable = given == null ? null : usableDefault(schema, given, convert);
        // NULL is taken for any column: a delete brings the key alone, and the others would come as 0 or "" or fail.
        registration.register(schema.optional(), value -> value == null ? null : value == given ? usable
                : value.getClass() == Object.class
                && UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)
                        ? unchanged(schema) : convert.convert(value));
    }

    private static Object unchanged(SchemaBuilder schema) {
        return switch (schema.type()) {
            case STRING -> Exact.UNCHANGED_TEXT;
            case BYTES -> schema.name() == null ? Exact.UNCHANGED_BYTES : Exact.UNCHANGED_NUMBER;
            default -> throw new IllegalStateException("a value of fixed length was left out");
        };
    }

    /** Defaults are not loaded, yet Debezium wants one that suits the schema. */
    private static Object usableDefault(SchemaBuilder schema, Object given, Converter convert) {
        try {
            return convert.convert(given);
        }
        catch (RuntimeException e) {
            return switch (schema.type()) {
                case BOOLEAN -> false;
                case INT16 -> (short) 0;
                case INT32 -> 0;
                case INT64 -> 0L;
                case FLOAT32 -> 0f;
                case FLOAT64 -> 0d;
                case BYTES -> schema.name() == null ? new byte[0] : BigDecimal.ZERO;
                default -> "";
            };
        }
    }

    static boolean isInfinite(Object value) {
        return value == PostgresValueConverter.POSITIVE_INFINITY_INSTANT
                || value == PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME
                || value == PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE;
    }

    static boolean isMinusInfinite(Object value) {
        return value == PostgresValueConverter.NEGATIVE_INFINITY_INSTANT
                || value == PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME
                || value == PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE;
    }
}
