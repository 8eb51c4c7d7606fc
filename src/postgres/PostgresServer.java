package postgres;

import base.Problem;
import base.SteadyClock;
import capture.ServerConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.PSQLException;

/** What a PostgreSQL server says of itself, over an ordinary connection that is open for a check only. */
public final class PostgresServer extends ServerConnection {

    /** PostgreSQL's code of an error: a lock could not be taken in time. */
    static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final Set<String> GONE = Set.of("42P01", "3F000");
    private static final int PATIENCE_MS = 10_000;
    static final String TOO_MANY_CONNECTIONS = "53300";
    private static final int ANSWER_SECONDS = 60;
    private static final int LOOK_SECONDS = 20;
    /** Words that name a table or schema in quotes only (PostgreSQL, appendix SQL Key Words). */
    private static final Set<String> RESERVED = Set.of(("all analyse analyze and any array as asc asymmetric"
            + " authorization binary both case cast check collate collation column concurrently constraint create cross"
            + " current_catalog current_date current_role current_schema current_time current_timestamp current_user"
            + " default deferrable desc distinct do else end except false fetch for foreign freeze from full grant"
            + " group having ilike in initially inner intersect into is isnull join lateral leading left like limit"
            + " localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing"
            + " primary references returning right select session_user similar some symmetric system_user table"
            + " tablesample then to trailing true union unique user using variadic verbose when where window with")
            .split(" "));

    /**
     * A row of {@code pg_replication_slots}.
     *
     * @param confirmed in bytes of log
     * @param retained  how much of the log the server keeps for it, in bytes; null when it has lost what it needs
     * @param safe      how much more may be written before it may lose that, in bytes; null: no end is set
     */
    record Slot(String name, String database, String plugin, Integer activePid, long confirmed, String walStatus,
            Long retained, Long safe) {
    }

    private final Properties given;
    private final String database;
    private final String systemId;
    private final boolean standby;

    PostgresServer(Properties debezium) {
        this(debezium, answering(ANSWER_SECONDS));
    }

    /**
     * A network that has gone silent must not hold the run: an answer comes in time or the connection counts as lost.
     */
    private static Properties answering(int seconds) {
        Properties more = new Properties();
        more.setProperty("socketTimeout", String.valueOf(seconds));
        return more;
    }

    /** A connection for a look while changes stream, which waits for no lock of a table much longer. */
    static PostgresServer looking(Properties debezium) {
        Properties more = answering(LOOK_SECONDS);
        more.setProperty("options", " -c lock_timeout=" + LOOK_SECONDS * 1_000 / 4);
        return new PostgresServer(debezium, more);
    }

    private PostgresServer(Properties debezium, Properties more) {
        super(PostgresConnection.open(debezium, more), "PostgreSQL at " + address(debezium));
        given = debezium;
        List<String> row = row("SELECT current_database(), pg_is_in_recovery()::text, "
                + "(SELECT system_identifier::text FROM pg_control_system())");
        database = row.get(0);
        standby = Boolean.parseBoolean(row.get(1));
        systemId = row.get(2);
    }

    /** A connection that reads in an exported snapshot, with the settings that the engine's snapshot has. */
    static PostgresServer reading(Properties debezium, String snapshot) {
        Properties more = new Properties();
        more.setProperty("options", debezium.getProperty("driver.options", "") + PostgresConnection.UNHURRIED);
        PostgresServer server = new PostgresServer(debezium, more);
        if (server.version() >= 170000) {
            server.execute("SET transaction_timeout = 0");
        }
        server.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        server.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
        return server;
    }

    String address() {
        return address(given);
    }

    static String address(Properties debezium) {
        return PostgresConnection.bracketed(debezium.getProperty("database.hostname")) + ":"
                + debezium.getProperty("database.port");
    }

    String database() {
        return database;
    }

    String systemId() {
        return systemId;
    }

    /** Such as 170011 for 17.11. */
    int version() {
        return Integer.parseInt(row("SHOW server_version_num").get(0));
    }

    /** What Debezium would stumble over with an error that names nothing. */
    void requireReadableTypes() {
        List<String> types = row("SELECT t.oid::regtype::text FROM pg_type t WHERE t.typcategory = 'E' AND NOT EXISTS"
                + " (SELECT FROM pg_enum e WHERE e.enumtypid = t.oid)");
        if (!types.isEmpty()) {
            throw Problem.run("Debezium cannot read database " + database + " while it has the type " + types.get(0)
                    + ", an enum without labels or a domain over an enum, used or not: give it a label, or drop it");
        }
    }

    void requireLogicalWal() {
        String level = row("SELECT current_setting('wal_level')").get(0);
        if (!"logical".equals(level)) {
            throw Problem.run("PostgreSQL at " + address() + " has wal_level = " + level
                    + ", logical is needed. Run: ALTER SYSTEM SET wal_level = logical; and restart the server");
        }
    }

    void requireReplicationRole() {
        if (given.getProperty("database.user").contains("'")) {
            throw Problem.config("User " + given.getProperty("database.user")
                    + " has a quote in its name, which Debezium puts into its queries as it is: set another user in"
                    + " [sources.debezium.postgres]");
        }
        if (row("SELECT (rolreplication OR rolsuper)::text FROM pg_roles WHERE rolname = current_user").get(0)
                .equals("false")
                && !isManagedReplicator()) {
            String user = given.getProperty("database.user");
            throw Problem.run("User " + user + " may not replicate from PostgreSQL at " + address()
                    + ". Let a superuser run: ALTER ROLE " + quote(user) + " REPLICATION;");
        }
    }

    /** Managed services give the right through a role of their own. */
    private boolean isManagedReplicator() {
        return !row("SELECT rolname FROM pg_roles WHERE rolname IN ('rds_replication', 'cloudsqlreplica')"
                + " AND pg_has_role(rolname, 'MEMBER')").isEmpty();
    }

