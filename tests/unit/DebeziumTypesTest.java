import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/**
 * Every type of Debezium's own (io.debezium.time, io.debezium.data), from a recording into a table: no digit is cut,
 * and what its column cannot hold stands in the variant column.
 */
class DebeziumTypesTest extends ForeignRecording {

    private static final Map<String, Object> PLACE = Map.of("schema", "dbo", "table", "orders");
    private static final String TIME = "io.debezium.time.";

    /** Schema, value, the column's type and value; a value after {@code misfit:} is in the variant column. */
    private static final Object[][] VALUES = {
        {number(TIME + "NanoTimestamp"), 1_714_557_600_123_456_789L, "TIMESTAMP_NS", "2024-05-01 10:00:00.123456789"},
        {number(TIME + "NanoTimestamp"), Long.MIN_VALUE, "TIMESTAMP_NS", "misfit:1677-09-21 00:12:43.145224192"},
        {number(TIME + "NanoTimestamp"), Long.MAX_VALUE, "TIMESTAMP_NS", "misfit:2262-04-11 23:47:16.854775807"},
        {number(TIME + "NanoTime"), 36_000_123_456_000L, "TIME", "10:00:00.123456"},
        {number(TIME + "NanoTime"), 36_000_123_456_700L, "TIME", "misfit:10:00:00.1234567"},
        {number(TIME + "NanoTime"), 86_400_000_000_000L, "TIME", "24:00:00"},
        {number(TIME + "MicroTimestamp"), -62_135_596_799_999_999L, "TIMESTAMP", "0001-01-01 00:00:00.000001"},
        {number(TIME + "MicroTimestamp"), 9_223_372_036_825_200_000L, "TIMESTAMP", "infinity"},
        {number(TIME + "MicroTimestamp"), -9_223_372_036_832_400_000L, "TIMESTAMP", "-infinity"},
        {number(TIME + "Timestamp"), -1L, "TIMESTAMP", "1969-12-31 23:59:59.999"},
        {number(TIME + "Timestamp"), Long.MAX_VALUE, "TIMESTAMP", "misfit:9223372036854775807 ms"},
        {text(TIME + "ZonedTimestamp"), "2024-05-01T10:00:00.1234567Z", "TIMESTAMP WITH TIME ZONE",
                "misfit:2024-05-01T10:00:00.1234567Z"},
        {text(TIME + "ZonedTimestamp"), "2024-05-01T10:00:00.1234567+05:30", "TIMESTAMP WITH TIME ZONE",
                "misfit:2024-05-01T10:00:00.1234567+05:30"},
        {text(TIME + "ZonedTimestamp"), "2024-05-01T10:00:00.1234560Z", "TIMESTAMP WITH TIME ZONE",
                "2024-05-01 10:00:00.123456+00"},
        {text(TIME + "ZonedTimestamp"), "+999999-05-01T10:00:00Z", "TIMESTAMP WITH TIME ZONE",
                "misfit:+999999-05-01T10:00:00Z"},
        {text(TIME + "IsoTimestamp"), "2024-05-01T10:00:00.123456Z", "TIMESTAMP", "2024-05-01 10:00:00.123456"},
        {text(TIME + "IsoTimestamp"), "9999-12-31T23:59:59.9999999Z", "TIMESTAMP",
                "misfit:9999-12-31 23:59:59.9999999"},
        {text(TIME + "IsoTimestamp"), "-0043-03-15T00:00:00Z", "TIMESTAMP", "0044-03-15 (BC) 00:00:00"},
        {scaled("datetime2", "7"), "2024-05-01T10:00:00.1234567Z", "TIMESTAMP_NS", "2024-05-01 10:00:00.1234567"},
        {scaled("datetime2", "7"), "9999-12-31T23:59:59.9999999Z", "TIMESTAMP_NS",
                "misfit:9999-12-31 23:59:59.9999999"},
        {scaled("datetime2", "3"), "9999-12-31T23:59:59.999Z", "TIMESTAMP", "9999-12-31 23:59:59.999"},
        {scaled("TIMESTAMP(9)", null), "2024-05-01T10:11:12.123456789Z", "TIMESTAMP_NS",
                "2024-05-01 10:11:12.123456789"},
        {text(TIME + "IsoDate"), "2024-05-01Z", "DATE", "2024-05-01"},
        {text(TIME + "IsoDate"), "-0043-03-15Z", "DATE", "0044-03-15 (BC)"},
        {text(TIME + "IsoTime"), "23:59:59.999999Z", "TIME", "23:59:59.999999"},
        {text(TIME + "IsoTime"), "23:59:59.9999999Z", "TIME", "misfit:23:59:59.9999999"},
        {text(TIME + "IsoTime"), "24:00:00Z", "TIME", "24:00:00"},
        {text(TIME + "ZonedTime"), "10:00:00.1+02:00", "TIME WITH TIME ZONE", "08:00:00.1+00"},
        {text(TIME + "ZonedTime"), "01:00:00+02:00", "TIME WITH TIME ZONE", "23:00:00+00"},
        {text(TIME + "ZonedTime"), "01:00:00.0000001Z", "TIME WITH TIME ZONE", "misfit:01:00:00.0000001Z"},
        {text(TIME + "Interval"), "P-3Y-6M0DT0H0M0S", "INTERVAL", "-3 years -6 months"},
        {text(TIME + "Interval"), "P0Y0M-1DT-2H-3M-4.56S", "INTERVAL", "-1 day -02:03:04.56"},
        {text(TIME + "Interval"), "P0Y0M1DT2H3M4.000000001S", "INTERVAL", "misfit:P0Y0M1DT2H3M4.000000001S"},
        {text(TIME + "Interval"), "P999999999999Y", "INTERVAL", "misfit:P999999999999Y"},
        {number(TIME + "MicroDuration"), 93_784_560_000L, "INTERVAL", "26:03:04.56"},
        {number(TIME + "NanoDuration"), -2_764_803_000_000_000L, "INTERVAL", "-768:00:03"},
        {number(TIME + "NanoDuration"), 1L, "INTERVAL", "misfit:PT0.000000001S"},
        {builder(SchemaBuilder.int32(), TIME + "Year"), 2024, "SMALLINT", "2024"},
        {bits("12"), HexFormat.of().parseHex("ff07"), "VARCHAR", "011111111111"},
        {bits(null), HexFormat.of().parseHex("05"), "VARCHAR", "00000101"},
        {text("io.debezium.data.Xml"), "<a/>", "VARCHAR", "<a/>"},
        {text("io.debezium.data.Uuid"), "7E3F5C1A-3B9D-4C6E-8F2A-1234567890AB", "UUID",
                "7e3f5c1a-3b9d-4c6e-8f2a-1234567890ab"},
        {SchemaBuilder.string().optional().parameter("__debezium.source.column.type", "UNIQUEIDENTIFIER").build(),
                "7E3F5C1A-3B9D-4C6E-8F2A-1234567890AB", "UUID", "7e3f5c1a-3b9d-4c6e-8f2a-1234567890ab"},
        {SchemaBuilder.array(Schema.FLOAT32_SCHEMA).name("io.debezium.data.FloatVector").optional().build(),
                List.of(1.5f, -2f), "FLOAT[]", "[1.5, -2.0]"},
        {SchemaBuilder.array(Schema.FLOAT64_SCHEMA).name("io.debezium.data.DoubleVector").optional().build(),
                List.of(1.5d), "DOUBLE[]", "[1.5]"},
    };

