package binlog;

import base.Problem;
import base.SteadyClock;
import capture.ObjectSearch;
import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.MariadbGtidEventData;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.EventDataWrapper;
import event.RecordKind;
import event.TableId;
import io.debezium.util.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Sees what Debezium silently skips in the binary log: rows of which only the changed part of a json is
 * logged ({@code binlog_row_value_options = PARTIAL_JSON}; every UPDATE of such a session is logged in this form),
 * changes that are logged as statements ({@code binlog_format = STATEMENT}), events of kinds that its library does not
 * know; and what it loads although it was never committed: the rows of XA transactions, and of transactions that are
 * logged with a ROLLBACK. Any session may do so. The first change after one of them ends the run.
 *
 * <p>It listens at the client that Debezium has, one watch an engine.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html">MySQL: Binary Logging
 *      Options and Variables</a>
 * @see <a
 * href="https://mariadb.com/docs/server/reference/clientserver-protocol/replication-protocol/gtid_event">MariaDB:
 *      GTID_EVENT</a>
 */
final class BinlogWatch implements BinaryLogClient.EventListener {

    /** The server reports every second when it has nothing to send. */
    private static final long SIGN_OF_LIFE_MS = 30_000;
    /** In the header of an event: it may be passed over, or is not in the log but made for us alone. */
    private static final int IGNORABLE = 0x80 | 0x20;
    /** In a GTID of MariaDB: the rows that follow end with XA PREPARE. */
    private static final int PREPARED_XA = 64;
    private static final String AFRESH = ". Load the tables again: `drop --drop-all`, then `run`";

    private final Predicate<TableId> captured;
    private final boolean fold;
    private final List<BinlogObserver> observers;
    private String file = "";
    /** The captured table that the statement changes, and where the transaction began to change one; else null. */
    private TableId table;
    private BinlogPosition touchedAt;
    /** Where the transaction begins: that of its records. */
    private BinlogPosition transactionAt = new BinlogPosition("", 0, "");
    private boolean inXa;
    private EventType before;
    private volatile BinlogPosition passed = new BinlogPosition("", 0, "");
    private volatile long passedAt;
    /** When each file of the log was begun, in milliseconds since 1970. */
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private Runnable firstCheck = () -> { };
    private BinlogPosition resume;
    private long resumeBegun;
    private final UnloadableChange unloadable = new UnloadableChange();
    private BinlogPosition reached;
    private long reachedAt;

    /**
     * @param captured whether a table is captured
     * @param fold     whether the server takes names of tables in any case for the same
     */
    BinlogWatch(Predicate<TableId> captured, boolean fold, BinlogObserver... observers) {
        this.captured = captured;
        this.fold = fold;
        this.observers = List.of(observers);
    }

    /**
     * Goes on from a place in the log that is there already.
     *
     * @param fileBegun  when its file was begun, as {@link #begun} told when it was read; 0 where it is not known
     * @param firstCheck is made once Debezium knows the tables, ahead of the first event; ends the run with its Problem
     */
    void resume(BinlogPosition from, long fileBegun, Runnable firstCheck) {
        this.resume = from;
        this.resumeBegun = fileBegun;
        this.firstCheck = firstCheck;
    }

    /** When a file of the log was begun, in milliseconds since 1970; 0 where it was not seen. */
    long begun(String logFile) {
        return begun.getOrDefault(logFile, 0L);
    }

    /** Listens to the client of an engine whose task has started; an engine that only takes a snapshot has none. */
    void listen(Object engine) {
        BinaryLogClient client = ObjectSearch.find(engine, BinaryLogClient.class);
        if (client != null) {
            observers.forEach(observer -> observer.listen(engine));
            client.registerEventListener(this);
        }
    }

    @Override
    public void onEvent(Event event) {
        EventType type = event.getHeader().getEventType();
        EventData data = event.getData() instanceof EventDataWrapper wrapper
                ? wrapper.getInternal() : event.getData();
        if (before == null) {
            first(type);
        }
        switch (type) {
            case ROTATE -> file = ((RotateEventData) data).getBinlogFilename();
            case FORMAT_DESCRIPTION -> begin(event.getHeader().getTimestamp());
            case GTID, ANONYMOUS_GTID -> transaction(event, false);
            case XID -> begin(false);
            case MARIADB_GTID -> transaction(event, (((MariadbGtidEventData) data).getFlags() & PREPARED_XA) != 0);
            case TABLE_MAP -> map((TableMapEventData) data);
            case QUERY -> query((QueryEventData) data);
            case TRANSACTION_PAYLOAD -> ((TransactionPayloadEventData) data).getUncompressedEvents()
                    .forEach(this::onEvent);
            default -> unreadable(event, type);
        }
        before = type;
        if (next(event) > 0) {
            // Debezium may still be among the changes inside of a compressed transaction: the next event tells that
            // they came.
            passed = new BinlogPosition(file, type == EventType.TRANSACTION_PAYLOAD
                    ? ((EventHeaderV4) event.getHeader()).getPosition() : next(event), "");
        }
        passedAt = SteadyClock.now();
    }

    private void first(EventType type) {
        observers.forEach(BinlogObserver::begin);
        try {
            firstCheck.run();
        }
        catch (Problem problem) {
            unloadable.found(resume, problem.getMessage());
        }
        if (type != EventType.ROTATE) {
            lose("The beginning of the log was not seen", "");      // every log begins with its name
        }
    }

