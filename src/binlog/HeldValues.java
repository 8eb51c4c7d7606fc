package binlog;

import io.debezium.relational.Column;
import java.util.List;
import java.util.Locale;

/** Whether a column that is altered keeps its values: of two types, whether one holds all values of the other. */
final class HeldValues {

    private static final List<String> INTEGERS = List.of("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT");
    private static final List<String> TEXTS = List.of("TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT");
    private static final List<String> BLOBS = List.of("TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB");
    private static final String UNSIGNED = " UNSIGNED";

    private HeldValues() {
    }

    /** Whether every value of the old column is the same in the new one. */
    static boolean all(Column old, Column now) {
        String from = type(old);
        String to = type(now);
        if (old.isOptional() && !now.isOptional()) {
            return false;       // NULL becomes 0 or '', unless the session is strict
        }
        if (isText(from) && isText(to)) {
            return size(from, old) <= size(to, now) && (same(old.charsetName(), now.charsetName())
                    || "utf8mb4".equalsIgnoreCase(now.charsetName()));
        }
        if (integer(from) >= 0 && integer(to) >= 0) {
            boolean wider = integer(to) > integer(from);
            return from.contains(UNSIGNED) == to.contains(UNSIGNED) ? integer(to) >= integer(from)
                    : from.contains(UNSIGNED) && wider;
        }
        if (BLOBS.contains(from) && BLOBS.contains(to)) {
            return BLOBS.indexOf(from) <= BLOBS.indexOf(to);
        }
        if (from.equals("FLOAT") && to.equals("DOUBLE")) {
            return true;
        }
        return from.equals(to) && sameType(from, old, now);
    }

    private static boolean sameType(String type, Column old, Column now) {
        int before = old.length(), after = now.length();
        if (type.startsWith("DECIMAL") || type.startsWith("NUMERIC")) {
            int scale = old.scale().orElse(0), newScale = now.scale().orElse(0);
            return newScale >= scale && after - newScale >= before - scale;
        }
        return switch (type) {
            case "DATETIME", "TIMESTAMP", "TIME", "VARBINARY" -> after >= before;
            case "ENUM", "SET" -> now.enumValues().size() >= old.enumValues().size()
                    && now.enumValues().subList(0, old.enumValues().size()).equals(old.enumValues());
            default -> before == after && old.scale().equals(now.scale());
        };
    }

    private static String type(Column column) {
        return column.typeName().toUpperCase(Locale.ROOT).replace("INTEGER", "INT").replace(" ZEROFILL", "");
    }

    private static int integer(String type) {
        return INTEGERS.indexOf(type.replace(UNSIGNED, ""));
    }

    private static boolean isText(String type) {
        return TEXTS.contains(type) || type.equals("CHAR") || type.equals("VARCHAR");
    }

    /** Characters that it holds; of a text at least. */
    private static long size(String type, Column column) {
        return TEXTS.contains(type) ? 64L << 8 * TEXTS.indexOf(type) : column.length();
    }

    private static boolean same(String a, String b) {
        return a == null ? b == null : a.equalsIgnoreCase(b);
    }
}
