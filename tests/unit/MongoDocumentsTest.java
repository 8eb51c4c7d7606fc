import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** MongoDB's documents from a recording into a table, in the form that Debezium 3.6 gives its events. */
class MongoDocumentsTest extends ForeignRecording {

    private static final Schema SOURCE = source("mongodb", "collection s", "ord l", "lsid os", "txnNumber ol",
            "wallTime ol");
    private static final Schema JSON = SchemaBuilder.string().name("io.debezium.data.Json").optional().build();
    private static final Schema KEY = SchemaBuilder.struct().name("m.Key").field("id", Schema.STRING_SCHEMA).build();
    private static final Schema CHANGED = SchemaBuilder.struct().optional().field("updatedFields", JSON).build();
    private static final Schema EVENT = SchemaBuilder.struct().name("m.Envelope").field("before", JSON)
            .field("after", JSON).field("updateDescription", CHANGED).field("source", SOURCE)
            .field("op", Schema.OPTIONAL_STRING_SCHEMA).build();

    private final List<String> lines = new ArrayList<>();

    /** Field, its extended JSON as Debezium writes it, its column's type and value. */
    private static final String[][] VALUES = {
        {"oid", "{\"$oid\": \"65f0a1b2c3d4e5f601020304\"}", "VARCHAR", "65f0a1b2c3d4e5f601020304"},
        {"i32", "-1", "BIGINT", "-1"},
        {"i64", "{\"$numberLong\": \"9223372036854775807\"}", "BIGINT", "9223372036854775807"},
        {"d", "1.5", "DOUBLE", "1.5"},
        {"nan", "NaN", "DOUBLE", "nan"},
        {"inf", "-Infinity", "DOUBLE", "-inf"},
        {"dec", "{\"$numberDecimal\": \"12345.678\"}", "DECIMAL(38,9)", "12345.678000000"},
        {"decnan", "{\"$numberDecimal\": \"NaN\"}", "DECIMAL(38,9)", "misfit:NaN"},
        {"declong", "{\"$numberDecimal\": \"1E+40\"}", "DECIMAL(38,9)", "misfit:1" + "0".repeat(40)},
        {"b", "true", "BOOLEAN", "true"},
        {"date", "{\"$date\": 1714557600123}", "TIMESTAMP WITH TIME ZONE", "2024-05-01 10:00:00.123+00"},
        {"olddate", "{\"$date\": -62135596800000}", "TIMESTAMP WITH TIME ZONE", "0001-01-01 00:00:00+00"},
        {"bin", "{\"$binary\": \"AEH/\", \"$type\": \"00\"}", "BLOB", "\\x00A\\xFF"},
        {"uuid", "{\"$binary\": \"qrvM3e7/RAiZAAECAwQFBg==\", \"$type\": \"04\"}", "UUID",
                "aabbccdd-eeff-4408-9900-010203040506"},
        {"ts", "{\"$timestamp\": {\"t\": 1714557600, \"i\": 7}}", "JSON",
                "{\"$timestamp\": {\"t\": 1714557600, \"i\": 7}}"},
        {"re", "{\"$regex\": \"^a\", \"$options\": \"i\"}", "JSON",
                "{\"$regularExpression\": {\"pattern\": \"^a\", \"options\": \"i\"}}"},
        {"js", "{\"$code\": \"f()\"}", "VARCHAR", "f()"},
        {"sym", "{\"$symbol\": \"q\"}", "VARCHAR", "q"},
        {"arr", "[1,\"x\",{\"y\": {\"$oid\": \"65f0a1b2c3d4e5f601020304\"}},NaN]", "JSON",
                "[1, \"x\", {\"y\": \"65f0a1b2c3d4e5f601020304\"}, \"NaN\"]"},
        {"sub", "{\"a\": {\"b\": {\"$date\": 0}}, \"x y\": null}", "JSON",
                "{\"a\": {\"b\": \"1970-01-01T00:00:00Z\"}, \"x y\": null}"},
    };

