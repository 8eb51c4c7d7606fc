import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which schema history a restarted engine finds. */
enum History {

    /** As it was when the recording ended: the engine was far ahead of what was loaded. */
    END,
    /** As it was when the record was handed over. */
    THEN,
    /** As at the end, without the entries whose DDL the server will send again. */
    TRIM;

    private static final ObjectMapper JSON = new ObjectMapper();

    String suffix() {
        return this == END ? "" : "+" + name().toLowerCase(java.util.Locale.ROOT);
    }

    static History of(String name) {
        for (History each : values()) {
            if (each != END && name.endsWith(each.suffix())) {
                return each;
            }
        }
        return END;
    }

    List<String> entries(List<String> all, int then, Map<String, Object> offset) throws IOException {
        switch (this) {
            case THEN:
                return all.subList(0, then);
            case TRIM:
                List<String> kept = new ArrayList<>();
                for (String entry : all) {
                    if (isBehind(JSON.readTree(entry).path("position"), offset)) {
                        kept.add(entry);
                    }
                }
                return kept;
            default:
                return all;
        }
    }

    /** Whether the entry's DDL lies before the restart point, so that it will not be sent again. */
    private static boolean isBehind(JsonNode entry, Map<String, Object> offset) {
        if (entry.has("snapshot")) {
            return true;
        }
        String gtids = (String) offset.get("gtids");
        if (gtids != null) {
            return entry.has("gtids") && !Gtids.containsAll(entry.get("gtids").asText(), gtids);
        }
        int byFile = entry.path("file").asText().compareTo((String) offset.get("file"));
        long behind = ((Number) offset.get("pos")).longValue() - entry.path("pos").asLong();
        return byFile < 0 || byFile == 0 && (behind > 0 || behind == 0 && entry.path("event").asLong() == 0);
    }
}
