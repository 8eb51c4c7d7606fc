import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.PrimaryKeys;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Target;
import destination.duckdb.DuckDb;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.io.TempDir;
import replay.Replay;
import watch.Watch;

/** Lines as a connector records them, with Debezium's own schemas, and what is loaded of them. */
abstract class ForeignRecording {

    private static final String[] COMMON = {"version s", "connector s", "name s", "ts_ms l", "snapshot os", "db s",
            "sequence os", "ts_us ol", "ts_ns ol"};
    static final Schema SQLSERVER = source("sqlserver", "schema s", "table s", "change_lsn os", "commit_lsn os",
            "event_serial_no ol");
    static final Schema ORACLE = source("oracle", "schema s", "table s", "txId os", "scn os", "commit_scn os",
            "lcr_position os", "rs_id os", "ssn ol", "redo_thread ol", "user_name os", "redo_sql os", "row_id os",
            "start_scn os");
    static final Schema MYSQL = source("mysql", "table os", "server_id l", "gtid os", "file s", "pos l",
            "row l", "thread ol", "query os");
    static final Schema POSTGRES = source("postgresql", "schema s", "table s", "txId ol", "lsn ol", "xmin ol");

    @TempDir
    Path folder;
    private long at = 1_700_000_000_000L;

    static Schema named(SchemaBuilder builder, String name) {
        return builder.name(name).optional().build();
    }

    /** Fields {@code name type}: s text, l a long, o for optional. */
    static Schema source(String connector, String... own) {
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

    String line(Schema source, Map<String, Object> place, Schema row, String op, Object before, Object after) {
        return line(row, op, before, after, part(source, place));
    }

    /** An event's source part. */
    Struct part(Schema source, Map<String, Object> place) {
        Struct part = new Struct(source).put("version", "3.6.1.Final").put("connector", source.name().split("\\.")[3])
                .put("name", "p").put("ts_ms", at++).put("db", "shop");
        for (String field : List.of("server_id", "pos", "row")) {
            if (source.field(field) != null) {
                part.put(field, 4L);
            }
        }
        place.forEach(part::put);
        return part;
    }

    static String line(Schema row, String op, Object before, Object after, Struct source) {
        Schema envelope = SchemaBuilder.struct().name("p.Envelope").version(2).field("before", row).field("after", row)
                .field("source", source.schema()).field("transaction", SchemaBuilder.struct().optional()
                        .name("event.block").version(1)
                        .field("id", Schema.STRING_SCHEMA).build())
                .field("op", Schema.STRING_SCHEMA).field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA).build();
        return text(envelope, new Struct(envelope).put("before", before).put("after", after).put("source", source)
                .put("op", op)
                .put("ts_ms", 1L));
    }

    static String text(Schema schema, Object value) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "true"), false);
            return new String(converter.fromConnectData("topic", schema, value), StandardCharsets.UTF_8);
        }
    }

    List<String> loaded(String sql, String... lines) throws SQLException {
        CdcConfig config = config();
        try (DuckDb duckdb = new DuckDb(config, new Watch() { }, () -> true)) {
            replay(config, duckdb, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return rows(duckdb, sql);
        }
    }

    /** By table; others are appended to. */
    Map<String, List<String>> keys() {
        return Map.of("orders", List.of("id"), "ORDERS", List.of("ID"));
    }

    CdcConfig config() {
        Path here = folder.resolve("load-" + at);
        return new CdcConfig("pipe", "data", new DebeziumProperties(),
                keys(), Map.of(),
                new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                new CdcConfig.Limits(1_000, 1L << 40, 1_000_000, 1_000), Target.duckdb(here.resolve("pipe.duckdb")),
                here.resolve(".dlt/pipelines/pipe"));
    }

    static void replay(CdcConfig config, DuckDb duckdb, byte[] recording) {
        new Replay(config, new PrimaryKeys(config.primaryKeys(), Map.of()), Optional::of, new Watch() { }, () -> false)
                .run("rec.jsonl",
                new ByteArrayInputStream(recording), duckdb);
    }

    static List<String> rows(DuckDb duckdb, String sql) throws SQLException {
        duckdb.attach();
        return duckdb.query("SELECT COLUMNS(*)::VARCHAR FROM (" + sql.replace("T.", "dest.data.") + ")").stream()
                .map(row -> String.join(" ", row.stream().map(value -> value == null ? "NULL" : value.toString())
                        .toList())).toList();
    }

    void refused(String sentence, String... lines) {
        Problem problem = assertThrows(Problem.class, () -> loaded("SELECT 1", lines));
        assertTrue(problem.getMessage().startsWith(sentence), problem.getMessage());
        assertTrue(!problem.getMessage().contains("Exception") && !problem.getMessage().contains("\n"),
                problem.getMessage());
    }
}