    boolean mayCreate() {
        return row("SELECT has_database_privilege(current_database(), 'CREATE')::text").get(0).equals("true");
    }

    boolean mayEmitMessages() {
        return !standby && row("SELECT bool_and(has_function_privilege(oid, 'EXECUTE'))::text, "
                + "current_setting('transaction_read_only') FROM pg_proc WHERE proname = 'pg_logical_emit_message'")
                .equals(List.of("true", "off"));
    }

    /** The pipeline's slot, null when it does not exist. */
    Slot slot() {
        List<Slot> slots = new ArrayList<>();
        query("""
                SELECT slot_name, database, plugin, active_pid, coalesce(confirmed_flush_lsn, '0/0') - '0/0',
                       wal_status,
                       (%s - restart_lsn)::bigint, safe_wal_size
                FROM pg_replication_slots WHERE slot_name = ?""".formatted(end()),
                r -> slots.add(new Slot(r.getString(1), r.getString(2), r.getString(3), (Integer) r.getObject(4),
                        r.getLong(5), r.getString(6), (Long) r.getObject(7), (Long) r.getObject(8))),
                given.getProperty("slot.name"));
        return slots.isEmpty() ? null : slots.get(0);
    }

    /** End of the log, in bytes. */
    long currentLsn() {
        return Long.parseLong(row("SELECT (" + end() + " - '0/0')::bigint::text").get(0));
    }

    private String end() {
        return standby ? "pg_last_wal_replay_lsn()" : "pg_current_wal_lsn()";
    }

    /** Waits while a connection that has just ended still holds the slot, as after a crash of this loader. */
    void awaitInactive(Slot slot) {
        Slot now = slot;
        long deadline = SteadyClock.now() + PATIENCE_MS;
        while (now != null && now.activePid() != null) {
            if (SteadyClock.now() > deadline) {
                throw inUse(now);
            }
            LockSupport.parkNanos(50_000_000);
            now = slot();
        }
    }

    Problem inUse(Slot slot) {
        return Problem.run("Replication slot " + slot.name() + " is in use by the server process " + slot.activePid()
                + " (" + user(slot.activePid()) + "): stop the other program, or set another slot_name",
                new SQLException("slot in use", "55006"));      // passes where it was a connection of ours
    }

    private String user(int pid) {
        List<String> seen = new ArrayList<>();
        query("SELECT coalesce(application_name, '') || ' from ' || coalesce(client_addr::text, 'this host')"
                + " FROM pg_stat_activity WHERE pid = " + pid, r -> seen.add(r.getString(1)));
        return seen.isEmpty() ? "gone" : seen.get(0);
    }

    void dropSlot(Slot slot) {
        awaitInactive(slot);
        query("SELECT pg_drop_replication_slot(?)", r -> { }, slot.name());
    }

    boolean hasRows(PostgresTable table) {
        return finds("SELECT 1 FROM " + table.quoted() + " LIMIT 1", PostgresServer::isGone);
    }

    /** When the transaction began, in microseconds since 1970-01-01 UTC. */
    long transactionMicros() {
        return Long.parseLong(row("SELECT (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint::text")
                .get(0));
    }

    boolean isStandby() {
        return standby;
    }

    /** Begins a COPY … TO STDOUT. */
    CopyOut copyOut(String sql) throws SQLException {
        return connection().unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    }

    /** Cuts the connection, whatever it is waiting for. */
    void abort() {
        try {
            connection().abort(Runnable::run);
        }
        catch (SQLException alreadyGone) {
            // nothing to cut
        }
    }

    /** Writes a transactional logical message. */
    void emit(String prefix, String content) {
        query("SELECT pg_logical_emit_message(true, ?, ?)", r -> { }, prefix, content);
    }

    /** Whether the server shows this user what {@link #writtenLsn()} asks for. */
    boolean maySeeReaders() {
        return row("SELECT pg_has_role('pg_read_all_stats', 'USAGE')::text").get(0).equals("true");
    }

    /** How far the slot's connection has read the log, in bytes; 0 when unknown. */
    long writtenLsn() {
        List<Long> lsn = new ArrayList<>();
        query("SELECT coalesce(r.write_lsn, '0/0') - '0/0' FROM pg_stat_replication r JOIN pg_replication_slots s"
                + " ON s.active_pid = r.pid WHERE s.slot_name = ?", r -> lsn.add(r.getLong(1)),
                given.getProperty("slot.name"));
        return lsn.isEmpty() ? 0 : lsn.get(0);
    }

    static String quote(String name) {
        return name.matches("[a-z_][a-z0-9_]*") && !RESERVED.contains(name) ? name
                : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Whether an error says that a table, or its schema, is not there. */
    static boolean isGone(Throwable e) {
        return GONE.contains(state(e));
    }

    /** PostgreSQL's code of an error; empty where it is none of the server's. */
    static String state(Throwable e) {
        return e instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    }

    static String lsn(long value) {
        return new PostgresDuplicateFilter.Lsn(value).text();
    }

    /**
     * Whether an error is of the passing kind: connection lost, server starting or stopping, too many connections, a
     * table locked, slot in use (55006: a killed loader's connection can take the slot after {@link #awaitInactive} has
     * looked). 55000 is what the driver itself says to a thread that writes where another has just found the connection
     * lost.
     */
    public static boolean passes(SQLException e) {
        String state = state(e);
        return state.startsWith("08") || state.startsWith("57P") || state.equals(TOO_MANY_CONNECTIONS)
                || state.equals("55006") || state.equals(LOCK_NOT_AVAILABLE)
                || state.equals("55000") && e instanceof PSQLException driver && driver.getServerErrorMessage() == null;
    }
}
