package kafka;

import event.TableId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/**
 * Which changes of one topic partition a source connector has sent before. After a crash Connect goes on at the offset
 * that it has stored last, and what had been sent since comes again, in the same order. Told by its place at the
 * source, where the connector's places have a total order.
 *
 * <p>Changes at one place are told apart by their key; in a table without one by their number in the transaction, which
 * is there with {@code provide.transaction.metadata}, or else counted.
 */
final class SourceOrder {

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern FILE = Pattern.compile("(.*)\\.(\\d+)");

    /** Of the largest number. */
    private static final int DIGITS = 19;

    private static final String AT = "at";
    private static final String TS = "ts";
    private static final String IDS = "ids";
    private static final String COUNT = "count";
    private static final String AGAIN_AT = "again_at";
    private static final String AGAIN = "again";

    /** The newest place, and when what stands there or before was committed at the latest, in ms. */
    private String at;
    private long ts;
    /** What has come from that place: changes that can be told apart, and how many that cannot. */
    private final Set<String> ids;
    private long count;
    /** The place of the change that came last, new or not, and how many that cannot be told apart came from there. */
    private String againAt;
    private long again;

    /** @param state as {@link #state} gives it, empty at first */
    SourceOrder(Map<?, ?> state) {
        at = text(state.get(AT));
        ts = number(state.get(TS));
        ids = new TreeSet<>();
        if (state.get(IDS) instanceof List<?> all) {
            all.forEach(each -> ids.add(each.toString()));
        }
        count = number(state.get(COUNT));
        againAt = text(state.get(AGAIN_AT));
        again = number(state.get(AGAIN));
    }

    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        if (!at.isEmpty()) {
            state.put(AT, at);
            state.put(TS, ts);
            state.put(IDS, List.copyOf(ids));
            state.put(COUNT, count);
            state.put(AGAIN_AT, againAt);
            state.put(AGAIN, again);
        }
        return state;
    }

    /** Whether changes of this connector can be told apart. */
    static boolean isKnown(Struct event) {
        return isRead(event) || !place(event).isEmpty();
    }

    /**
     * Whether a change has not come before. A row that a snapshot reads counts as new: a snapshot that is made again
     * reads other rows.
     *
     * @param key the record's key, null where the table has none
     */
    boolean isNew(Struct event, TableId table, Struct key) {
        String place = place(event);
        if (place.isEmpty() || isRead(event)) {
            return true;
        }
        long moment = moment(event);
        int order = place.compareTo(at);
        if (order < 0 && moment > ts) {
            order = 1;      // the log of another server, or one that begins anew
        }
        if (order > 0) {
            at = place;
            ids.clear();
            count = 0;
        }
        ts = Math.max(ts, moment);
        again = place.equals(againAt) ? again : 0;
        againAt = place;
        String id = id(event, key);
        if (id == null) {
            again++;
            boolean isNew = order >= 0 && again > count;
            count += isNew ? 1 : 0;
            return isNew;
        }
        return order >= 0 && ids.add(event.getWithoutDefault("op") + " " + table + " " + id);
    }

    /** Tells a change from the others at its place; null for one without a key, where nobody numbers them. */
    private static String id(Struct event, Struct key) {
        Object transaction = value(event, "transaction");
        return key != null ? text(key) : "t".equals(event.getWithoutDefault("op")) ? ""
                : transaction instanceof Struct block ? "#" + value(block, "total_order") : null;
    }

    /** Whether the change can be told from another of the same row or table that has the same place. */
    static boolean isCounted(Struct event, Struct key) {
        return !isRead(event) && id(event, key) == null;
    }

    private static boolean isRead(Struct event) {
        return "r".equals(event.getWithoutDefault("op"));
    }

    /** Texts that sort as the source orders its changes; empty where the connector does not tell enough. */
    private static String place(Struct event) {
        Struct source = (Struct) event.getWithoutDefault("source");
        return switch (String.valueOf(value(source, "connector"))) {
            case "postgresql" -> postgres(source);
            case "sqlserver" -> value(source, "commit_lsn") == null ? "" : value(source, "commit_lsn") + "/"
                    + value(source, "change_lsn") + "/" + padded(number(value(source, "event_serial_no")));
            case "mysql", "mariadb" -> value(source, "gtid") == null ? binlog(source) : "";
            default -> "";
        };
    }

    /** The COMMIT before, and the place in what is between: transactions come by their commits. */
    private static String postgres(Struct source) {
        Object sequence = value(source, "sequence");
        if (sequence == null) {
            return "";
        }
        List<Long> numbers = new ArrayList<>();
        Matcher each = NUMBER.matcher(sequence.toString());
        while (each.find()) {
            numbers.add(Long.parseLong(each.group()));
        }
        return numbers.isEmpty() ? "" : padded(numbers.size() > 1 ? numbers.get(0) : 0) + "/"
                + padded(numbers.get(numbers.size() - 1));
    }

    private static String binlog(Struct source) {
        Matcher file = FILE.matcher(String.valueOf(value(source, "file")));
        return !file.matches() ? "" : file.group(1) + "." + padded(Long.parseLong(file.group(2))) + "/"
                + padded(number(value(source, "pos"))) + "/" + padded(number(value(source, "row")));
    }

    private static long moment(Struct event) {
        return number(value((Struct) event.getWithoutDefault("source"), "ts_ms"));
    }

    private static Object value(Struct struct, String field) {
        return struct.schema().field(field) == null ? null : struct.getWithoutDefault(field);
    }

    private static String text(Struct key) {
        StringBuilder text = new StringBuilder();
        for (Field field : key.schema().fields()) {
            Object value = key.getWithoutDefault(field.name());
            String each = value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes)
                    : value instanceof ByteBuffer buffer ? HexFormat.of().formatHex(bytes(buffer))
                    : value instanceof Struct inner ? text(inner) : String.valueOf(value);
            text.append(each.length()).append(':').append(each);    // no value can end another's
        }
        return text.toString();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String padded(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
