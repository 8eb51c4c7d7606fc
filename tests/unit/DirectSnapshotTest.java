package postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Properties;
import kind.PostgresKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which properties leave the snapshot to Debezium's engine: all but those that are known to leave rows alone. */
class DirectSnapshotTest {

    private static Properties defaults() {
        Properties properties = new Properties();
        properties.putAll(new PostgresKind().defaults());
        properties.setProperty("converters", PostgresTypes.NAME);
        properties.setProperty("database.hostname", "localhost");
        properties.setProperty("max.queue.size.in.bytes", "1");
        return properties;
    }

    @Test
    void theDefaultsAreReadDirectly() {
        assertEquals("", DirectSnapshot.hindrance(defaults()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"column.exclude.list", "column.include.list", "slot.failover", "heartbeat.interval.ms",
            "publication.name", "max.batch.size", "message.prefix.include.list"})
    void whatIsHonouredOrShapesNoRowIsNoHindrance(String name) {
        Properties properties = defaults();
        properties.setProperty(name, "x");
        assertEquals("", DirectSnapshot.hindrance(properties));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"snapshot.select.statement.overrides; x", "column.mask.with.4.chars; x",
            "column.truncate.to.4.chars; x", "transforms; x", "predicates; x", "snapshot.include.collection.list; x",
            "binary.handling.mode; hex", "decimal.handling.mode; string", "time.precision.mode; connect",
            "converters; cdc_types,mine", "driver.options; -c search_path=x", "driver.binaryTransfer; true",
            "database.initial.statements; SET x = y", "post.processors; x", "message.key.columns; x",
            "table.exclude.list; x", "schema.include.list; x", "plugin.name; decoderbufs", "snapshot.delay.ms; 1",
            "include.unknown.datatypes; false", "field.name.adjustment.mode; avro", "anything.new; x"})
    void whatShapesRowsOrIsUnknownIs(String name, String value) {
        Properties properties = defaults();
        properties.setProperty(name, value);
        assertEquals(name.replace('.', '_') + " is set in [sources.debezium]", DirectSnapshot.hindrance(properties));
    }
}
