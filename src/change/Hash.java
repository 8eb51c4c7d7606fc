package change;

import base.Problem;
import event.ColumnType.Misfit;
import event.TableId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Values replaced by HMAC-SHA-256 with a secret salt, as 64 hexadecimal digits: equal values stay equal, so tables can
 * still be joined by them, and without the salt nobody can try values out
 * (<a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>).
 */
final class Hash {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String TYPES = "(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|HUGEINT|BOOLEAN|DECIMAL\\(.*|VARCHAR|UUID"
            + "|BLOB)";

    private final SecretKeySpec key;

    /** @param salt null where no column is hashed */
    Hash(String salt) {
        this.key = salt == null ? null : new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * How values of a column are hashed.
     *
     * @param type DuckDB's, which the column would have
     */
    Function<Object, Object> of(TableId table, String column, String type) {
        if (!type.matches(TYPES)) {
            throw Problem.config("Column " + column + " of table " + table + " is in hash of [cdc_settings], and it is"
                    + " of type " + type + ", which has no one text to hash: text, whole numbers, decimals, booleans,"
                    + " UUIDs and bytes have. Put it into mask or exclude");
        }
        boolean unsigned = type.startsWith("U") && !type.equals("UUID");
        return value -> hex(value instanceof byte[] bytes ? bytes
                : text(value, unsigned).getBytes(StandardCharsets.UTF_8));
    }

    /** As the source writes it: a decimal with all the digits of its type, no exponent. */
    private static String text(Object value, boolean unsigned) {
        if (value instanceof Misfit misfit) {
            return misfit.text();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (unsigned && value instanceof Number number) {
            return value instanceof Byte ? String.valueOf(number.byteValue() & 0xff)
                    : value instanceof Short ? String.valueOf(number.shortValue() & 0xffff)
                    : value instanceof Integer ? Integer.toUnsignedString(number.intValue())
                    : Long.toUnsignedString(number.longValue());
        }
        return value.toString();
    }

    /** Differs for another salt, and tells nothing that hashed values do not tell. */
    String mark() {
        return hex("salt".getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    private String hex(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        }
        catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);     // every Java has it
        }
    }
}
