package event;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** Values that become the text of JSON. */
public final class ToJson {

    /** A text that is JSON already. */
    public record Ready(String json) {
    }

    private ToJson() {
    }

    /** hstore's {@code "a"=>"1", "b"=>NULL} → a JSON object of texts, in the same order. */
    public static String hstore(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('{');
        int[] at = {0};
        while (at[0] < text.length()) {
            json.append(json.length() > 1 ? ", " : "");
            quoted(json, hstoreString(text, at));
            json.append(": ");
            at[0] += 2;
            String value = hstoreString(text, at);
            if (value == null) {
                json.append("null");
            }
            else {
                quoted(json, value);
            }
            at[0] += 2;
        }
        return json.append('}').toString();
    }

    /** A quoted string of hstore's, or NULL; the place moves after it. */
    private static String hstoreString(String text, int[] at) {
        if (text.charAt(at[0]) != '"') {
            at[0] += "NULL".length();
            return null;
        }
        StringBuilder string = new StringBuilder();
        int i = at[0] + 1;
        for (; text.charAt(i) != '"'; i++) {
            i += text.charAt(i) == '\\' ? 1 : 0;
            string.append(text.charAt(i));
        }
        at[0] = i + 1;
        return string.toString();
    }

    /** Appends a text in quotes. */
    static void quoted(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                case '\r' -> json.append("\\r");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    }
                    else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    /**
     * Appends one of Connect's values: bytes in base64, a moment as ISO 8601, and what JSON has no number for as text.
     */
    public static void value(StringBuilder json, Object value) {
        if (value instanceof Ready ready) {
            json.append(ready.json);
        }
        else if (value == null || value instanceof Boolean) {
            json.append(value);
        }
        else if (value instanceof Number) {
            String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
            boolean none = text.endsWith("NaN") || text.endsWith("Infinity");
            json.append(none ? '"' + text + '"' : text);
        }
        else if (value instanceof List<?> list) {
            json.append('[');
            list.forEach(each -> value(next(json), each));
            json.append(']');
        }
        else if (value instanceof Map<?, ?> map) {
            json.append('{');
            map.forEach((key, each) -> member(json, String.valueOf(key), each));
            json.append('}');
        }
        else if (value instanceof Struct struct) {
            json.append('{');
            for (Field field : struct.schema().fields()) {
                member(json, field.name(), struct.getWithoutDefault(field.name()));
            }
            json.append('}');
        }
        else {
            quoted(json, text(value));
        }
    }

    private static StringBuilder next(StringBuilder json) {
        char last = json.charAt(json.length() - 1);
        return last == '[' || last == '{' ? json : json.append(", ");
    }

    private static void member(StringBuilder json, String name, Object value) {
        quoted(next(json), name);
        value(json.append(": "), value);
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes)
                : value instanceof ByteBuffer buffer ? Base64.getEncoder().encodeToString(Types.copy(buffer))
                : value instanceof Date date ? date.toInstant().toString() : value.toString();
    }
}
