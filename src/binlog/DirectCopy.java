package binlog;

import capture.EngineCopy;
import capture.NameList;
import capture.ServerConnection;
import capture.SourceDatabase;
import capture.SourceDatabase.HighWatermark;
import event.ChangeEvent.Origin;
import event.Decoder;
import event.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import watch.Watch;

/**
 * One table read directly while the stream goes on: under a short lock of this table alone ({@link TableLock}) a second
 * connection takes a consistent snapshot and the log's place is read; the rows are read without the lock. Where that
 * may not be, an engine of its own reads it.
 */
final class DirectCopy extends EngineCopy {

    /** Properties, and with a dot at the end families of them, with which rows are made outside of the schema. */
    private static final List<String> IN_THE_WAY = List.of("transforms", "predicates", "post.processors",
            "snapshot.query.mode", "snapshot.select.statement.overrides");
    /** The server sends rows as fast as they are taken, and ends a connection that takes none for so long. */
    private static final int WRITE_TIMEOUT_S = 600;
    private static final int SILENCE_MS = 600_000;
    private static final String BROKEN_OFF = "08S01";
    /** Of a sentence that may have a stack trace in it. */
    private static final int SAID = 150;

    private final Properties alone;
    private final Function<Properties, BinlogServer> connect;
    private final Decoder decoder = new Decoder();
    private volatile ConnectorReader reader;

    /**
     * @param properties with this table alone, and nothing that is shared with the engine that streams
     * @param engine     the source that an engine of its own would have
     */
    DirectCopy(TableId id, Properties properties, SourceDatabase engine, Function<Properties, BinlogServer> connect,
            Path file, Supplier<HighWatermark> end, Watch watch) {
        super(id, engine, file, (change, place) -> change instanceof BinlogPosition at
                && at.compareTo((BinlogPosition) place) >= 0, end, watch);
        this.alone = properties;
        this.connect = connect;
    }

    @Override
    protected void read() throws Exception {
        if (!readDirectly()) {
            super.read();
        }
    }

    /** False where it may not be read so; then nothing of it was read. */
    private boolean readDirectly() throws Exception {
        try (BinlogServer server = connect.apply(alone)) {
            if (!hindrance(alone).isEmpty() || !isTransactional(server)) {
                return false;
            }
            try (ConnectorReader opened = ConnectorReader.of(server.readerName(), alone, server.foldsNames())) {
                reader = opened;
                Connection connection = opened.connection();
                connection.setNetworkTimeout(Runnable::run, SILENCE_MS);
                prepare(connection, server);
                TableLock lock = new TableLock(server, id());
                if (!lock.take(connection)) {
                    server.requireLockPrivilege(id().schema());
                    return false;
                }
                align(lock.place());
                opened.define(lock.definition(), id());
                readRows(connection, new Origin(lock.place(), lock.micros()));
            }
            return true;
        }
        catch (SQLException | RuntimeException e) {
            if (isClosing()) {
                return true;
            }
            throw place() == null || BinlogErrors.pass(e) ? e : brokenOff(e);
        }
    }

    /** Of a connection that breaks off in the middle of a result the driver does not say that it has. */
    private SQLException brokenOff(Exception e) {
        String why = ServerConnection.innermost(e);
        SQLException brokenOff = new SQLException("the rows of table " + id() + " have not come to their end: "
                + why.substring(0, Math.min(why.length(), SAID)), BROKEN_OFF);
        brokenOff.addSuppressed(e);
        return brokenOff;
    }

    /** The property that stands in the way; empty if none does. */
    static String hindrance(Properties debezium) {
        if (!"minimal".equals(debezium.getProperty("snapshot.locking.mode"))) {
            return "snapshot.locking.mode";
        }
        return new TreeSet<>(debezium.stringPropertyNames()).stream().filter(name -> IN_THE_WAY.stream()
                .anyMatch(each -> name.equals(each) || name.startsWith(each + "."))).findFirst().orElse("");
    }

    /** Whether its engine keeps old rows for a snapshot: MyISAM does not. */
    private boolean isTransactional(BinlogServer server) {
        return server.row("SELECT e.transactions FROM information_schema.tables t JOIN information_schema.engines e ON"
                + " e.engine = t.engine WHERE t.table_schema = ? AND t.table_name = ?", id().schema(), id().name())
                .contains("YES");
    }

    /** A session as the values need it, whatever the server's defaults are. */
    private static void prepare(Connection connection, BinlogServer server) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            statement.execute("SET SESSION net_write_timeout = " + WRITE_TIMEOUT_S);
            statement.execute("SET SESSION " + server.statementTimeout() + " = 0");
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        }
    }

    private void readRows(Connection connection, Origin origin) throws Exception {
        try (Statement statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY,
                ResultSet.CONCUR_READ_ONLY)) {
            statement.setFetchSize(reader.fetchSize());
            try (ResultSet rows = statement.executeQuery(reader.select(NameList.kept(alone, "column")))) {
                while (!isClosing() && rows.next()) {
                    Object[] values = reader.values(rows);
                    write(decoder.read(id(), reader.key(values), reader.row(values), origin));
                }
                if (isClosing()) {
                    abort();        // else the driver would read all that is left
                }
            }
        }
    }

    @Override
    protected void abort() {
        super.abort();
        ConnectorReader reading = reader;
        if (reading != null) {
            reading.abort();
        }
    }
}
