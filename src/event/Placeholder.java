package event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Debezium's stand-in for a value that the source left out ({@code unavailable.value.placeholder}) in an event that was
 * written and read again, so that it cannot be told by identity ({@link Exact}).
 */
public final class Placeholder {

    /** Debezium's own, unless another is set. */
    public static final String STANDARD = "__debezium_unavailable_value";

    private final String text;
    private final byte[] bytes;
    /** What stands for an array of numbers: the bytes, each as a number. */
    private final List<Integer> ints;
    private final List<Long> longs;

    Placeholder(String text) {
        this.text = text;
        this.bytes = bytes(text);
        this.ints = IntStream.range(0, bytes.length).mapToObj(i -> (int) bytes[i]).toList();
        this.longs = ints.stream().map(Integer::longValue).toList();
    }

    /** What it is for bytes. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The value, or what stands for one that was left out where nothing was written since. */
    Object told(Object value) {
        if (value instanceof String) {
            return text.equals(value) ? Exact.UNCHANGED_TEXT : value;
        }
        if (value instanceof byte[] array) {
            return Arrays.equals(array, bytes) ? Exact.UNCHANGED_BYTES : value;
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.equals(ByteBuffer.wrap(bytes)) ? Exact.UNCHANGED_BYTES : value;
        }
        if (value instanceof List<?> list) {
            return list.equals(ints) || list.equals(longs) ? List.of(Exact.UNCHANGED_TEXT) : list(list);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> told = new LinkedHashMap<>();
            map.forEach((key, each) -> told.put(key, told(each)));
            return told;
        }
        return value;
    }

    private List<Object> list(List<?> values) {
        List<Object> told = new ArrayList<>(values.size());
        values.forEach(each -> told.add(told(each)));
        return told;
    }
}
