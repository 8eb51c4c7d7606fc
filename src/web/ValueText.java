package web;

import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import event.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Loaded values as people read them, cut where they are long. */
final class ValueText {

    private static final int CHARS = 200;
    private static final int BYTES = 32;
    private static final int COLUMNS = 50;
    /** Longer ones are infinities and years that no calendar of Java has. */
    private static final long MICROS = Long.MAX_VALUE / 4;
    private static final long DAY = 86_400_000_000L;

    private ValueText() {
    }

    /** By column; null for NULL. Empty for a row of which nothing is known. */
    static Map<String, String> of(Row row) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Row.Column column : row.schema().columns()) {
            if (texts.size() == COLUMNS) {
                texts.put("…", row.schema().columns().size() - COLUMNS + " more columns");
                break;
            }
            Object value = row.get(column.name());
            texts.put(column.name(), value == null ? null : cut(text(value, column.type().duckdb())));
        }
        return texts;
    }

    private static String cut(String text) {
        return text.length() <= CHARS ? text : text.substring(0, CHARS) + "… (" + text.length() + " characters)";
    }

    private static String text(Object value, String type) {
        if (value instanceof Misfit misfit) {
            return misfit.text();
        }
        if (value == Unchanged.VALUE) {
            return "(unchanged)";
        }
        if (value instanceof byte[] bytes) {
            int shown = Math.min(bytes.length, BYTES);
            return "\\x" + HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "… (" + bytes.length
                    + " bytes)" : "");
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof Number number ? number(number, type) : value.toString();
    }

    private static String number(Number value, String type) {
        long n = value.longValue();
        boolean sane = n > -MICROS && n < MICROS;
        return switch (type) {
            case "DATE" -> Math.abs(n) < 1_000_000_000 ? LocalDate.ofEpochDay(n).toString() : value.toString();
            case "TIME" -> n >= 0 && n < DAY ? LocalTime.ofNanoOfDay(n * 1_000).toString() : value.toString();
            case "TIMESTAMP" -> sane ? instant(n).toString().replace("Z", "").replace('T', ' ') : value.toString();
            case "TIMESTAMPTZ" -> sane ? instant(n).toString().replace('T', ' ') : value.toString();
            case "UBIGINT" -> Long.toUnsignedString(n);
            case "UINTEGER" -> Integer.toUnsignedString(value.intValue());
            case "USMALLINT" -> String.valueOf(n & 0xffff);
            case "UTINYINT" -> String.valueOf(n & 0xff);
            default -> value.toString();
        };
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
