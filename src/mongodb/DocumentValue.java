package mongodb;

import event.ColumnType;
import event.ColumnType.Misfit;
import event.DebeziumTimes;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDecimal128;
import org.bson.BsonValue;

/**
 * A field's value: the DuckDB type that it has by itself, and the loaded value.
 *
 * @param loaded as {@link ColumnType} lists them, or a {@link Misfit}
 */
record DocumentValue(String type, Object loaded) {

    private static final ColumnType DECIMAL = ColumnType.unboundedDecimal();
    private static final int UUID_BYTES = 16;
    /** Beyond it a DOUBLE does not tell whole numbers apart. */
    private static final long WHOLE_DOUBLES = 1L << 53;

    /**
     * A whole number in a column of fractions is one of them, and the other way round where nothing is lost.
     *
     * @param known the type of the numbers that the column has, null where it has none
     * @param key   whether it is an {@code _id}: to MongoDB 7 and 7.0 are the same one
     * @return null for null
     */
    static DocumentValue of(BsonValue value, String known, boolean key) {
        return switch (value.getBsonType()) {
            case NULL, UNDEFINED -> null;
            case STRING -> new DocumentValue("VARCHAR", value.asString().getValue());
            case INT32 -> whole(value.asInt32().getValue(), known);
            case INT64 -> whole(value.asInt64().getValue(), known);
            case DOUBLE -> fraction(value.asDouble().getValue(), known, key);
            case DECIMAL128 -> decimal(value.asDecimal128());
            case BOOLEAN -> new DocumentValue("BOOLEAN", value.asBoolean().getValue());
            case DATE_TIME -> new DocumentValue("TIMESTAMPTZ", DebeziumTimes.millis(value.asDateTime().getValue()));
            case OBJECT_ID -> new DocumentValue("VARCHAR", value.asObjectId().getValue().toHexString());
            case SYMBOL -> new DocumentValue("VARCHAR", value.asSymbol().getSymbol());
            case JAVASCRIPT -> new DocumentValue("VARCHAR", value.asJavaScript().getCode());
            case BINARY -> binary(value.asBinary());
            default -> new DocumentValue("JSON", DocumentJson.text(value));
        };
    }

    boolean isNumber() {
        return type.equals("BIGINT") || type.equals("DOUBLE") || type.equals(DECIMAL.duckdb());
    }

    private static DocumentValue whole(long number, String known) {
        if ("DOUBLE".equals(known) && Math.abs(number) <= WHOLE_DOUBLES) {
            return new DocumentValue(known, (double) number);
        }
        return DECIMAL.duckdb().equals(known) ? new DocumentValue(known, DECIMAL.decode().apply(BigDecimal.valueOf(
                number))) : new DocumentValue("BIGINT", number);
    }

    private static DocumentValue fraction(double number, String known, boolean key) {
        boolean whole = number == Math.rint(number) && Math.abs(number) <= WHOLE_DOUBLES
                && !(number == 0 && 1 / number < 0);
        return whole && (key || "BIGINT".equals(known)) ? new DocumentValue("BIGINT", (long) number)
                : new DocumentValue("DOUBLE", number);
    }

    private static DocumentValue decimal(BsonDecimal128 value) {
        try {
            return new DocumentValue(DECIMAL.duckdb(), DECIMAL.decode().apply(value.getValue().bigDecimalValue()));
        }
        catch (ArithmeticException noNumber) {      // NaN, an infinity, a zero below zero
            return new DocumentValue(DECIMAL.duckdb(), new Misfit(value.getValue().toString()));
        }
    }

    private static DocumentValue binary(BsonBinary value) {
        if (value.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && value.getData().length == UUID_BYTES) {
            return new DocumentValue("UUID", uuid(value.getData()));
        }
        return new DocumentValue("BLOB", value.getData());
    }

    static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
