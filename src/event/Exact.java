package event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * How a source's converter ({@code postgres.PostgresTypes}, {@code binlog.MysqlTypes}) hands values over that
 * Debezium's own forms would spoil: Connect schemas by name, and values that stand for what those schemas have no value
 * for. The stand-ins are told by identity or lie outside of what the source can hold, so no user's data is taken for
 * one.
 *
 * <p>{@link Types} is the other side.
 */
public final class Exact {

    /** INT64: microseconds; infinite and too late ones as {@link PostgresText} has them. */
    public static final String TIMESTAMP = "cdc.Timestamp";
    /** INT64: likewise, in UTC. */
    public static final String TIMESTAMP_TZ = "cdc.TimestampTz";
    /** INT64: microseconds of the day, in UTC. */
    public static final String TIME_TZ = "cdc.TimeTz";
    /** INT32: days since 1970-01-01; infinite ones as {@link PostgresText} has them. */
    public static final String DATE = "cdc.Date";
    /** STRING: {@link PostgresText#interval(String)}. */
    public static final String INTERVAL = "cdc.Interval";
    /** STRING: the source's text of an array; parameters {@link #ELEMENT}, {@link #FORM}, {@link #DELIMITER}. */
    public static final String LIST = "cdc.List";
    /** STRING: the source's text of an array that is to become JSON; parameters as for {@link #LIST}. */
    public static final String JSON_ARRAY = "cdc.JsonArray";
    /** INT8: a number that is meant as a boolean; another than 0 and 1 is possible. */
    public static final String BOOLEAN = "cdc.Boolean";
    /** INT8: from -128 to 127. */
    public static final String TINYINT = "cdc.TinyInt";
    /** INT16: from 0 to 255. */
    public static final String UTINYINT = "cdc.UTinyInt";
    /** INT32: from 0 to 65535. */
    public static final String USMALLINT = "cdc.USmallInt";
    /** INT64: from 0 to 2^32-1. */
    public static final String UINTEGER = "cdc.UInteger";
    /** INT64: from 0 to 2^64-1, those from 2^63 on as negative numbers (two's complement). */
    public static final String UBIGINT = "cdc.UBigInt";
    /** INT32: {@link MysqlDates#date(int, int, int)}. */
    public static final String MYSQL_DATE = "cdc.MysqlDate";
    /** INT64: {@link MysqlDates#timestamp(int, int, int, long)}; parameter {@link #DECIMALS}. */
    public static final String MYSQL_TIMESTAMP = "cdc.MysqlTimestamp";
    /** BYTES: floats of four bytes each, the lowest first. */
    public static final String VECTOR = "cdc.Vector";
    /** STRING: a numeric in an event that is written, {@link #numberText}; parameters as a Decimal's. */
    public static final String NUMBER = "cdc.Number";
    /** STRING: the text of a value of a type that is not known; parameter {@link #SOURCE_TYPE}. */
    public static final String UNKNOWN = "cdc.Unknown";

    /** Parameter: DuckDB's type of an array's elements. */
    public static final String ELEMENT = "cdc.element";
    /** Parameter: the source's type of an array's elements where that does not follow from DuckDB's. */
    public static final String FORM = "cdc.form";
    /** Parameter: what stands between an array's elements, a comma unless given. */
    public static final String DELIMITER = "cdc.delimiter";
    /** Parameter: digits after a second's point. */
    public static final String DECIMALS = "cdc.decimals";
    /** Parameter: the source's name of the type. */
    public static final String SOURCE_TYPE = "cdc.type";

    /** A text that the source left out, told by identity. */
    public static final String UNCHANGED_TEXT = new String("__debezium_unavailable_value");
    /** Bytes that the source left out, told by identity. */
    public static final byte[] UNCHANGED_BYTES = new byte[0];
    /** What a connector sends for a value that it does not know: another one in each process, so nobody's value. */
    public static final String PLACEHOLDER = "left out " + UUID.randomUUID();
    private static final ByteBuffer PLACEHOLDER_BYTES = ByteBuffer.wrap(PLACEHOLDER.getBytes(StandardCharsets.UTF_8));
    /** PostgreSQL's numeric has at most 16383 digits after the point, so these stand for no number. */
    private static final int SPECIAL_SCALE = 20_000;
    public static final BigDecimal UNCHANGED_NUMBER = special(1);
    public static final BigDecimal NAN = special(2);
    public static final BigDecimal INFINITY = special(3);
    public static final BigDecimal MINUS_INFINITY = special(4);

    private Exact() {
    }

    private static BigDecimal special(int number) {
        return new BigDecimal(BigInteger.valueOf(number), SPECIAL_SCALE);
    }

    /** Whether a text or bytes stand for a value that the source left out. */
    static boolean isLeftOut(Object value) {
        return value == UNCHANGED_TEXT || value == UNCHANGED_BYTES || PLACEHOLDER.equals(value)
                || PLACEHOLDER_BYTES.equals(value);
    }

    /** What a number that is none stands for, null for a number. */
    static Object special(BigDecimal value) {
        if (value.scale() != SPECIAL_SCALE) {
            return null;
        }
        return value.equals(UNCHANGED_NUMBER) ? ColumnType.Unchanged.VALUE
                : new ColumnType.Misfit(value.equals(NAN) ? "NaN" : value.equals(INFINITY) ? "Infinity" : "-Infinity");
    }

    /** A number, or a stand-in but for {@link #UNCHANGED_NUMBER}, as text. */
    public static String numberText(BigDecimal value) {
        return special(value) instanceof ColumnType.Misfit misfit ? misfit.text() : value.toString();
    }

    /** Exact numbers; also those of another scale, and the stand-ins. */
    public static SchemaBuilder decimal(int precision, int scale) {
        return Decimal.builder(scale).parameter("connect.decimal.precision", Integer.toString(precision));
    }

    /** A schema of one of the names above. */
    public static SchemaBuilder named(Schema.Type type, String name) {
        return new SchemaBuilder(type).name(name);
    }

    /** An array; {@code form} may be empty. */
    public static SchemaBuilder array(boolean json, String element, String form, char delimiter) {
        return named(Schema.Type.STRING, json ? JSON_ARRAY : LIST).parameter(ELEMENT, element).parameter(FORM, form)
                .parameter(DELIMITER, String.valueOf(delimiter));
    }
}
