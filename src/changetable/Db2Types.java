package changetable;

import com.ibm.db2.jcc.DBTimestamp;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.IsoTimestamp;
import java.nio.ByteBuffer;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The values that the connector's own converters spoil: of a CLOB it makes the name of the driver's object, a BLOB it
 * refuses, and of a TIMESTAMP it cuts digits after the ninth. The rest is the connector's.
 */
public final class Db2Types implements CustomConverter<SchemaBuilder, RelationalColumn> {

    private static final Set<String> TEXTS = Set.of("CLOB", "DBCLOB");
    private static final int DIGITS = 9;

    @Override
    public void configure(Properties properties) {
        // nothing to set
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        String type = column.typeName().toUpperCase(Locale.ROOT);
        if (TEXTS.contains(type)) {
            registration.register(SchemaBuilder.string(), Db2Types::text);
        }
        else if (type.equals("BLOB")) {
            registration.register(SchemaBuilder.bytes(), Db2Types::bytes);
        }
        else if (type.equals("TIMESTAMP") && column.scale().orElse(0) > DIGITS) {
            registration.register(IsoTimestamp.builder(), Db2Types::timestamp);
        }
    }

    private static Object text(Object value) {
        try {
            return value instanceof Clob text ? text.getSubString(1, Math.toIntExact(text.length()))
                    : value == null ? null : value.toString();
        }
        catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object bytes(Object value) {
        try {
            return value instanceof Blob blob ? ByteBuffer.wrap(blob.getBytes(1, Math.toIntExact(blob.length())))
                    : value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : null;
        }
        catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The driver's own text, such as {@code 2024-05-01-10.00.00.123456789012}; a default comes as text. */
    private static Object timestamp(Object value) {
        if (!(value instanceof DBTimestamp moment)) {
            return value == null ? null : value.toString();
        }
        String[] parts = moment.toDBString(false).split("-(?=[0-9.]+$)");
        return parts[0] + "T" + parts[1].replaceFirst("\\.", ":").replaceFirst("\\.", ":") + "Z";
    }
}
