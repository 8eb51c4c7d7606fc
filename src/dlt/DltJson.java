package dlt;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * JSON text byte for byte as dlt writes it (orjson: compact or indented by two, UTF-8 unescaped, shortest numbers).
 * dlt's hashes are taken over this text, so that a single other byte makes another hash.
 */
public final class DltJson {

    public static final ObjectMapper MAPPER = JsonMapper.builder()
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();
    private final boolean sorted;
    private final boolean indented;

    private DltJson(boolean sorted, boolean indented) {
        this.sorted = sorted;
        this.indented = indented;
    }

    /** In the order of the tree. */
    static String compact(JsonNode node) {
        return new DltJson(false, false).write(node, 0).out.toString();
    }

    /** Keys sorted at every level by their UTF-8 bytes: the form that is hashed. */
    static String sorted(JsonNode node) {
        return new DltJson(true, false).write(node, 0).out.toString();
    }

    /** Indented by two: the form of the files in the working directory. */
    public static String pretty(JsonNode node) {
        return new DltJson(false, true).write(node, 0).out.toString();
    }

    /** An object from JSON text; {@code what} names it in the error message. */
    public static ObjectNode object(String text, String what) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        }
        catch (JsonProcessingException e) {
            throw Problem.run(what + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
        throw Problem.run(what + " is not a JSON object.");
    }

    /** Names in the order of their UTF-8 bytes, which is also Python's order of code points. */
    static List<String> sortedNames(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.sort((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));
        return names;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private DltJson write(JsonNode node, int depth) {
        if (node instanceof ObjectNode object) {
            writeObject(object, depth);
        }
        else if (node.isArray()) {
            writeArray(node, depth);
        }
        else if (node.isTextual()) {
            writeString(node.textValue());
        }
        else if (node.isFloatingPointNumber()) {
            writeFloat(node.isBigDecimal() ? node.decimalValue() : new BigDecimal(node.asText()));
        }
        else {
            out.append(node.asText());
        }
        return this;
    }

    private void writeObject(ObjectNode object, int depth) {
        Iterator<String> names = sorted ? sortedNames(object).iterator() : object.fieldNames();
        out.append('{');
        for (boolean first = true; names.hasNext(); first = false) {
            separate(first, depth + 1);
            String name = names.next();
            writeString(name);
            out.append(indented ? ": " : ":");
            write(object.get(name), depth + 1);
        }
        close(object.isEmpty(), depth).append('}');
    }

    private void writeArray(JsonNode array, int depth) {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            separate(i == 0, depth + 1);
            write(array.get(i), depth + 1);
        }
        close(array.isEmpty(), depth).append(']');
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.append(',');
        }
        if (indented) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private StringBuilder close(boolean empty, int depth) {
        return indented && !empty ? out.append('\n').append("  ".repeat(depth)) : out;
    }

    private void writeString(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    }
                    else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** The digits are taken as they stand (whoever wrote them wrote the shortest); only the notation is chosen here. */
    private void writeFloat(BigDecimal value) {
        if (value.signum() == 0) {
            out.append("0.0");
            return;
        }
        BigDecimal shortest = value.stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int point = digits.length() - shortest.scale();
        out.append(value.signum() < 0 ? "-" : "");
        if (point > 16 || point <= -5) {
            out.append(digits.charAt(0)).append(digits.length() > 1 ? "." : "").append(digits, 1, digits.length())
                .append('e').append(point > 0 ? "+" : "").append(point - 1);
        }
        else if (point <= 0) {
            out.append("0.").append("0".repeat(-point)).append(digits);
        }
        else if (digits.length() <= point) {
            out.append(digits).append("0".repeat(point - digits.length())).append(".0");
        }
        else {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        }
    }

    /** base64 of zlib of the text, as dlt stores a state. */
    static String deflate(String json) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(utf8(json));
        }
        catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        finally {
            deflater.end();
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /** The text in what {@link #deflate} gives. */
    static String inflate(String stored) {
        try {
            byte[] packed = Base64.getDecoder().decode(stored.strip());
            try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        catch (IOException | IllegalArgumentException e) {
            throw Problem.run("The pipeline state in table '_dlt_pipeline_state' is neither JSON nor base64 of zlib;"
                + " restore that row or remove the dataset's state with the drop verb.", e);
        }
    }
}
