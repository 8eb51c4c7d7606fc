package binlog;

import io.debezium.config.Configuration;
import io.debezium.document.Document;
import io.debezium.document.DocumentReader;
import io.debezium.document.DocumentWriter;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryListener;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Debezium's schema history, kept in a {@link HistoryLog}. Debezium asks a history for everything it has and applies
 * what it takes to be before the offset; with GTIDs that includes the DDL right after it, which the server sends
 * again, and a RENAME of two tables is not to be done twice. Here the file itself ends where the offset is, and all of
 * it is applied.
 *
 * <p>Debezium creates the instance itself, hence the registry by name
 * (<a href="https://debezium.io/documentation/reference/stable/connectors/mysql.html">MySQL connector</a>).
 */
public final class BinlogHistory extends AbstractSchemaHistory {

    static final String NAME = "schema.history.internal.log.name";
    private static final Map<String, HistoryLog> LOGS = new ConcurrentHashMap<>();

    private HistoryLog log;

    /** Makes a file known under a name. */
    static void register(String name, HistoryLog log) {
        LOGS.put(name, log);
    }

    @Override
    public void configure(Configuration config, HistoryRecordComparator comparator, SchemaHistoryListener listener,
            boolean useCatalogBeforeSchema) {
        super.configure(config, new HistoryRecordComparator() {
            @Override
            public boolean isAtOrBefore(HistoryRecord record, HistoryRecord offset) {
                return true;
            }
        }, listener, useCatalogBeforeSchema);
        log = LOGS.get(config.getString(NAME));
    }

    @Override
    protected void storeRecord(HistoryRecord record) {
        Document position = record.document().getDocument(HistoryRecord.Fields.POSITION);
        Map<String, Object> offset = new HashMap<>();
        offset.put(BinlogPosition.FILE, position.getString(BinlogPosition.FILE));
        offset.put(BinlogPosition.POS, position.getLong(BinlogPosition.POS));
        offset.put(BinlogPosition.GTIDS, position.getString(BinlogPosition.GTIDS));
        boolean ofSnapshot = position.has("snapshot");
        try {
            log.append(DocumentWriter.defaultWriter().write(record.document()),
                    ofSnapshot ? null : BinlogPosition.of(offset), position.getLong("event", 0) > 0);
        }
        catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void recoverRecords(Consumer<HistoryRecord> records) {
        for (String line : log.read()) {
            try {
                records.accept(new HistoryRecord(DocumentReader.defaultReader().read(line)));
            }
            catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public boolean exists() {
        return !log.isEmpty();
    }

    @Override
    public boolean storageExists() {
        return true;
    }
}
