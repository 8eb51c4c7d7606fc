import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import config.CdcConfig;
import destination.duckdb.DuckDb;
import io.debezium.data.VariableScaleDecimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import watch.Watch;

/**
 * Recordings of connectors that are not ours, with Debezium's own types, as Kafka's JsonConverter writes them: they are
 * loaded right, or refused with a sentence that names the line. The source parts are those of Debezium 3.6.
 */
class ForeignRecordingTest extends ForeignRecording {

    private static final String LEFT_OUT = "__debezium_unavailable_value";

    // ------------------------------------------------------------------------------------------------- loaded

    @Test
    void sqlServer() throws SQLException {
        Schema row = SchemaBuilder.struct().optional().field("Id", Schema.INT32_SCHEMA)
                .field("Price", Decimal.builder(4).parameter("connect.decimal.precision", "19").optional().build())
                .field("At", named(SchemaBuilder.int64(), "io.debezium.time.NanoTimestamp"))
                .field("Zoned", named(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp"))
                .field("Guid", Schema.OPTIONAL_STRING_SCHEMA).build();
        Struct first = new Struct(row).put("Id", 1).put("Price", new BigDecimal("9.9900")).put("At",
                1_700_000_000_123_456_700L)
                .put("Zoned", "2024-05-01T10:00:00.5+02:00").put("Guid", "5F0C");
        Struct second = new Struct(row).put("Id", 2);
        Map<String, Object> place = Map.of("schema", "dbo", "table", "orders", "change_lsn", "0000:01", "commit_lsn",
                "0000:02");
        assertEquals(List.of("1 9.9900 2023-11-14 22:13:20.1234567 2024-05-01 08:00:00.5+00 5F0C false",
                "2 NULL NULL NULL NULL true"),
                loaded("SELECT id, price, \"at\", zoned, guid, deleted FROM T.orders ORDER BY id",
                        line(SQLSERVER, place, row, "r", null, first),
                        line(SQLSERVER, place, row, "c", null, second), line(SQLSERVER, place, row, "d", second,
                                null)));
    }

    @Test
    void oracle() throws SQLException {
        Schema row = SchemaBuilder.struct().optional().field("ID", Schema.INT64_SCHEMA)
                .field("AMOUNT", VariableScaleDecimal.builder().optional().build())
                .field("NOTE", Schema.OPTIONAL_STRING_SCHEMA).build();
        Struct amount = VariableScaleDecimal.fromLogical(row.field("AMOUNT").schema(),
                new io.debezium.data.SpecialValueDecimal(
                new BigDecimal("-12.345")));
        Map<String, Object> place = Map.of("schema", "SHOP", "table", "ORDERS", "scn", "2868546");
        assertEquals(List.of("7 -12.345000000 kept"), loaded("SELECT id, amount, note FROM T.orders",
                line(ORACLE, place, row, "c", null, new Struct(row).put("ID", 7L).put("NOTE", "kept")),
                line(ORACLE, place, row, "u", new Struct(row).put("ID", 7L), new Struct(row).put("ID", 7L)
                        .put("AMOUNT", amount)
                        .put("NOTE", LEFT_OUT))));
    }

    @Test
    void mysqlWithDebeziumsOwnTypes() throws SQLException {
        Schema point = SchemaBuilder.struct().name("io.debezium.data.geometry.Point").optional().field("x",
                Schema.FLOAT64_SCHEMA)
                .field("y", Schema.FLOAT64_SCHEMA).field("wkb", Schema.OPTIONAL_BYTES_SCHEMA).field("srid",
                        Schema.OPTIONAL_INT32_SCHEMA)
                .build();
        Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT64_SCHEMA)
                .field("mood", named(SchemaBuilder.string(), "io.debezium.data.Enum"))
                .field("tags", named(SchemaBuilder.string(), "io.debezium.data.EnumSet"))
                .field("since", named(SchemaBuilder.int32(), "io.debezium.time.Year"))
                .field("at", named(SchemaBuilder.int64(), "io.debezium.time.Timestamp"))
                .field("price", Decimal.builder(2).parameter("connect.decimal.precision", "10").optional().build())
                .field("place", point).build();
        byte[] wkb = HexFormat.of().parseHex("0101000000000000000000f03f0000000000000040");
        Struct here = new Struct(point).put("x", 1d).put("y", 2d).put("wkb", wkb).put("srid", 4326);
        Struct there = new Struct(point).put("x", 1d).put("y", 2d).put("wkb", wkb);
        Struct first = new Struct(row).put("id", 1L).put("mood", "sad").put("tags", "a,b").put("since", 2024)
                .put("at", 1_700_000_000_123L).put("price", new BigDecimal("-1.50")).put("place", here);
        assertEquals(List.of("1 sad a,b 2024 2023-11-14 22:13:20.123 -1.50"
                + " 0101000020E6100000000000000000F03F0000000000000040",
                "2 NULL NULL NULL NULL NULL 0101000000000000000000F03F0000000000000040"),
                loaded("SELECT id, mood, tags, since, \"at\", price, hex(place) FROM T.orders ORDER BY id",
                        line(MYSQL, Map.of("table", "orders", "file", "binlog.000003"), row, "r", null, first),
                        line(MYSQL, Map.of("table", "orders", "file", "binlog.000003"), row, "c", null,
                                new Struct(row).put("id", 2L).put("place", there))));
    }

    @Test
    void postgresWithDebeziumsOwnTypes() throws SQLException {
        Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA)
                .field("names", SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA).optional().build())
                .field("days", SchemaBuilder.array(named(SchemaBuilder.int32(), "io.debezium.time.Date")).optional()
                        .build())
                .field("grid", SchemaBuilder.array(SchemaBuilder.array(Schema.INT32_SCHEMA).build()).optional().build())
                .field("more", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA).optional()
                        .build()).build();
        List<String> names = new ArrayList<>(List.of("a, b", "\"c\""));
        names.add(null);
        Struct first = new Struct(row).put("id", 1).put("names", names).put("days", List.of(0, 19_844))
                .put("grid", List.of(List.of(1, 2), List.of(3))).put("more", Map.of("k", "v \"x\""));
        Struct left = new Struct(row).put("id", 1).put("names", List.of(LEFT_OUT)).put("days", List.of(1)).put("grid",
                List.of())
                .put("more", Map.of(LEFT_OUT, LEFT_OUT));
        Map<String, Object> place = Map.of("schema", "public", "table", "orders", "lsn", 100L);
        String sql = "SELECT len(names), names[1], names[2], days, grid, more FROM T.orders";
        assertEquals(List.of("3 a, b \"c\" [1970-01-01, 2024-05-01] [[1, 2], [3]] {\"k\": \"v \\\"x\\\"\"}"),
                loaded(sql, line(POSTGRES, place, row, "c", null, first)));
        assertEquals(List.of("3 a, b \"c\" [1970-01-02] [] {\"k\": \"v \\\"x\\\"\"}"),
                loaded(sql, line(POSTGRES, place, row, "c", null, first), line(POSTGRES, place, row, "u", null, left)));
    }

    // ------------------------------------------------------------------------------------------------ refused

    /** Cassandra's r deletes a range, its i is an insert: by their op alone the one would be a snapshot's row. */
    @Test
    void cassandrasCells() {
        Schema cell = SchemaBuilder.struct().name("cell_value").optional().field("value", Schema.OPTIONAL_INT32_SCHEMA)
                .field("deletion_ts", Schema.OPTIONAL_INT64_SCHEMA).field("set", Schema.BOOLEAN_SCHEMA).build();
        Schema row = SchemaBuilder.struct().optional().field("pk", cell).build();
        Schema source = source("cassandra", "keyspace s", "table s", "file s");
        for (String op : List.of("r", "i", "u", "d")) {
            refused("rec.jsonl line 1 cannot be loaded: it is from Cassandra (source.connector)",
                    line(source, Map.of("keyspace", "ks", "table", "orders", "file", "f"), row, op, null,
                            new Struct(row).put("pk", new Struct(cell).put("value", 1).put("set", true))));
        }
    }

    @Test
    void aConnectorThatIsNotKnown() {
        Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA).build();
        refused("rec.jsonl line 1 cannot be loaded: it is from a connector \"other\" (source.connector)",
                line(source("other", "table s"), Map.of("table", "orders"), row, "c", null,
                        new Struct(row).put("id", 1)));
    }

    @Test
    void oraclesPositionIsThatOfTheCommit() throws SQLException {
        Schema row = SchemaBuilder.struct().optional().field("x", Schema.INT32_SCHEMA).build();
        Map<String, Object> place = Map.of("schema", "SHOP", "table", "LOG", "scn", "2868546", "commit_scn", "2868999");
        assertEquals(List.of("1 2868999"), loaded("SELECT x, __position FROM T.log",
                line(ORACLE, place, row, "c", null, new Struct(row).put("x", 1))));
    }

    @Test
    void linesWithoutSchemas() {
        refused("rec.jsonl line 1 cannot be loaded: the value is without its schema",
                "{\"before\":null,\"after\":{\"id\":1},\"source\":"
                + "{\"db\":\"d\",\"table\":\"orders\",\"ts_ms\":1},\"op\":\"c\",\"ts_ms\":1}");
    }

    @Test
    void rowsThatATransformHasFlattened() {
        Schema row = SchemaBuilder.struct().name("p.dbo.orders.Value").field("id", Schema.INT32_SCHEMA).build();
        refused("rec.jsonl line 1 cannot be loaded: it is not a Debezium change event",
                text(row, new Struct(row).put("id", 1)));
    }

    @Test
    void oneTableOfTwoDatabases() {
        Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA).build();
        Struct one = new Struct(row).put("id", 1);
        refused("rec.jsonl line 2 cannot be loaded: table dbo.orders is one of database north here and of shop before",
                line(SQLSERVER, Map.of("schema", "dbo", "table", "orders"), row, "c", null, one),
                line(SQLSERVER, Map.of("schema", "dbo", "table", "orders", "db", "north"), row, "c", null, one));
    }

    @Test
    void anEventWithoutAMoment() {
        Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA).build();
        Schema bare = SchemaBuilder.struct().field("connector", Schema.STRING_SCHEMA).field("db", Schema.STRING_SCHEMA)
                .field("table", Schema.STRING_SCHEMA).build();
        Struct source = new Struct(bare).put("connector", "mysql").put("db", "d").put("table", "orders");
        refused("rec.jsonl line 1 cannot be loaded: it does not say when it was committed (source.ts_ms)",
                line(row, "c", null, new Struct(row).put("id", 1), source));
    }

    @Test
    void whatStandsBeforeBytesThatAreNoTextIsLoaded() throws SQLException {
        Schema row = SchemaBuilder.struct().optional().field("id", Schema.INT32_SCHEMA).build();
        StringBuilder lines = new StringBuilder();
        for (int id = 1; id <= 100; id++) {
            lines.append(line(POSTGRES, Map.of("schema", "public", "table", "orders"), row, "c", null,
                    new Struct(row).put("id", id)))
                    .append('\n');
        }
        byte[] recording = (lines + "?").getBytes(StandardCharsets.UTF_8);
        recording[recording.length - 1] = (byte) 0xf7;
        CdcConfig config = config();
        try (DuckDb duckdb = new DuckDb(config, new Watch() { }, () -> true)) {
            Problem problem = assertThrows(Problem.class, () -> replay(config, duckdb, recording));
            String line = problem.getMessage().replaceAll("^rec\\.jsonl line (\\d+) or one of the next is not UTF-8"
                    + " text\\. The lines.*", "$1");
            assertTrue(Integer.parseInt(line) > 1, problem.getMessage());
            assertEquals(List.of(String.valueOf(Integer.parseInt(line) - 1)),
                    rows(duckdb, "SELECT count(*) FROM T.orders"));
        }
    }
}