    @Test
    void everyTypeIsLoadedWithAllItsDigits() throws SQLException {
        SchemaBuilder row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA);
        for (int i = 0; i < VALUES.length; i++) {
            row.field("c" + i, (Schema) VALUES[i][0]);
        }
        Schema built = row.build();
        Struct values = new Struct(built).put("id", 1);
        List<String> columns = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < VALUES.length; i++) {
            values.put("c" + i, VALUES[i][1]);
            String value = (String) VALUES[i][3];
            boolean fits = !value.startsWith("misfit:");
            String column = fits ? "c" + i : "coalesce(c" + i + "::VARCHAR || ' in the column', c" + i + "__v_text)";
            columns.add("concat_ws(' = ', 'c" + i + " ' || typeof(c" + i + "), " + column + ")");
            expected.add("c" + i + " " + VALUES[i][2] + " = " + value.replace("misfit:", ""));
        }
        String rows = loaded("SELECT concat_ws('\n', " + String.join(", ", columns) + ") FROM T.orders",
                line(SQLSERVER, PLACE, built, "c", null, values)).get(0);
        assertEquals(String.join("\n", expected), rows);
    }

    @Test
    void aTextThatIsNoneOfItsTypeIsRefused() {
        Map<String, String> wrong = Map.of("IsoDate", "a date such as", "IsoTime", "a time such as", "IsoTimestamp",
                "a timestamp such as", "ZonedTime", "a time such as", "Interval", "an interval such as",
                "ZonedTimestamp", "a moment such as");
        wrong.forEach((name, expected) -> {
            Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA)
                    .field("c", text(TIME + name)).build();
            refused("rec.jsonl line 1 cannot be loaded: after.c is \"soon\", expected " + expected,
                    line(SQLSERVER, PLACE, row, "c", null, new Struct(row).put("id", 1).put("c", "soon")));
        });
        assertTrue(wrong.size() == 6);
    }

    private static Schema builder(SchemaBuilder builder, String name) {
        return builder.name(name).optional().build();
    }

    private static Schema number(String name) {
        return builder(SchemaBuilder.int64(), name);
    }

    private static Schema text(String name) {
        return builder(SchemaBuilder.string(), name);
    }

    private static Schema bits(String length) {
        SchemaBuilder bits = SchemaBuilder.bytes().name("io.debezium.data.Bits").optional();
        return (length == null ? bits : bits.parameter("length", length)).build();
    }

    /** A timestamp of a column with so many digits, as its type's name or its scale say. */
    private static Schema scaled(String type, String scale) {
        SchemaBuilder text = SchemaBuilder.string().name(TIME + "IsoTimestamp").optional()
                .parameter("__debezium.source.column.type", type);
        return (scale == null ? text : text.parameter("__debezium.source.column.scale", scale)).build();
    }
}
