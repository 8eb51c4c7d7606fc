package destination;

import java.util.List;

/** Which DuckDB types hold every value of another one, so that a stored column can take them without loss. */
public final class Widening {

    private static final List<String> INTEGERS = List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT");
    /** Each is held by the next larger one with a sign. */
    private static final List<String> UNSIGNED = List.of("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT");
    private static final List<Integer> DIGITS = List.of(3, 5, 10, 19, 39);
    private static final List<Integer> UNSIGNED_DIGITS = List.of(3, 5, 10, 20);
    /** Those of the integers that a DOUBLE holds. */
    private static final int DOUBLE_DIGITS = 10;

    private Widening() {
    }

    /** Whether a column of type {@code stored} can take all values of {@code incoming} as it is. */
    public static boolean holds(String stored, String incoming) {
        if (stored.equals(incoming)) {
            return true;
        }
        if (isInteger(incoming)) {
            return holdsInteger(stored, incoming);
        }
        if (isDecimal(incoming) && isDecimal(stored)) {
            return whole(stored) >= whole(incoming) && scale(stored) >= scale(incoming);
        }
        return stored.equals("DOUBLE") && incoming.equals("FLOAT");
    }

    /** A type that holds both, to alter the stored column to; null when there is none. */
    public static String of(String stored, String incoming) {
        if (holds(incoming, stored)) {
            return incoming;
        }
        if (isInteger(stored) && isInteger(incoming)) {
            return holds(signed(stored), signed(incoming)) ? signed(stored) : signed(incoming);
        }
        if (isDecimal(stored) && isDecimal(incoming)) {
            int scale = Math.max(scale(stored), scale(incoming));
            int precision = Math.max(whole(stored), whole(incoming)) + scale;
            return precision <= 38 ? "DECIMAL(" + precision + "," + scale + ")" : null;
        }
        return null;
    }

    private static boolean holdsInteger(String stored, String incoming) {
        if (UNSIGNED.contains(stored)) {
            return UNSIGNED.contains(incoming) && UNSIGNED.indexOf(stored) >= UNSIGNED.indexOf(incoming);
        }
        if (INTEGERS.contains(stored)) {
            return INTEGERS.indexOf(stored) >= INTEGERS.indexOf(signed(incoming));
        }
        int unsigned = UNSIGNED.indexOf(incoming);
        int digits = unsigned < 0 ? DIGITS.get(INTEGERS.indexOf(incoming)) : UNSIGNED_DIGITS.get(unsigned);
        return isDecimal(stored) ? whole(stored) >= digits : stored.equals("DOUBLE") && digits <= DOUBLE_DIGITS;
    }

    private static boolean isInteger(String type) {
        return INTEGERS.contains(type) || UNSIGNED.contains(type);
    }

    /** The smallest type with a sign that holds all of an integer type. */
    private static String signed(String integer) {
        return UNSIGNED.contains(integer) ? INTEGERS.get(UNSIGNED.indexOf(integer) + 1) : integer;
    }

    private static boolean isDecimal(String type) {
        return type.startsWith("DECIMAL(");
    }

    private static int scale(String decimal) {
        return Integer.parseInt(decimal.substring(decimal.indexOf(',') + 1, decimal.length() - 1).strip());
    }

    /** Digits before the point. */
    private static int whole(String decimal) {
        return Integer.parseInt(decimal.substring(8, decimal.indexOf(',')).strip()) - scale(decimal);
    }
}
