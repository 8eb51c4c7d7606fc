package capture;

import event.TableId;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * Debezium's notification that its snapshot has read a table.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/configuration/notification.html">Notifications</a>
 */
final class Scanned {

    static final String TOPIC = "__debezium-notifications";

    private Scanned() {
    }

    /** Tells of the table if a record is such a notification. */
    static void tell(SourceRecord record, SourceDatabase source, Watch watch) {
        if (!TOPIC.equals(record.topic()) || !(record.value() instanceof Struct notification)
                || !"TABLE_SCAN_COMPLETED".equals(notification.getString("type"))) {
            return;
        }
        Map<String, String> more = notification.getMap("additional_data");
        String scanned = more == null ? null : more.get("scanned_collection");
        if (scanned == null) {
            return;
        }
        // a name may have dots: database.schema.table, schema.table or database.table
        for (int dot = scanned.lastIndexOf('.'); dot > 0; dot = scanned.lastIndexOf('.', dot - 1)) {
            String before = scanned.substring(0, dot);
            TableId table = new TableId(before.substring(before.lastIndexOf('.') + 1), scanned.substring(dot + 1));
            if (source.captures(table)) {
                watch.readDone(table);
                return;
            }
        }
    }
}