    @Test
    void everyTypeOfAField() throws SQLException {
        StringBuilder document = new StringBuilder("{\"_id\": 1, \"nothing\": null");
        List<String> columns = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String[] value : VALUES) {
            document.append(", \"").append(value[0]).append("\": ").append(value[1]);
            boolean fits = !value[3].startsWith("misfit:");
            String column = fits ? value[0] : "coalesce(" + value[0] + "::VARCHAR, " + value[0] + "__v_text)";
            columns.add("concat_ws(' = ', '" + value[0] + " ' || typeof(" + value[0] + "), " + column + ")");
            expected.add(value[0] + " " + value[2] + " = " + value[3].replace("misfit:", ""));
        }
        event("r", "1", null, document + "}", null);
        assertEquals(List.of(String.join("\n", expected)),
                loadedDocuments("SELECT concat_ws('\n', " + String.join(", ", columns) + ") FROM T.orders"));
    }

    @Test
    void theNewestDocumentReplacesTheWholeRow() throws SQLException {
        event("c", "\"a\"", null, "{\"_id\": \"a\", \"x\": 1, \"y\": \"kept\"}", null);
        event("c", "\"b\"", null, "{\"_id\": \"b\", \"x\": 2, \"z\": true}", null);
        event("u", "\"a\"", null, "{\"_id\": \"a\", \"x\": 3}", "{\"x\": 3}");
        event("d", "\"b\"", null, null, null);
        assertEquals(List.of("a 3 NULL NULL false", "b 2 NULL true true"),
                loadedDocuments("SELECT _id, x, y, z, deleted FROM T.orders ORDER BY _id"));
    }

    @Test
    void aFieldThatIsOfAnotherTypeGoesToAVariantAndAWholeNumberIsAFractionToo() throws SQLException {
        event("c", "1", null, "{\"_id\": 1, \"x\": 1, \"f\": 1.5}", null);
        event("c", "2", null, "{\"_id\": 2, \"x\": \"one\", \"f\": 2}", null);
        event("c", "3", null, "{\"_id\": {\"$numberLong\": \"3\"}, \"x\": 3.0, \"f\": 3.5}", null);
        event("c", "4", null, "{\"_id\": 4.0, \"x\": {\"a\": 1}}", null);
        assertEquals(List.of("1 1 NULL NULL 1.5", "2 NULL one NULL 2.0", "3 3 NULL NULL 3.5",
                "4 NULL NULL {\"a\": 1} NULL"),
                loadedDocuments("SELECT _id, x, x__v_text, x__v_json, f FROM T.orders ORDER BY _id"));
    }

    @Test
    void keysOfDifferentTypesAreDifferentRows() throws SQLException {
        event("c", "{\"$oid\": \"65f0a1b2c3d4e5f601020304\"}", null,
                "{\"_id\": {\"$oid\": \"65f0a1b2c3d4e5f601020304\"}, \"x\": 1}", null);
        event("c", "7", null, "{\"_id\": 7, \"x\": 2}", null);
        event("c", "\"abc\"", null, "{\"_id\": \"abc\", \"x\": 3}", null);
        event("d", "7", null, null, null);
        assertEquals(List.of("1 false", "2 true", "3 false"),
                loadedDocuments("SELECT x, deleted FROM T.orders ORDER BY x"));
    }

    /** A text that reads as a number is the number's key here; in MongoDB it is another one. */
    @Test
    void aTextAndANumberThatReadAlikeAreOneRow() throws SQLException {
        event("c", "7", null, "{\"_id\": 7, \"x\": 1}", null);
        event("c", "\"7\"", null, "{\"_id\": \"7\", \"x\": 2}", null);
        assertEquals(List.of("2 false"), loadedDocuments("SELECT x, deleted FROM T.orders ORDER BY x"));
    }

    @Test
    void whatEachChangeWasStaysWhereNoKeyIsConfigured() throws SQLException {
        event("c", "1", null, "{\"_id\": 1, \"x\": 1}", null);
        event("u", "1", "{\"_id\": 1, \"x\": 1}", "{\"_id\": 1, \"x\": 2}", "{\"x\": 2}");
        event("d", "1", "{\"_id\": 1, \"x\": 2}", null, null);
        event("d", "2", null, null, null);
        lines.replaceAll(line -> line.replace("\"orders\"", "\"log\""));
        assertEquals(List.of("insert 1 1 1700000000:4", "update 1 2 1700000000:4", "delete 1 2 1700000000:4",
                "delete 2 NULL 1700000000:4"),
                loadedDocuments("SELECT __op, _id, x, __position FROM T.log ORDER BY __seq"));
    }

    @Test
    void anUpdateWithoutItsDocumentIsNeverGuessed() {
        event("c", "1", null, "{\"_id\": 1, \"x\": 1}", null);
        event("u", "1", null, null, "{\"a.0.b\": 2}");
        refused("rec.jsonl line 2 cannot be loaded: it is an update of shop.orders without the document: record with"
                + " capture.mode = \"change_streams_update_full\"", lines.toArray(String[]::new));
    }

    @Test
    void anUpdateOfADocumentThatWasDeletedByThenIsToldApart() throws SQLException {
        event("u", "1", null, "{\"_id\": 1, \"x\": 1}", "{\"x\": 1}");
        event("u", "1", null, null, "{\"x\": 2}");
        event("d", "1", null, null, null);
        assertEquals(List.of("1 1 true"), loadedDocuments("SELECT _id, x, deleted FROM T.orders"));
    }

    @Test
    void whatIsNotWholeIsRefused() {
        event("c", "1", null, "{\"_id\": 1, \"x\": ", null);
        refused("rec.jsonl line 1 cannot be loaded: after is no document in extended JSON", lines.get(0));
        event("r", "1", null, null, null);
        refused("rec.jsonl line 1 cannot be loaded: its op is \"r\", which does not go with no document after",
                lines.get(1));
        event("d", null, null, null, null);
        refused("rec.jsonl line 1 cannot be loaded: it has neither a document nor a key", lines.get(2));
        event("i", "1", null, "{\"_id\": 1}", null);
        refused("rec.jsonl line 1 cannot be loaded: its op is \"i\", expected r, c, u or d", lines.get(3));
    }

    @Override
    Map<String, List<String>> keys() {
        return Map.of("orders", List.of("_id"));
    }

    private List<String> loadedDocuments(String sql) throws SQLException {
        return loaded(sql, lines.toArray(String[]::new));
    }

    private void event(String op, String id, String before, String after, String changed) {
        Struct source = part(SOURCE, Map.of("collection", "orders", "ord", 4L)).put("ts_ms", 1_700_000_000_000L);
        Struct event = new Struct(EVENT).put("before", before).put("after", after).put("source", source).put("op", op);
        if (changed != null) {
            event.put("updateDescription", new Struct(CHANGED).put("updatedFields", changed));
        }
        lines.add((id == null ? "" : text(KEY, new Struct(KEY).put("id", id)) + " ") + text(EVENT, event));
    }
}
