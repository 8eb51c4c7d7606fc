package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.debezium.engine.RecordChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** A batch never ends between the halves of a change of the key. */
class HalvesTest {

    private final Halves halves = new Halves();

    @Test
    void aFirstHalfComesWithTheNextBatch() {
        assertEquals("a", join("a"));
        assertEquals("b", join("b", "delete 1>"));
        assertEquals("delete 1> insert 2 c", join("insert 2", "c"));
        assertEquals("d", join("d"));
    }

    @Test
    void halvesOfOneBatchStayWhereTheyAre() {
        assertEquals("delete 1> insert 2", join("delete 1>", "insert 2"));
        assertEquals("", join());
    }

    @Test
    void eachBatchMayBeAHalf() {
        assertEquals("", join("delete 1>"));
        assertEquals("delete 1>", join("delete 2>"));
        assertEquals("delete 2> insert 3", join("insert 3"));
    }

    private String join(String... names) {
        return String.join(" ", halves.join(Stream.of(names).map(HalvesTest::event).toList()).stream()
                .map(each -> each.record().topic()).toList());
    }

    private static RecordChangeEvent<SourceRecord> event(String name) {
        SourceRecord record = new SourceRecord(Map.of(), Map.of(), name, Schema.STRING_SCHEMA, name);
        if (name.endsWith(">")) {
            record.headers().addString("__debezium.newkey", "new");
        }
        return () -> record;
    }
}
