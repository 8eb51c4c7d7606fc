package postgres;

import io.debezium.spi.converter.CustomConverter.Converter;
import io.debezium.spi.converter.CustomConverter.ConverterRegistration;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * A column as {@link PostgresTypes} is told of it by Debezium, made from the catalog: the type below any domains, and
 * the precision and scale of numbers.
 */
record CopyColumn(String dataCollection, String name, int nativeType, int jdbcType, String typeName, int modifier,
        boolean severalDimensions) implements RelationalColumn {

    /** What {@link PostgresTypes} registers for a column. */
    record Conversion(Schema schema, Converter converter) {
        Object convert(Object value) {
            return converter.convert(value);
        }
    }

    private static final int NO_MODIFIER = -1;
    /** What PostgreSQL adds to the modifier of a numeric: precision in the upper 16 bits, scale in the lower 11. */
    private static final int HEADER = 4;

    /** The columns of a table that {@code kept} lets through, in the table's order. */
    static List<CopyColumn> of(PostgresServer server, PostgresTable table, Predicate<String> kept) {
        List<CopyColumn> columns = new ArrayList<>();
        server.query("""
                WITH RECURSIVE chain AS (
                    SELECT attname::text, attnum, atttypid AS declared, atttypid AS oid, atttypmod AS modifier, attndims
                    FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped
                    UNION ALL
                    SELECT c.attname, c.attnum, c.declared, t.typbasetype,
                           CASE WHEN c.modifier = -1 THEN t.typtypmod ELSE c.modifier END, c.attndims
                    FROM chain c JOIN pg_type t ON t.oid = c.oid WHERE t.typtype = 'd')
                SELECT c.attname, c.oid::bigint, d.typname, c.modifier, c.attndims > 1,
                       CASE WHEN b.typinput = 'array_in'::regproc THEN 'a' ELSE b.typtype::text END
                FROM chain c JOIN pg_type b ON b.oid = c.oid JOIN pg_type d ON d.oid = c.declared
                WHERE b.typtype <> 'd' ORDER BY c.attnum""".formatted(table.oid()), r -> {
            if (kept.test(table + "." + r.getString(1))) {
                columns.add(new CopyColumn(table.toString(), r.getString(1), (int) r.getLong(2),
                        jdbcType(r.getString(6)), r.getString(3), r.getInt(4), r.getBoolean(5)));
            }
        });
        return columns;
    }

    private static int jdbcType(String kind) {
        return switch (kind) {
            case "a" -> Types.ARRAY;
            case "c" -> Types.STRUCT;
            case "e" -> Types.VARCHAR;
            default -> Types.OTHER;
        };
    }

    /** The column's schema, and the converter of its texts, as the engine would have them. */
    Conversion conversion() {
        Conversion[] registered = new Conversion[1];
        PostgresTypes types = new PostgresTypes();
        Properties properties = new Properties();
        properties.setProperty(PostgresTypes.JSON_ARRAYS.substring(PostgresTypes.NAME.length() + 1),
                severalDimensions ? dataCollection + "." + name : "");
        types.configure(properties);
        types.converterFor(this, new ConverterRegistration<>() {
            @Override
            public void register(SchemaBuilder schema, Converter converter) {
                registered[0] = new Conversion(schema.build(), converter);
            }
        });
        return registered[0];
    }

    @Override
    public String typeExpression() {
        return typeName;
    }

    @Override
    public OptionalInt length() {
        return modifier == NO_MODIFIER ? OptionalInt.empty() : OptionalInt.of(modifier - HEADER >> 16 & 0xFFFF);
    }

    @Override
    public OptionalInt scale() {
        return modifier == NO_MODIFIER ? OptionalInt.empty() : OptionalInt.of(modifier - HEADER & 0x7FF);
    }

    @Override
    public boolean isOptional() {
        return true;
    }

    @Override
    public Object defaultValue() {
        return null;
    }

    @Override
    public boolean hasDefaultValue() {
        return false;
    }
}
