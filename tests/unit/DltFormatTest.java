import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dlt.DltColumn;
import dlt.DltHash;
import dlt.DltSchema;
import dlt.DltState;
import dlt.DltState.LocalPlace;
import dlt.Table;
import dlt.WorkingDir;
import dlt.WriteDisposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import load.PipelineInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dlt's metadata is what dlt itself writes; the vectors are dlt's own (tests/dlt/format_vectors.py). */
class DltFormatTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PIPELINES = List.of("shop", "mixed");
    private static final Table USERS = new Table("test_users", WriteDisposition.MERGE, List.of(
        DltColumn.key("id", "INTEGER"), DltColumn.of("name", "VARCHAR"), DltColumn.of("deleted", "BOOLEAN"),
        DltColumn.LOAD_ID, DltColumn.ROW_ID));

    private final JsonNode vectors = read();

    @Test
    void storedSchemasKeepTextVersionAndHash() {
        for (String pipeline : PIPELINES) {
            for (JsonNode stored : vectors.path(pipeline).path("schemas")) {
                DltSchema schema = DltSchema.parse(stored.path("json").asText());
                assertEquals(stored.path("json").asText(), schema.json());
                assertEquals(stored.path("hash").asText(), schema.hash());
                assertEquals(stored.path("version").asInt(), schema.version());
            }
        }
    }

    @Test
    void aForeignHashIsMendedWithTheNextVersion() {
        String bogus = DltSchema.empty("s").json().replace(DltSchema.empty("s").hash(), "bogus");
        DltSchema schema = DltSchema.parse(bogus);
        assertEquals(2, schema.version());
        assertEquals(DltSchema.empty("s").hash(), schema.hash());
    }

    @Test
    void theSchemaFileIsThatOfDlt() {
        for (String pipeline : PIPELINES) {
            assertEquals(vectors.path(pipeline).path("pretty").asText(), lastSchema(pipeline).pretty());
        }
    }

    @Test
    void aSchemaBuiltFromTablesHasTheHashThatDltGivesIt() {
        Table orders = new Table("orders", WriteDisposition.MERGE, List.of(
            DltColumn.key("tenant", "SMALLINT"), DltColumn.key("id", "BIGINT"), DltColumn.of("name", "VARCHAR"),
            DltColumn.of("amount", "DECIMAL(12,2)"), DltColumn.of("paid", "BOOLEAN"), DltColumn.of("at", "TIMESTAMPTZ"),
            DltColumn.of("at_local", "TIMESTAMP"), DltColumn.of("day", "DATE"), DltColumn.of("clock", "TIME"),
            DltColumn.of("score", "DOUBLE"), DltColumn.of("data", "JSON"), DltColumn.of("bytes", "BLOB"),
            DltColumn.of("small", "INTEGER"), DltColumn.of("deleted", "BOOLEAN"), DltColumn.LOAD_ID, DltColumn.ROW_ID));
        Table log = new Table("order_log", WriteDisposition.APPEND, List.of(
            DltColumn.of("id", "BIGINT"), DltColumn.of("name", "VARCHAR"), DltColumn.LOAD_ID, DltColumn.ROW_ID));
        DltSchema schema = DltSchema.empty("shop").with(List.of(orders, log));
        assertEquals(lastSchema("shop").hash(), schema.hash());
        assertSame(schema, schema.with(List.of(orders, log)));
        DltSchema again = DltSchema.parse(schema.json());
        assertSame(again, again.with(List.of(log, orders)));
        DltSchema stored = lastSchema("shop");
        assertSame(stored, stored.with(List.of(orders, log)));
    }

    @Test
    void changesKeepWhatOthersWroteAndCountOneVersion() throws IOException {
        DltSchema before = lastSchema("mixed");
        DltSchema after = before.with(USERS);
        assertEquals(before.version() + 1, after.version());
        ObjectNode tables = (ObjectNode) JSON.readTree(after.json()).path("tables");
        assertTrue(tables.path("test_users").path("columns").path("id").path("primary_key").asBoolean());
        assertFalse(after.json().contains("hard_delete"));
        tables.remove("test_users");
        assertEquals(JSON.readTree(before.json()).path("tables"), tables);
        JsonNode previous = JSON.readTree(after.json()).path("previous_hashes");
        assertEquals(before.hash(), previous.path(0).asText());
        assertTrue(previous.size() <= 10);
        DltSchema undone = after.without(List.of("test_users"));
        assertEquals(before.hash(), undone.hash());
        assertEquals(before.version() + 2, undone.version());
    }

    @Test
    void droppingARootDropsItsNestedTables() {
        DltSchema dropped = lastSchema("mixed").without(List.of("nested_٣"));
        assertEquals(List.of("order_log", "contract"), dropped.dataTableNames());
        assertEquals("merge", lastSchema("mixed").writeDisposition("nested_٣__lines__parts"));
    }

    @Test
    void newColumnsAreAppendedAndChangedTypesReplaced() throws IOException {
        Table wider = new Table("test_users", WriteDisposition.MERGE, List.of(
            DltColumn.key("id", "BIGINT"), DltColumn.of("name", "VARCHAR"), DltColumn.of("deleted", "BOOLEAN"),
            DltColumn.LOAD_ID,
            DltColumn.ROW_ID, DltColumn.of("tags", "VARCHAR[]"), new DltColumn("id__v_text", "VARCHAR", true, false,
                    true)));
        DltSchema schema = DltSchema.empty("s").with(USERS).with(wider);
        assertEquals(3, schema.version());
        JsonNode columns = JSON.readTree(schema.json()).path("tables").path("test_users").path("columns");
        List<String> names = new ArrayList<>();
        columns.fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("id", "name", "deleted", "_dlt_load_id", "_dlt_id", "tags", "id__v_text"), names);
        assertEquals("{\"name\":\"id\",\"nullable\":false,\"primary_key\":true,\"data_type\":\"bigint\"}",
            columns.path("id").toString());
        assertEquals("json", columns.path("tags").path("data_type").asText());
        assertTrue(columns.path("id__v_text").path("variant").asBoolean());
    }

    @Test
    void everyDuckDbTypeHasADltTypeThatHoldsItsValues() throws IOException {
        Map<String, String> types = Map.ofEntries(
            Map.entry("TINYINT", "bigint 8"), Map.entry("UTINYINT", "bigint 16"), Map.entry("USMALLINT", "bigint 32"),
            Map.entry("UINTEGER", "bigint"), Map.entry("UBIGINT", "decimal 20 0"), Map.entry("HUGEINT", "bigint 128"),
            Map.entry("DECIMAL(38,9)", "decimal 38 9"), Map.entry("FLOAT", "double"), Map.entry("UUID", "text"),
            Map.entry("INTERVAL", "text"), Map.entry("INTEGER[]", "json"), Map.entry("DECIMAL(12,2)[]", "json"),
            Map.entry("FLOAT[3]", "json"), Map.entry("TIMESTAMP", "timestamp 6 false"),
            Map.entry("TIMESTAMP_NS", "timestamp 9 false"), Map.entry("TIMESTAMP WITH TIME ZONE", "timestamp"),
            Map.entry("STRUCT(a INTEGER)", "json"), Map.entry("BIT", "text"), Map.entry("DECIMAL", "decimal 18 3"));
        for (Map.Entry<String, String> type : types.entrySet()) {
            DltSchema schema = DltSchema.empty("s").with(
                new Table("t", WriteDisposition.APPEND, List.of(DltColumn.of("c", type.getKey()))));
            JsonNode column = JSON.readTree(schema.json()).at("/tables/t/columns/c");
            String found = List.of("data_type", "precision", "scale", "timezone").stream().filter(column::has)
                .map(field -> column.get(field).asText()).reduce((a, b) -> a + " " + b).orElse("");
            assertEquals(type.getValue(), found, type.getKey());
        }
    }

    @Test
    void storedStatesKeepTextVersionAndHash() {
        for (String pipeline : PIPELINES) {
            for (JsonNode stored : vectors.path(pipeline).path("states")) {
                for (String form : List.of("encoded", "json")) {
                    DltState state = DltState.parse(stored.path(form).asText());
                    assertEquals(stored.path("json").asText(), state.json());
                    assertEquals(stored.path("hash").asText(), state.hash());
                    assertEquals(stored.path("version").asInt(), state.version());
                    assertEquals(state.json(), DltState.parse(state.encoded()).json());
                }
            }
        }
    }

    @Test
    void theHashOfTheSampleStateIsDlts() {
        DltState state = DltState.empty("debezium_cdc", "cdc_data", "debezium_cdc", "dlt.destinations.duckdb");
        assertEquals("UgZ7aDkRZU9lNGrcxah6+2F4j0VFFcIPT8JVQciAHmI=", state.hash());
    }

    @Test
    void aSourceIsKeptBesideOthersAndCountsOnlyRealChanges() {
        DltState before = lastState("mixed");
        DltState after = before.withSource("debezium", Map.of("lsn", 5L, "list", List.of("a")));
        assertEquals(before.version() + 1, after.version());
        assertSame(after, after.withSource("debezium", Map.of("lsn", 5, "list", List.of("a"))));
        assertEquals(123456789012L, after.source("mixed").at("/position/lsn").asLong());
        assertEquals(5, DltState.parse(after.encoded()).source("debezium").path("lsn").asInt());
        assertEquals(before.hash(), after.withoutSource("debezium").hash());
        assertSame(before, before.withSchema("mixed"));
        assertTrue(before.source("nothing").isEmpty());
    }

    @Test
    void aTableKeepsTheLoadInWhichItBeganUntilItsMarkIsGone() {
        DltState state = DltState.empty("p", "cdc", "s", "dlt.destinations.duckdb")
            .withMarks("p", Set.of("a", "b"), table -> "1").withMarks("p", Set.of("a", "b", "c"), table -> "2");
        assertEquals("1", state.mark("p", "a"));
        assertEquals("2", state.mark("p", "c"));
        DltState afresh = state.withMarks("p", Set.of("b"), table -> "3")
            .withMarks("p", Set.of("a", "b"), table -> "4");
        assertEquals("4", afresh.mark("p", "a"));
        assertEquals("1", afresh.mark("p", "b"));
    }

    @Test
    void brokenMetadataIsAProblemThatNamesTheTable() {
        Problem state = assertThrows(Problem.class, () -> DltState.parse("AAAA"));
        assertTrue(state.getMessage().contains("_dlt_pipeline_state"), state.getMessage());
        Problem schema = assertThrows(Problem.class, () -> DltSchema.parse("{}"));
        assertTrue(schema.getMessage().contains("_dlt_version"), schema.getMessage());
    }

    @Test
    void infoPrintsWhatDltPrints() {
        for (String pipeline : PIPELINES) {
            JsonNode vector = vectors.path(pipeline);
            List<String> loads = new ArrayList<>();
            vector.path("load_ids").forEach(id -> loads.add(id.asText()));
            PipelineInfo info = new PipelineInfo(lastState(pipeline), lastSchema(pipeline),
                vector.path("state_json").asText(), Path.of("/p"), loads);
            assertEquals(withoutTrace(vector.path("info").asText()), withoutTrace(info.text(false)));
            assertEquals(withoutTrace(vector.path("info_verbose").asText()), withoutTrace(info.text(true)));
            assertEquals(pipeline, info.data().get("pipeline_name"));
        }
    }

    @Test
    void loadIdsRiseAsTextWhateverTheClockDoes() {
        Instant now = Instant.parse("2026-11-23T02:06:19.079568Z");
        assertEquals("1795399579.079568", DltHash.loadId(now));
        assertEquals("1795399579.000001", DltHash.loadId(Instant.ofEpochSecond(1795399579L, 1999)));
        assertEquals("1795399579.079568", DltHash.nextLoadId(null, now));
        for (String previous : List.of("1795399579.079568", "1795399579.0795686", "1795399579.08", "1795399580",
            "1795399579.999999", "1795399915.4307")) {
            String next = DltHash.nextLoadId(previous, now);
            assertTrue(next.compareTo(previous) > 0, previous + " " + next);
            assertTrue(next.matches("\\d{10}\\.\\d{6}"), next);
        }
        assertEquals(now, DltHash.timeOf("1795399579.079568"));
        assertThrows(Problem.class, () -> DltHash.nextLoadId("a load", now));
    }

    @Test
    void rowIdsAreFourteenCharactersOfBase64AndDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            String id = DltHash.rowId();
            assertTrue(id.matches("[A-Za-z0-9+/]{13}[AQgw]"), id);
            ids.add(id);
        }
        assertEquals(100_000, ids.size());
    }

    @Test
    void theWorkingDirIsWrittenOnlyWhenItsContentChanges(@TempDir Path folder) throws IOException {
        WorkingDir dir = new WorkingDir(folder, "debezium_cdc");
        DltState state = DltState.empty("debezium_cdc", "debezium_data", "debezium_cdc", "dlt.destinations.duckdb");
        DltSchema schema = DltSchema.empty("debezium_cdc").with(USERS);
        Instant at = Instant.ofEpochSecond(1795399579L, 170414000);
        LocalPlace place = new LocalPlace(folder, folder.resolve("x.duckdb"));
        dir.write(state, schema, List.of(), place, at);
        Path file = dir.path().resolve("schemas/debezium_cdc.schema.json");
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file, longAgo);
        dir.write(state.withSource("debezium", Map.of("lsn", 1)), schema, List.of(), place, at);
        assertEquals(longAgo, Files.getLastModifiedTime(file));
        JsonNode local = JSON.readTree(dir.stateJson());
        assertEquals(2, local.path("_state_version").asInt());
        assertEquals("\uf0272026-11-23T02:06:19.170414+00:00", local.at("/_local/_last_extracted_at").asText());
        assertEquals(schema.pretty(), Files.readString(file));
        Files.writeString(dir.path().resolve("state.json"), "half of a fi");
        dir.write(state, schema, List.of(), place, at);
        assertEquals(1, JSON.readTree(dir.stateJson()).path("_state_version").asInt());
    }

    @Test
    void textIsThatWhichDltHashes() throws IOException {
        DltState state = DltState.empty("p", "d", "s", "dlt.destinations.duckdb");
        for (JsonNode text : vectors.path("texts")) {
            String content = "{\"v\":" + text.asText() + "}";
            DltState parsed = DltState.parse(state.json().replaceFirst("\\}$", ",\"sources\":{\"x\":"
                + Matcher.quoteReplacement(content) + "}}"));
            assertTrue(parsed.json().contains(content), content);
        }
    }

    private DltSchema lastSchema(String pipeline) {
        JsonNode schemas = vectors.path(pipeline).path("schemas");
        return DltSchema.parse(schemas.path(schemas.size() - 1).path("json").asText());
    }

    private DltState lastState(String pipeline) {
        JsonNode states = vectors.path(pipeline).path("states");
        return DltState.parse(states.path(states.size() - 1).path("encoded").asText());
    }

    private static String withoutTrace(String info) {
        return info.substring(0, info.indexOf("\nPipeline ")).replace("PIPELINES", "/p");
    }

    private static JsonNode read() {
        try {
            return JSON.readTree(Path.of("tests/unit/dlt_vectors.json").toFile());
        }
        catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
