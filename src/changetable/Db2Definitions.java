package changetable;

import capture.AppliedHistory;
import io.debezium.document.Array;
import io.debezium.relational.history.HistoryRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables' definitions in an engine's life. None is kept: Db2's change tables are altered in place, so that the
 * present definition is right for all that they have, and a start has the connector read it.
 */
final class Db2Definitions implements AppliedHistory.Lines {

    private final Map<String, String> lines = new LinkedHashMap<>();

    @Override
    public synchronized List<String> read() {
        return List.copyOf(lines.values());
    }

    @Override
    public synchronized boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The connector repeats a table's with each change of it. */
    @Override
    public synchronized void append(String line, HistoryRecord record) {
        Array changes = record.document().getArray("tableChanges");
        boolean named = changes != null && !changes.isEmpty();
        lines.put(named ? changes.get(0).asDocument().getString("id") : line, line);
    }
}
