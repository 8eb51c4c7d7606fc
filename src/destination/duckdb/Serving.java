package destination.duckdb;

import base.Problem;
import base.Sql;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import watch.Watch;

/**
 * Serves an open DuckDB file on 127.0.0.1 by
 * <a href="https://duckdb.org/docs/stable/quack/overview">Quack</a>, DuckDB's client/server protocol, for reading only
 * ({@link Admission}), to whoever has the token. Readers share the loader's memory and disk within limits; those that
 * take too long are cut off.
 */
final class Serving implements AutoCloseable {

    /** The name of the function that Quack asks before it runs a statement. */
    static final String GUARD = "cdc_admits";
    /** Queries that run at the same time. */
    static final int MOST_AT_ONCE = 8;
    private static final int MOST_CONNECTIONS = 200;
    private static final int TOKEN_BYTES = 24;
    private static final int LOOK_MS = 500;
    private static final int ANSWER_MS = 1_000;
    private static final String ACTIVE = "SELECT count(*) FILTER (state = 'active'), count(*) FILTER (state = 'active'"
            + " AND query_started_at < current_timestamp::TIMESTAMP - to_milliseconds(?)), count(*)"
            + " FROM quack_active_connections()";

    private final DuckDBConnection connection;
    private final Admission admission;
    private final PreparedStatement active;
    private final ServingNote note;
    private final Path noteFile;
    private final Duration longest;
    private final Watch watch;
    private final ScheduledExecutorService lookout = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "serving");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param connection to the file, as the main database; its extensions are loaded. Becomes this object's own
     * @param dataset    the schema of tables that are named without one
     * @param port       a free one
     * @param noteFile   gets address and token, for this user alone
     * @param longest    how long a query may run, and its result may wait to be fetched
     */
    Serving(DuckDBConnection connection, String dataset, int port, Path noteFile, Duration longest, Watch watch)
            throws SQLException {
        this.connection = connection;
        this.admission = new Admission(connection.duplicate(), dataset);
        this.active = connection.prepareStatement(ACTIVE);
        this.note = new ServingNote("quack:localhost:" + port, token(), ProcessHandle.current().pid());
        this.noteFile = noteFile;
        this.longest = longest;
        this.watch = watch;
    }

    /** Starts to listen; the address is in {@link #note()}. */
    void start() throws SQLException {
        DuckDBFunctions.scalarFunction().withName(GUARD).withParameter(String.class).withParameter(String.class)
                .withReturnType(String.class).withVolatile()
                .withFunction((String session, String sql) -> admitted(sql)).register(connection);
        execute("SET quack_authorization_function = '" + GUARD + "'");
        try {
            listen();
        }
        catch (SQLException e) {
            throw refused(Integer.parseInt(note.uri().replaceFirst(".*:", "")), e.getMessage().lines().findFirst()
                    .orElse(""));
        }
        execute("SET enable_external_access = false");     // also for what no parser sees
        note.write(noteFile);
        lookout.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    ServingNote note() {
        return note;
    }

    private void listen() throws SQLException {
        execute("CALL quack_serve(" + Sql.literal(note.uri()) + ", token => " + Sql.literal(note.token()) + ")");
    }

    /** Cuts every reader off. */
    void pause() throws SQLException {
        execute("CALL quack_stop(" + Sql.literal(note.uri()) + ")");
    }

    /** Takes readers again after {@link #pause()}. */
    void resume() throws SQLException {
        listen();
    }

    /** Called by Quack's threads. */
    private synchronized String admitted(String sql) {
        try {
            if (active()[0] >= MOST_AT_ONCE) {
                return refusal(MOST_AT_ONCE + " queries run already: try again");
            }
            return admission.admit(sql);
        }
        catch (Admission.Refused refused) {
            return refusal(refused.getMessage());
        }
        catch (SQLException | RuntimeException | StackOverflowError e) {
            return refusal("This statement cannot be looked through: " + e.getMessage());
        }
    }

    private static String refusal(String sentence) {
        return "SELECT error(" + Sql.literal(sentence) + ")";
    }

    /** Queries that run, those that run too long, and connections. */
    private long[] active() throws SQLException {
        active.setLong(1, longest.toMillis());
        try (ResultSet row = active.executeQuery()) {
            row.next();
            return new long[]{row.getLong(1), row.getLong(2), row.getLong(3)};
        }
    }

    /** Quack can cut off all readers or none (1.5.5). */
    private synchronized void look() {
        try {
            long[] active = active();
            if (active[1] > 0 || active[2] > MOST_CONNECTIONS) {
                pause();
                resume();
                watch.warn(active[1] > 0 ? "A reader's query took longer than " + longest.toSeconds() + " s: all"
                        + " readers were cut off, and can connect again"
                        : "More than " + MOST_CONNECTIONS + " readers were connected: all were cut off, and can"
                                + " connect again");
            }
        }
        catch (SQLException e) {
            watch.warn("Readers cannot be served: " + e.getMessage().lines().findFirst().orElse(""));
            lookout.shutdown();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * The port, or one that is free for 0. Quack takes a port that another server listens on, and neither is told: so
     * it is asked for an answer first.
     *
     * @throws Problem where it cannot be had
     */
    static int free(int wanted) {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (wanted == 0) {
                return any.getLocalPort();
            }
        }
        catch (IOException e) {
            throw refused(wanted, e.getMessage());
        }
        try (Socket answered = new Socket()) {
            answered.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), ANSWER_MS);
        }
        catch (IOException nobody) {
            return wanted;
        }
        catch (IllegalArgumentException e) {
            throw refused(wanted, e.getMessage());
        }
        throw refused(wanted, "another program listens there");
    }

    private static Problem refused(int port, String why) {
        return Problem.config("Port " + port + " on 127.0.0.1 cannot be served: " + why + ". Name another: --serve"
                + " PORT; 0 takes any that is free");
    }

    private static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    @Override
    public void close() {
        lookout.shutdownNow();
        ServingNote.remove(noteFile);
        try {
            pause();
            admission.close();
            connection.close();
        }
        catch (SQLException e) {
            // the process ends, and the server with it
        }
    }
}
