package replay;

import base.Problem;
import event.Exact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Schema.Type;

/** The Connect type that goes with a name of Debezium's, Connect's or ours; with another, values would be misread. */
final class NamedTypes {

    private static final Map<String, Type> TYPES = new HashMap<>();
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "org.apache.kafka.connect.data.Decimal", List.of("scale"),
            Exact.LIST, List.of(Exact.ELEMENT, Exact.FORM, Exact.DELIMITER),
            Exact.JSON_ARRAY, List.of(Exact.ELEMENT, Exact.FORM, Exact.DELIMITER),
            Exact.MYSQL_TIMESTAMP, List.of(Exact.DECIMALS), Exact.UNKNOWN, List.of(Exact.SOURCE_TYPE));

    static {
        all(Type.INT8, Exact.BOOLEAN, Exact.TINYINT);
        all(Type.INT16, Exact.UTINYINT);
        all(Type.INT32, "io.debezium.time.Date", "io.debezium.time.Time", "org.apache.kafka.connect.data.Date",
                "org.apache.kafka.connect.data.Time", "io.debezium.time.Year", Exact.DATE, Exact.USMALLINT,
                Exact.MYSQL_DATE);
        all(Type.INT64, "io.debezium.time.MicroTime", "io.debezium.time.NanoTime", "io.debezium.time.Timestamp",
                "io.debezium.time.MicroTimestamp", "io.debezium.time.NanoTimestamp", "io.debezium.time.MicroDuration",
                "io.debezium.time.NanoDuration",
                "org.apache.kafka.connect.data.Timestamp",
                Exact.TIMESTAMP, Exact.TIMESTAMP_TZ, Exact.TIME_TZ, Exact.UINTEGER, Exact.UBIGINT,
                Exact.MYSQL_TIMESTAMP);
        all(Type.STRING, "io.debezium.time.ZonedTimestamp", "io.debezium.time.Interval", "io.debezium.time.IsoDate",
                "io.debezium.time.IsoTime", "io.debezium.time.IsoTimestamp", "io.debezium.time.ZonedTime",
                "io.debezium.data.Uuid", "io.debezium.data.Json",
                Exact.INTERVAL, Exact.NUMBER, Exact.LIST, Exact.JSON_ARRAY, Exact.UNKNOWN);
        all(Type.BYTES, "org.apache.kafka.connect.data.Decimal", "io.debezium.data.Bits", Exact.VECTOR);
        all(Type.STRUCT, "io.debezium.data.VariableScaleDecimal", "io.debezium.data.geometry.Geometry",
                "io.debezium.data.geometry.Geography", "io.debezium.data.geometry.Point");
    }

    private NamedTypes() {
    }

    private static void all(Type type, String... names) {
        for (String name : names) {
            TYPES.put(name, type);
        }
    }

    /** Throws for the first part of a schema that is not as its name says. */
    static void require(Schema schema) {
        Type expected = TYPES.get(schema.name());
        if (expected != null && expected != schema.type()) {
            throw Problem.run("its schema has " + schema.name() + " of type " + schema.type().getName() + ", expected "
                    + expected.getName());
        }
        for (String parameter : PARAMETERS.getOrDefault(String.valueOf(schema.name()), List.of())) {
            if (schema.parameters() == null || schema.parameters().get(parameter) == null) {
                throw Problem.run("its schema has " + schema.name() + " without the parameter " + parameter);
            }
        }
        if (schema.type() == Type.STRUCT) {
            for (Field field : schema.fields()) {
                require(field.schema());
            }
        }
        else if (schema.type() == Type.ARRAY || schema.type() == Type.MAP) {
            require(schema.valueSchema());
        }
    }
}
