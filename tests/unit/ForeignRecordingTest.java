import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.PrimaryKeys;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Target;
import destination.duckdb.DuckDb;
import io.debezium.data.VariableScaleDecimal;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replay.Replay;
import watch.Watch;

/**
 * Recordings of connectors that are not ours, with Debezium's own types, as Kafka's JsonConverter writes them: they are
 * loaded right, or refused with a sentence that names the line. The source parts are those of Debezium 3.6.
 */
class ForeignRecordingTest {

    private static final String LEFT_OUT = "__debezium_unavailable_value";
    private static final String[] COMMON = {"version s", "connector s", "name s", "ts_ms l", "snapshot os", "db s",
            "sequence os", "ts_us ol", "ts_ns ol"};
    private static final Schema SQLSERVER = source("sqlserver", "schema s", "table s", "change_lsn os", "commit_lsn os",
            "event_serial_no ol");
    private static final Schema ORACLE = source("oracle", "schema s", "table s", "txId os", "scn os", "commit_scn os",
            "lcr_position os", "rs_id os", "ssn ol", "redo_thread ol", "user_name os", "redo_sql os", "row_id os",
            "start_scn os");
    private static final Schema MYSQL = source("mysql", "table os", "server_id l", "gtid os", "file s", "pos l",
            "row l", "thread ol", "query os");
    private static final Schema POSTGRES = source("postgresql", "schema s", "table s", "txId ol", "lsn ol", "xmin ol");
    private static final Schema MONGODB = source("mongodb", "collection s", "ord l", "lsid os", "txnNumber ol",
            "wallTime ol");

    @TempDir
    Path folder;
    private long at = 1_700_000_000_000L;

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
        assertEquals(List.of("1 9.9900 2023-11-14 22:13:20.123456 2024-05-01 08:00:00.5+00 5F0C false",
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

    @Test
    void mongodbHasNoTables() {
        Schema document = Schema.OPTIONAL_STRING_SCHEMA;
        refused("rec.jsonl line 1 cannot be loaded: it names no table (source.table)",
                line(MONGODB, Map.of("collection", "orders", "ord", 1L), document, "c", null, "{\"_id\": 1}"));
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
        refused("rec.jsonl line 1 cannot be loaded: it is no change event of Debezium",
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
        Schema bare = SchemaBuilder.struct().field("db", Schema.STRING_SCHEMA).field("table", Schema.STRING_SCHEMA)
                .build();
        Struct source = new Struct(bare).put("db", "d").put("table", "orders");
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

    // ----------------------------------------------------------------------------------------------- material

    private static Schema named(SchemaBuilder builder, String name) {
        return builder.name(name).optional().build();
    }

    /** Fields {@code name type}: s text, l a long, o for optional. */
    private static Schema source(String connector, String... own) {
        SchemaBuilder builder = SchemaBuilder.struct().name("io.debezium.connector." + connector + ".Source");
        List<String> all = new ArrayList<>(List.of(COMMON));
        all.addAll(List.of(own));
        for (String each : all) {
            String[] field = each.split(" ");
            builder.field(field[0], switch (field[1]) {
                case "s" -> Schema.STRING_SCHEMA;
                case "os" -> Schema.OPTIONAL_STRING_SCHEMA;
                case "l" -> Schema.INT64_SCHEMA;
                default -> Schema.OPTIONAL_INT64_SCHEMA;
            });
        }
        return builder.build();
    }

    private String line(Schema source, Map<String, Object> place, Schema row, String op, Object before, Object after) {
        Struct part = new Struct(source).put("version", "3.6.1.Final").put("connector", "c").put("name", "p")
                .put("ts_ms", at++)
                .put("db", "shop");
        for (String field : List.of("server_id", "pos", "row")) {
            if (source.field(field) != null) {
                part.put(field, 4L);
            }
        }
        place.forEach(part::put);
        return line(row, op, before, after, part);
    }

    private static String line(Schema row, String op, Object before, Object after, Struct source) {
        Schema envelope = SchemaBuilder.struct().name("p.Envelope").version(2).field("before", row).field("after", row)
                .field("source", source.schema()).field("transaction", SchemaBuilder.struct().optional()
                        .name("event.block").version(1)
                        .field("id", Schema.STRING_SCHEMA).build())
                .field("op", Schema.STRING_SCHEMA).field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA).build();
        return text(envelope, new Struct(envelope).put("before", before).put("after", after).put("source", source)
                .put("op", op)
                .put("ts_ms", 1L));
    }

    private static String text(Schema schema, Object value) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "true"), false);
            return new String(converter.fromConnectData("topic", schema, value), StandardCharsets.UTF_8);
        }
    }

    private List<String> loaded(String sql, String... lines) throws SQLException {
        CdcConfig config = config();
        try (DuckDb duckdb = new DuckDb(config, new Watch() { }, () -> true)) {
            replay(config, duckdb, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return rows(duckdb, sql);
        }
    }

    private CdcConfig config() {
        Path here = folder.resolve("load-" + at);
        return new CdcConfig("pipe", "data", new DebeziumProperties(),
                Map.of("orders", List.of("id"), "ORDERS", List.of("ID")), Map.of(),
                new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                new CdcConfig.Limits(1_000, 1L << 40, 1_000_000, 1_000), Target.duckdb(here.resolve("pipe.duckdb")),
                here.resolve(".dlt/pipelines/pipe"));
    }

    private static void replay(CdcConfig config, DuckDb duckdb, byte[] recording) {
        new Replay(config, new PrimaryKeys(config.primaryKeys(), Map.of()), Optional::of, new Watch() { }, () -> false)
                .run("rec.jsonl",
                new ByteArrayInputStream(recording), duckdb);
    }

    private static List<String> rows(DuckDb duckdb, String sql) throws SQLException {
        duckdb.attach();
        return duckdb.query("SELECT COLUMNS(*)::VARCHAR FROM (" + sql.replace("T.", "dest.data.") + ")").stream()
                .map(row -> String.join(" ", row.stream().map(value -> value == null ? "NULL" : value.toString())
                        .toList())).toList();
    }

    private void refused(String sentence, String... lines) {
        Problem problem = assertThrows(Problem.class, () -> loaded("SELECT 1", lines));
        assertTrue(problem.getMessage().startsWith(sentence), problem.getMessage());
        assertTrue(!problem.getMessage().contains("Exception") && !problem.getMessage().contains("\n"),
                problem.getMessage());
    }
}
