package cassandra;

import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import event.ColumnType;
import event.ColumnType.Misfit;
import event.PostgresText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The driver's types and values → those that are loaded. */
final class CassandraValues {

    /** A moment that DuckDB cannot hold is further away than this, in milliseconds. */
    private static final long FARTHEST_MS = 9_000_000_000_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CassandraValues() {
    }

    /** How a column is loaded; the decoder takes the driver's value. */
    static ColumnType type(DataType type) {
        if (type.equals(DataTypes.DECIMAL)) {
            return ColumnType.unboundedDecimal();
        }
        if (type.equals(DataTypes.VARINT)) {
            ColumnType decimal = ColumnType.unboundedDecimal();
            return new ColumnType(decimal.duckdb(), v -> decimal.decode().apply(new BigDecimal((BigInteger) v)));
        }
        if (type.equals(DataTypes.BLOB)) {
            return new ColumnType("BLOB", v -> bytes((ByteBuffer) v));
        }
        if (type.equals(DataTypes.DATE)) {
            return new ColumnType("DATE", v -> Math.toIntExact(((LocalDate) v).toEpochDay()));
        }
        if (type.equals(DataTypes.TIME)) {
            return new ColumnType("TIME", CassandraValues::time);
        }
        if (type.equals(DataTypes.TIMESTAMP)) {
            return new ColumnType("TIMESTAMPTZ", CassandraValues::moment);
        }
        if (type.equals(DataTypes.DURATION)) {
            return new ColumnType("INTERVAL", CassandraValues::duration);
        }
        if (type.equals(DataTypes.INET)) {
            return new ColumnType("VARCHAR", v -> ((InetAddress) v).getHostAddress());
        }
        String plain = plain(type);
        return plain.isEmpty() ? new ColumnType("JSON", CassandraValues::json) : new ColumnType(plain, v -> v);
    }

    /** The type of values that are loaded as the driver gives them; empty for what is made of others. */
    private static String plain(DataType type) {
        Map<DataType, String> plain = Map.ofEntries(Map.entry(DataTypes.ASCII, "VARCHAR"),
                Map.entry(DataTypes.TEXT, "VARCHAR"), Map.entry(DataTypes.INT, "INTEGER"),
                Map.entry(DataTypes.BIGINT, "BIGINT"), Map.entry(DataTypes.COUNTER, "BIGINT"),
                Map.entry(DataTypes.SMALLINT, "SMALLINT"), Map.entry(DataTypes.TINYINT, "TINYINT"),
                Map.entry(DataTypes.FLOAT, "FLOAT"), Map.entry(DataTypes.DOUBLE, "DOUBLE"),
                Map.entry(DataTypes.BOOLEAN, "BOOLEAN"), Map.entry(DataTypes.UUID, "UUID"),
                Map.entry(DataTypes.TIMEUUID, "UUID"));
        return plain.getOrDefault(type, "");
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    private static Object time(Object value) {
        long nanos = ((LocalTime) value).toNanoOfDay();
        return nanos % 1000 == 0 ? (Object) (nanos / 1000) : new Misfit(value.toString());
    }

    private static Object moment(Object value) {
        Instant at = (Instant) value;
        return Math.abs(at.toEpochMilli()) > FARTHEST_MS ? new Misfit(at.toString()) : (Object) (at.toEpochMilli()
                * 1000);
    }

    private static Object duration(Object value) {
        CqlDuration span = (CqlDuration) value;
        return span.getNanoseconds() % 1000 == 0
                ? PostgresText.interval(span.getMonths(), span.getDays(), span.getNanoseconds() / 1000)
                : new Misfit(span.toString());
    }

    private static Object json(Object value) {
        try {
            return JSON.writeValueAsString(plainJson(value));
        }
        catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object plainJson(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, each) -> object.put(key(key), plainJson(each)));
            return object;
        }
        if (value instanceof UdtValue udt) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < udt.size(); i++) {
                object.put(udt.getType().getFieldNames().get(i).asInternal(), plainJson(udt.getObject(i)));
            }
            return object;
        }
        if (value instanceof TupleValue tuple) {
            List<Object> members = new ArrayList<>();
            for (int i = 0; i < tuple.size(); i++) {
                members.add(plainJson(tuple.getObject(i)));
            }
            return members;
        }
        return value instanceof Collection<?> all ? all.stream().map(CassandraValues::plainJson).toList()
                : scalar(value);
    }

    private static Object scalar(Object value) {
        return value == null || value instanceof Boolean || value instanceof String ? value
                : value instanceof Number number && (!(value instanceof Double || value instanceof Float)
                        || Double.isFinite(number.doubleValue())) ? value
                : value instanceof ByteBuffer bytes ? Base64.getEncoder().encodeToString(bytes(bytes))
                : value instanceof InetAddress address ? address.getHostAddress() : value.toString();
    }

    /** JSON has only text as a key. */
    private static String key(Object key) {
        Object plain = plainJson(key);
        return plain instanceof Map || plain instanceof List ? (String) json(key) : String.valueOf(plain);
    }
}
