package event;

import event.ChangeEvent.Position;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.connect.data.Struct;

/** A place in a source's log as an event itself tells it, in its {@code source} part. */
public record LogPosition(String text) implements Position {

    private static final List<String> AS_TEXT = List.of("commit_scn", "scn", "commit_lsn", "change_lsn");

    /**
     * Of PostgreSQL the LSN, of a binary log file and offset, of MongoDB second and ordinal, of others what the
     * connector names; else empty.
     */
    public static LogPosition of(Struct source) {
        Object lsn = value(source, "lsn");
        if (lsn instanceof Long number) {
            return new LogPosition(lsn(number));
        }
        Object file = value(source, "file");
        if (file != null && value(source, "pos") != null) {
            return new LogPosition(file + ":" + value(source, "pos"));
        }
        Object ord = value(source, "ord");
        if (ord != null) {
            return new LogPosition((Long) value(source, "ts_ms") / 1000 + ":" + ord);
        }
        return new LogPosition(AS_TEXT.stream().map(name -> value(source, name)).filter(v -> v != null)
                .findFirst().map(String::valueOf).orElse(""));
    }

    /** PostgreSQL's way to write a byte position in its write-ahead log, such as {@code 0/16B3748}. */
    public static String lsn(long value) {
        return Long.toHexString(value >>> 32).toUpperCase(Locale.ROOT) + "/"
                + Long.toHexString(value & 0xFFFFFFFFL).toUpperCase(Locale.ROOT);
    }

    private static Object value(Struct source, String field) {
        return source.schema().field(field) == null ? null : source.getWithoutDefault(field);
    }
}
