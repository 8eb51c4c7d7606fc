package changetable;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.debezium.time.ZonedTimestamp;
import java.time.ZoneOffset;
import java.util.Properties;
import microsoft.sql.DateTimeOffset;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * The value that the connector's own converter spoils: a {@code datetimeoffset} before 1970 with a fraction of a
 * second, which comes a second late. The rest is the connector's.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetimeoffset-transact-sql">datetimeoffset</a>
 */
public final class SqlserverTypes implements CustomConverter<SchemaBuilder, RelationalColumn> {

    @Override
    public void configure(Properties properties) {
        // nothing to set
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.typeName().equalsIgnoreCase("datetimeoffset")) {
            registration.register(ZonedTimestamp.builder(), SqlserverTypes::text);
        }
    }

    /** A column's default comes as text; NULL stays NULL. */
    private static Object text(Object value) {
        return value instanceof DateTimeOffset moment
                ? ZonedTimestamp.toIsoString(moment.getTimestamp().toInstant().atOffset(ZoneOffset.ofTotalSeconds(
                        60 * moment.getMinutesOffset())), null)
                : value == null ? null : value.toString();
    }
}
