import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/**
 * {@code kill -9} of the server, now and then: of its container, {@code KILL_CONTAINER}; else of one of its processes
 * on this host, which makes PostgreSQL end all others and recover from its log.
 *
 * @see <a href="https://www.postgresql.org/docs/current/server-shutdown.html">Shutting Down the Server</a>
 */
final class PostgresTrouble {

    private static final String CONTAINER = System.getenv().getOrDefault("KILL_CONTAINER", "");
    private static final int PAUSE_MS = Integer.parseInt(System.getenv().getOrDefault("KILL_SERVER_EVERY", "20"))
            * 1_000;
    private static final long EXCUSED_MS = 60_000;

    private volatile long downAt = -EXCUSED_MS;
    private volatile int kills;

    /** Makes trouble until the workload ends. */
    void run(Workload workload, Random random) throws Exception {
        while (PAUSE_MS > 0 && !workload.isStopped()) {
            for (int left = PAUSE_MS / 2 + random.nextInt(PAUSE_MS); left > 0 && !workload.isStopped(); left -= 100) {
                Thread.sleep(100);
            }
            if (!workload.isStopped()) {
                kill();
            }
        }
        System.out.println("# the server was killed " + kills + " times");
    }

    private void kill() throws SQLException, IOException, InterruptedException {
        downAt = System.currentTimeMillis();
        if (CONTAINER.isEmpty()) {
            try (Connection victim = patiently()) {
                run("kill", "-KILL", Sql.query(victim, "SELECT pg_backend_pid()").get(0).get(0));
            }
            catch (SQLException gone) {
                // it is the one that was killed
            }
        }
        else {
            run("docker", "kill", CONTAINER);
            run("docker", "start", CONTAINER);
        }
        kills++;
        patiently().close();
        downAt = System.currentTimeMillis();
    }

    private static void run(String... line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(List.of(line) + ": " + said);
        }
    }

    /** A connection, as soon as the server takes one. */
    static Connection patiently() throws SQLException {
        for (long end = System.currentTimeMillis() + 90_000;;) {
            try {
                return PostgresSource.connect();
            }
            catch (SQLException down) {
                if (System.currentTimeMillis() > end) {
                    throw down;
                }
            }
            try {
                Thread.sleep(200);
            }
            catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether an error's SQLSTATE means that the server goes away, is away or comes back. */
    static boolean isDown(String state) {
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** Whether a loader may have ended because the server was down when it started. */
    boolean excuses(String lastLine) {
        return (lastLine.contains("Cannot connect to") || lastLine.contains("Lost the connection to")
                || lastLine.contains("in use by the server process")) && System.currentTimeMillis() - downAt
                < EXCUSED_MS;
    }
}
