package capture;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.EventDataWrapper;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sees what Debezium passes over in the binary log without a word: rows of which only the changed part of a json is logged
 * ({@code binlog_row_value_options = PARTIAL_JSON}; every UPDATE of such a session is logged in this form), and changes
 * that are logged as statements ({@code binlog_format = STATEMENT}). Any session may set either for itself.
 *
 * <p>It listens at the client that Debezium has, which no part of Debezium's API hands out.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html">MySQL: Binary Logging
 *      Options and Variables</a>
 */
final class BinlogWatch implements BinaryLogClient.EventListener {

    /** Called by the thread that reads the log, before any later event becomes a record. */
    interface Lost {

        /** @param table as {@code schema.table}, captured or not */
        void partialUpdate(String table);

        /** @param database the session's, may be empty */
        void statement(String database, String sql);
    }

    private static final List<String> CHANGES = List.of("INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD");
    /** Objects that are looked at in search of the client; some hundred are there. */
    private static final int MAX_OBJECTS = 20_000;

    private final Lost lost;
    private String table = "";

    private BinlogWatch(Lost lost) {
        this.lost = lost;
    }

    /**
     * Listens to the client of an engine whose task has started ({@code ConnectorCallback.taskStarted}).
     *
     * @return false if there is no client, as for an engine that only takes a snapshot
     */
    static boolean listen(Object engine, Lost lost) {
        BinaryLogClient client = client(engine);
        if (client != null) {
            client.registerEventListener(new BinlogWatch(lost));
        }
        return client != null;
    }

    @Override
    public void onEvent(Event event) {
        EventType type = event.getHeader().getEventType();
        EventData data = event.getData() instanceof EventDataWrapper
                ? ((EventDataWrapper) event.getData()).getInternal() : event.getData();
        switch (type) {
            case TABLE_MAP -> {
                TableMapEventData map = (TableMapEventData) data;
                table = map.getDatabase() + "." + map.getTable();
            }
            case PARTIAL_UPDATE_ROWS_EVENT -> lost.partialUpdate(table);
            case QUERY -> statement((QueryEventData) data);
            case TRANSACTION_PAYLOAD -> ((TransactionPayloadEventData) data).getUncompressedEvents().forEach(this::onEvent);
            default -> { }
        }
    }

    private void statement(QueryEventData query) {
        String sql = query.getSql().stripLeading();
        String first = sql.substring(0, Math.min(8, sql.length())).toUpperCase(Locale.ROOT);
        if (CHANGES.stream().anyMatch(first::startsWith)) {
            lost.statement(query.getDatabase() == null ? "" : query.getDatabase(), sql);
        }
    }

    /** From the engine through its task, coordinator and factory of sources: by type, as the fields' names may change. */
    private static BinaryLogClient client(Object engine) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(engine));
        while (!open.isEmpty() && seen.size() < MAX_OBJECTS) {
            Object each = open.poll();
            if (each instanceof BinaryLogClient) {
                return (BinaryLogClient) each;
            }
            if (seen.add(each)) {
                addParts(each, open);
            }
        }
        return null;
    }

    private static void addParts(Object whole, Deque<Object> parts) {
        if (whole instanceof Collection) {
            ((Collection<?>) whole).forEach(part -> add(part, parts));
        }
        else if (whole instanceof Map) {
            ((Map<?, ?>) whole).values().forEach(part -> add(part, parts));
        }
        else if (whole instanceof AtomicReference) {
            add(((AtomicReference<?>) whole).get(), parts);
        }
        else if (whole.getClass().getName().startsWith("io.debezium.")) {
            for (Class<?> type = whole.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    addField(whole, field, parts);
                }
            }
        }
    }

    private static void addField(Object whole, Field field, Deque<Object> parts) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive() && field.trySetAccessible()) {
            try {
                add(field.get(whole), parts);
            }
            catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void add(Object part, Deque<Object> parts) {
        if (part != null) {
            parts.add(part);
        }
    }
}
