package postgres;

import event.Exact;
import event.Placeholder;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.math.BigDecimal;
import java.util.Properties;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * {@link PostgresTypes} for events that are written into topics: what stands there for no value, told by identity,
 * would be lost on the way, and a Decimal has no {@code NaN} and one scale. So a numeric is its text, and what was left
 * out is Debezium's own stand-in. Runs inside the source connector of Kafka Connect: {@code cdc_types.type}.
 */
public final class PostgresTopicTypes implements CustomConverter<SchemaBuilder, RelationalColumn> {

    private static final String PLACEHOLDER = "placeholder";

    private final PostgresTypes types = new PostgresTypes();
    private String placeholder;

    /** @param properties {@code placeholder}: the connector's unavailable.value.placeholder, if that is set */
    @Override
    public void configure(Properties properties) {
        types.configure(properties);
        placeholder = properties.getProperty(PLACEHOLDER, Placeholder.STANDARD);
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        types.converterFor(column, (schema, convert) -> {
            boolean number = Decimal.LOGICAL_NAME.equals(schema.name());
            registration.register(number ? text(schema) : schema, value -> written(convert.convert(value)));
        });
    }

    private static SchemaBuilder text(Schema decimal) {
        return Exact.named(Schema.Type.STRING, Exact.NUMBER).parameters(decimal.parameters()).optional();
    }

    private Object written(Object value) {
        return value == Exact.UNCHANGED_TEXT || value == Exact.UNCHANGED_NUMBER ? placeholder
                : value == Exact.UNCHANGED_BYTES ? Placeholder.bytes(placeholder)
                : value instanceof BigDecimal number ? Exact.numberText(number) : value;
    }
}
