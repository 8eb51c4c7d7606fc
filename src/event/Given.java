package event;

import base.Problem;
import event.ColumnType.Misfit;
import event.ColumnType.Unchanged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a script's transform gives: values of the usual Java classes become those that {@link ColumnType} lists. */
final class Given {

    private static final String SIMPLE = "BOOLEAN|U?TINYINT|U?SMALLINT|U?INTEGER|U?BIGINT|FLOAT|DOUBLE|VARCHAR|JSON"
            + "|UUID|BLOB|DATE|TIME|TIMESTAMP|TIMESTAMP_NS|TIMESTAMPTZ|INTERVAL";
    private static final Pattern TYPE = Pattern.compile("(" + SIMPLE + "|DECIMAL\\(\\d+,\\d+\\))(\\[\\])?");

    private Given() {
    }

    /** The type of a column that a transform adds. */
    static ColumnType type(String column, String given) {
        String type = given.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        if (!TYPE.matcher(type).matches()) {
            throw Problem.run("The script's transform adds column " + column + " with type " + given + ": give one of "
                    + SIMPLE.replace("U?", "").replace("|", ", ")
                    + ", UTINYINT to UBIGINT, DECIMAL(p,s), or a list such as VARCHAR[]");
        }
        return new ColumnType(type, value -> value);
    }

    /** The value as it is loaded into a column of this type. */
    static Object value(String column, String type, Object value) {
        if (value == null || value instanceof Unchanged || value instanceof Misfit) {
            return value;
        }
        try {
            Object loaded = loaded(type, value);
            if (loaded != null) {
                return loaded;
            }
        }
        catch (ArithmeticException | IllegalArgumentException e) {
            throw wrong(column, type, value, "does not fit");
        }
        throw wrong(column, type, value, "is a " + value.getClass().getSimpleName() + ", which does not go");
    }

    private static Problem wrong(String column, String type, Object value, String how) {
        return Problem.run("The script's transform sets column " + column + " to " + value + ", which " + how
                + " into its type " + type);
    }

    /** Null where the class does not go with the type. */
    private static Object loaded(String type, Object value) {
        if (type.endsWith("]")) {
            return value instanceof List<?> ? value : null;
        }
        return switch (type.startsWith("DECIMAL") ? "DECIMAL" : type) {
            case "BOOLEAN" -> value instanceof Boolean ? value : null;
            case "TINYINT" -> whole(value) == null ? null : (Object) whole(value).byteValueExact();
            case "SMALLINT" -> whole(value) == null ? null : (Object) whole(value).shortValueExact();
            case "INTEGER" -> whole(value) == null ? null : (Object) whole(value).intValueExact();
            case "BIGINT" -> whole(value) == null ? null : (Object) whole(value).longValueExact();
            case "UTINYINT" -> whole(value) == null ? null : (Object) unsigned(value, 8).byteValue();
            case "USMALLINT" -> whole(value) == null ? null : (Object) unsigned(value, 16).shortValue();
            case "UINTEGER" -> whole(value) == null ? null : (Object) unsigned(value, 32).intValue();
            case "UBIGINT" -> whole(value) == null ? null : (Object) unsigned(value, 64).longValue();
            case "FLOAT" -> value instanceof Number number ? (Object) number.floatValue() : null;
            case "DOUBLE" -> value instanceof Number number ? (Object) number.doubleValue() : null;
            case "DECIMAL" -> decimal(type, value);
            case "UUID" -> value instanceof UUID ? value : value instanceof String text ? UUID.fromString(text) : null;
            case "BLOB" -> value instanceof byte[] ? value : null;
            case "DATE" -> value instanceof LocalDate date ? (Object) Math.toIntExact(date.toEpochDay())
                    : value instanceof Integer ? value : null;
            case "TIME" -> value instanceof LocalTime time ? (Object) (time.toNanoOfDay() / 1000)
                    : value instanceof Long ? value : null;
            case "TIMESTAMP" -> value instanceof LocalDateTime at ? (Object) micros(at.toInstant(ZoneOffset.UTC))
                    : value instanceof Long ? value : null;
            case "TIMESTAMP_NS" -> value instanceof LocalDateTime at ? (Object) nanos(at.toInstant(ZoneOffset.UTC))
                    : value instanceof Long ? value : null;
            case "TIMESTAMPTZ" -> value instanceof Instant at ? (Object) micros(at)
                    : value instanceof OffsetDateTime at ? (Object) micros(at.toInstant())
                    : value instanceof Long ? value : null;
            default -> value instanceof String ? value : null;
        };
    }

    private static BigInteger whole(Object value) {
        return value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long
                ? BigInteger.valueOf(((Number) value).longValue()) : value instanceof BigInteger big ? big : null;
    }

    /** In two's complement, as a value that was loaded before may be. */
    private static BigInteger unsigned(Object value, int bits) {
        BigInteger whole = whole(value);
        if (whole.bitLength() > bits || whole.signum() < 0 && value instanceof BigInteger) {
            throw new ArithmeticException();
        }
        return whole;
    }

    private static BigDecimal decimal(String type, Object value) {
        BigDecimal given = value instanceof BigDecimal decimal ? decimal
                : whole(value) == null ? null : new BigDecimal(whole(value));
        if (given == null) {
            return null;
        }
        String[] digits = type.substring(type.indexOf('(') + 1, type.length() - 1).split(",");
        BigDecimal scaled = given.setScale(Integer.parseInt(digits[1]), RoundingMode.UNNECESSARY);
        if (scaled.precision() > Integer.parseInt(digits[0])) {
            throw new ArithmeticException();
        }
        return scaled;
    }

    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
    }

    private static long nanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }
}