    /** A log that was reset has files of the same names again, and perhaps as many transactions in them. */
    private void begin(long at) {
        begun.put(file, at);
        if (resumeBegun > 0 && file.equals(resume.file()) && at != resumeBegun) {
            unloadable.found(resume, "The log file " + file + " is not the one that was read up to " + resume.text()
                    + ": the server was restored to an older state, or its log was reset" + AFRESH);
        }
    }

    private static long next(Event event) {
        return event.getHeader() instanceof EventHeaderV4 header ? header.getNextPosition() : 0;
    }

    private void transaction(Event gtid, boolean xa) {
        transactionAt = new BinlogPosition(file, ((EventHeaderV4) gtid.getHeader()).getPosition(), "");
        begin(xa);
    }

    private void begin(boolean xa) {
        table = null;
        touchedAt = null;
        inXa = xa;
    }

    /** The tables of a statement come one after the other, then its rows. */
    private void map(TableMapEventData map) {
        TableId name = new TableId(map.getDatabase(), map.getTable());
        boolean isCaptured = captured.test(name);
        table = isCaptured ? name : before == EventType.TABLE_MAP ? table : null;
        if (table != null && touchedAt == null) {
            touchedAt = here();
        }
        if (inXa && table != null) {
            lose("A change of table " + table + " was made in an XA transaction", ", which Debezium loads whether it"
                    + " is committed or not: do not change captured tables in XA transactions" + AFRESH);
        }
        if (isCaptured) {
            observers.forEach(observer -> look(observer, map));
        }
    }

    /**
     * Where the server cannot be asked for what the log does not tell, the engine is started again, as after a lost
     * connection.
     */
    private void look(BinlogObserver observer, TableMapEventData map) {
        try {
            String what = observer.see(map, here());
            if (!what.isEmpty()) {
                unloadable.found(transactionAt, what + ", at " + here().text() + AFRESH);
            }
        }
        catch (Problem problem) {
            unloadable.found(problem.getCause() == null ? transactionAt : new BinlogPosition("", 0, ""),
                    problem.getMessage());
        }
    }

    private void query(QueryEventData query) {
        LoggedStatement statement = LoggedStatement.of(query.getDatabase(), query.getSql(), fold);
        observers.forEach(observer -> observer.see(statement, here()));
        if (statement.startsWith("BEGIN") || statement.startsWith("COMMIT")) {
            begin(false);
        }
        else if (statement.startsWith("XA")) {
            begin(statement.startsWith("XA", "START"));
        }
        else if (statement.startsWith("ROLLBACK") && touchedAt != null) {
            lose(touchedAt, "A change was logged although it was rolled back, as happens when its transaction also"
                    + " changes a temporary or non-transactional table", ", and Debezium loads it" + AFRESH);
        }
        else if (statement.changes(captured)) {
            String sql = query.getSql();        // with comments, which may tell who sent it
            lose("A change was logged as a statement (binlog_format = STATEMENT or MIXED in a session): "
                    + sql.substring(0, Math.min(60, sql.length())).replaceAll("\\s+", " "),
                            "…, which has no rows to load: let no session set it" + AFRESH);
        }
    }

    private void unreadable(Event event, EventType type) {
        switch (type) {
            case PARTIAL_UPDATE_ROWS_EVENT -> {
                if (table != null) {
                    lose("An UPDATE of table " + table + " was logged with binlog_row_value_options = PARTIAL_JSON",
                            ", which Debezium cannot read: let no session set it" + AFRESH);
                }
            }
            case EXECUTE_LOAD_QUERY -> lose("A LOAD DATA was logged as a statement (binlog_format = STATEMENT or MIXED"
                    + " in a session)",
                    ", which has no rows to load and does not say of which table: let no session set it" + AFRESH);
            case INCIDENT -> lose("The server says that it could not log everything", AFRESH);
            case UNKNOWN -> {
                if ((((EventHeaderV4) event.getHeader()).getFlags() & IGNORABLE) == 0) {
                    lose("The log has an event of a kind that Debezium does not know",
                            ": it may be a change, as MariaDB compresses it with log_bin_compress = ON" + AFRESH);
                }
            }
            default -> { }
        }
    }

    /** Adds what is found in the log, and is to be remembered, to a position. */
    void addTo(Map<String, Object> position) {
        observers.forEach(observer -> observer.addTo(position));
    }

    /** Where the event stands that is being read. */
    BinlogPosition here() {
        return new BinlogPosition(file, passed.pos(), "");
    }

    private void lose(String what, String why) {
        lose(here(), what, why);
    }

    private void lose(BinlogPosition at, String what, String why) {
        unloadable.found(at, what + ", at " + at.text() + why);
    }

    /** What was found in the log that cannot be loaded. */
    UnloadableChange unloadable() {
        return unloadable;
    }

    /** @throws Problem with the cause of a broken connection, when the server has been silent for too long */
    void requireSignOfLife() {
        long silent = passedAt == 0 ? 0 : SteadyClock.now() - passedAt;
        if (silent > SIGN_OF_LIFE_MS) {
            String sentence = "The server has been silent for " + silent / 1000 + " s";
            throw Problem.run(sentence, new IOException(sentence));
        }
    }

    /** Whether all records of what is before {@code end} have come: with the first heartbeat that was made after it. */
    boolean hasPassed(BinlogPosition end, SourceRecord record) {
        if (RecordKind.of(record) != RecordKind.HEARTBEAT) {
            return false;
        }
        if (reached == null && passed.compareTo(end) >= 0) {
            reached = end;
            reachedAt = Clock.SYSTEM.currentTimeInMillis();
        }
        return reached != null && ((Struct) record.value()).getInt64("ts_ms") > reachedAt;
    }
}
