package capture;

import io.debezium.config.Configuration;
import io.debezium.document.DocumentReader;
import io.debezium.document.DocumentWriter;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Debezium's schema history, kept in a file of the source's own that ends where the checkpoint is. All of it is
 * applied: Debezium would apply what it takes to be before the offset. With MySQL's GTIDs that includes the DDL right
 * after it, which the server sends again, and a RENAME of two tables is not to be done twice; of an offset that is the
 * beginning of a transaction it cannot tell.
 *
 * <p>Debezium creates the instance itself, hence the registry by name
 * (<a href="https://debezium.io/documentation/reference/stable/connectors/mysql.html">MySQL connector</a>).
 */
public final class AppliedHistory extends AbstractSchemaHistory {

    /** One line of JSON a record. */
    public interface Lines {

        /** All that are whole. */
        List<String> read();

        boolean isEmpty();

        /** @param line the record's text */
        void append(String line, HistoryRecord record);
    }

    private static final String NAME = "schema.history.internal.log.name";
    private static final Map<String, Lines> LINES = new ConcurrentHashMap<>();

    private Lines lines;

    /** Has the engine with these properties keep its history in these lines. */
    public static void use(Lines lines, Properties properties) {
        String name = properties.getProperty("name");
        LINES.put(name, lines);
        properties.setProperty("schema.history.internal", AppliedHistory.class.getName());
        properties.setProperty(NAME, name);
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
        lines = LINES.get(config.getString(NAME));
    }

    @Override
    protected void storeRecord(HistoryRecord record) {
        try {
            lines.append(DocumentWriter.defaultWriter().write(record.document()), record);
        }
        catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void recoverRecords(Consumer<HistoryRecord> records) {
        for (String line : lines.read()) {
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
        return !lines.isEmpty();
    }

    @Override
    public boolean storageExists() {
        return true;
    }
}
