package capture;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.EventDataWrapper;
import config.Problem;
import event.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Sees what Debezium passes over in the binary log without a word: rows of which only the changed part of a json is logged
 * ({@code binlog_row_value_options = PARTIAL_JSON}; every UPDATE of such a session is logged in this form), changes that
 * are logged as statements ({@code binlog_format = STATEMENT}), and XA transactions, of which Debezium takes the rows
 * whether they are committed later or not. Any session may use them. The first change behind one of them ends the run.
 *
 * <p>It listens at the client that Debezium has, one watch an engine.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html">MySQL: Binary Logging
 *      Options and Variables</a>
 */
final class BinlogWatch implements BinaryLogClient.EventListener {

    /** The server says every second that there is nothing to say. */
    private static final long SIGN_OF_LIFE_MS = 30_000;
    private static final List<String> CHANGES = List.of("INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD");
    private static final String AFRESH = ". Load the tables again: `drop --drop-all`, then `run`";

    private final Predicate<String> captured;
    private String file = "";
    private String table = "";
    private boolean inXa;
    private boolean begun;
    private volatile BinlogPosition passed = new BinlogPosition("", 0, "");
    private volatile long passedAt;
    private volatile BinlogPosition lostAt;
    private volatile String lost;
    private BinlogPosition reached;
    private long reachedAt;

    /** @param captured whether the table {@code database.table} is captured */
    BinlogWatch(Predicate<String> captured) {
        this.captured = captured;
    }

    /** Listens to the client of an engine whose task has started; an engine that only takes a snapshot has none. */
    void listen(Object engine) {
        BinaryLogClient client = ObjectSearch.find(engine, BinaryLogClient.class);
        if (client != null) {
            client.registerEventListener(this);
        }
    }

    @Override
    public void onEvent(Event event) {
        EventType type = event.getHeader().getEventType();
        EventData data = event.getData() instanceof EventDataWrapper
                ? ((EventDataWrapper) event.getData()).getInternal() : event.getData();
        if (!begun && type != EventType.ROTATE) {
            lose("The beginning of the log was not seen", "");      // every log begins with its name
        }
        begun = true;
        switch (type) {
            case ROTATE -> file = ((RotateEventData) data).getBinlogFilename();
            case TABLE_MAP -> {
                TableMapEventData map = (TableMapEventData) data;
                table = map.getDatabase() + "." + map.getTable();
                if (inXa && captured.test(table)) {
                    lose("A change of table " + table + " was made in an XA transaction", ", which Debezium loads whether it is"
                            + " committed or not: XA transactions and captured tables do not go together" + AFRESH);
                }
            }
            case PARTIAL_UPDATE_ROWS_EVENT -> {
                if (captured.test(table)) {
                    lose("An UPDATE of table " + table + " was logged with binlog_row_value_options = PARTIAL_JSON",
                            ", which Debezium cannot read: let no session set it" + AFRESH);
                }
            }
            case QUERY -> query((QueryEventData) data);
            case TRANSACTION_PAYLOAD -> ((TransactionPayloadEventData) data).getUncompressedEvents().forEach(this::onEvent);
            default -> { }
        }
        EventHeaderV4 header = event.getHeader();
        if (header.getNextPosition() > 0) {
            // Debezium may still be among the changes inside of a compressed transaction: the next event tells that they came.
            passed = new BinlogPosition(file, type == EventType.TRANSACTION_PAYLOAD ? header.getPosition() : header.getNextPosition(),
                    "");
        }
        passedAt = System.currentTimeMillis();
    }

    private void query(QueryEventData query) {
        String sql = query.getSql().stripLeading();
        String first = sql.substring(0, Math.min(8, sql.length())).toUpperCase(Locale.ROOT);
        inXa = first.startsWith("XA START") || inXa && !first.startsWith("XA");
        String database = query.getDatabase() == null ? "" : query.getDatabase();
        if (CHANGES.stream().anyMatch(first::startsWith) && mayBeCaptured(database, sql)) {
            lose("A change was logged as a statement (binlog_format = STATEMENT or MIXED in a session): "
                    + sql.substring(0, Math.min(60, sql.length())).replaceAll("\\s+", " "), "…, which has no rows to load: let no"
                            + " session set it" + AFRESH);
        }
    }

    /** By the first names in the statement; what cannot be told may be. */
    private boolean mayBeCaptured(String database, String sql) {
        String[] words = sql.replace("`", "").split("[\\s(,;]+");
        for (int i = 1; i < Math.min(words.length, 6); i++) {
            if (captured.test(words[i].contains(".") ? words[i] : database + "." + words[i])) {
                return true;
            }
        }
        return false;
    }

    private void lose(String what, String why) {
        if (lost == null) {
            lostAt = new BinlogPosition(file, passed.pos(), "");
            lost = what + ", at " + lostAt.text() + why;
        }
    }

    /** @throws Problem when something that cannot be loaded is before this place */
    void requireNothingLost(BinlogPosition at) {
        if (lost != null && at.compareTo(lostAt) >= 0) {
            throw lostAt.file().isEmpty() ? new UncheckedIOException(new IOException(lost)) : Problem.run(lost);
        }
    }

    /** @throws Problem with the cause of a broken connection, when the server has been silent for too long */
    void requireSignOfLife() {
        long silent = passedAt == 0 ? 0 : System.currentTimeMillis() - passedAt;
        if (silent > SIGN_OF_LIFE_MS) {
            String sentence = "The server has been silent for " + silent / 1000 + " s";
            throw Problem.run(sentence, new IOException(sentence));
        }
    }

    /** Whether all records of what is before {@code end} have come: with the first heartbeat that was made after it. */
    boolean hasPassed(BinlogPosition end, SourceRecord record) {
        if (Kind.of(record) != Kind.HEARTBEAT) {
            return false;
        }
        if (reached == null && passed.compareTo(end) >= 0) {
            reached = end;
            reachedAt = System.currentTimeMillis();
        }
        return reached != null && ((Struct) record.value()).getInt64("ts_ms") > reachedAt;
    }
}
