package load;

import java.util.List;

/** Which DuckDB types hold every value of another one, so that a stored column can take them without loss. */
final class Widening {

    private static final List<String> INTEGERS = List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT");
    private static final int[] INTEGER_DIGITS = {3, 5, 10, 19, 39};

    private Widening() {
    }

    /** Whether a column of type {@code stored} can take all values of {@code incoming} as it is. */
    static boolean holds(String stored, String incoming) {
        if (stored.equals(incoming)) {
            return true;
        }
        int from = INTEGERS.indexOf(incoming);
        int to = INTEGERS.indexOf(stored);
        if (from >= 0) {
            return to >= 0 ? to >= from
                    : isDecimal(stored) ? whole(stored) >= INTEGER_DIGITS[from] : stored.equals("DOUBLE") && from <= 2;
        }
        if (isDecimal(incoming) && isDecimal(stored)) {
            return whole(stored) >= whole(incoming) && scale(stored) >= scale(incoming);
        }
        return stored.equals("DOUBLE") && incoming.equals("FLOAT");
    }

    /** A type that holds both, to alter the stored column to; null when there is none. */
    static String of(String stored, String incoming) {
        if (holds(incoming, stored)) {
            return incoming;
        }
        if (isDecimal(stored) && isDecimal(incoming)) {
            int scale = Math.max(scale(stored), scale(incoming));
            int precision = Math.max(whole(stored), whole(incoming)) + scale;
            return precision <= 38 ? "DECIMAL(" + precision + "," + scale + ")" : null;
        }
        return null;
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
