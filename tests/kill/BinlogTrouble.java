import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a binary log's reader has to survive besides changes: new files, its connection killed, the server restarted
 * or killed, and each of them right after DDL, with nothing written for a while.
 */
final class BinlogTrouble {

    private static final int MOST_RESTARTS = 3;
    private static final long EXCUSED_MS = 90_000;

    private final BinlogSource source;
    private int restarts;
    private volatile long downAt;

    BinlogTrouble(BinlogSource source) {
        this.source = source;
    }

    /** Makes trouble until the workload ends. */
    void run(Workload workload, Random random) throws Exception {
        while (!workload.isStopped()) {
            Thread.sleep(1_000 + random.nextInt(3_000));
            int kind = random.nextInt(10);
            if (kind < 2) {
                sql("FLUSH BINARY LOGS");
            }
            else if (kind < 4) {
                killReaders();
            }
            else if (kind < 9 && workload.isAltering()) {
                workload.quietly(() -> quietly(random));
            }
            else if (kind == 9 && restarts < (workload.isAltering() ? MOST_RESTARTS : 1)) {
                restart();
            }
        }
    }

    /** DDL, then nothing but a new file or a restart: what is stored meanwhile lies between the two. */
    private void quietly(Random random) throws Exception {
        try (Connection connection = source.connect()) {
            if (random.nextBoolean()) {
                BinlogWriter.changeColumns(connection, random);
            }
            else {
                BinlogWriter.swapColumns(connection, random);
            }
        }
        if (random.nextInt(4) > 0 || restarts >= MOST_RESTARTS) {
            sql("FLUSH BINARY LOGS");
        }
        else {
            restart();
        }
        Thread.sleep(2_000 + random.nextInt(3_000));
        try (Connection connection = source.connect()) {
            BinlogWriter.useColumns(connection, random);
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = source.connect()) {
            Sql.execute(connection, statements);
        }
    }

    private void killReaders() throws SQLException {
        try (Connection connection = source.connect()) {
            for (List<String> reader : Sql.query(connection, "SELECT id FROM information_schema.processlist WHERE user"
                    + " = 'cdc' AND command LIKE 'Binlog Dump%'")) {
                Sql.execute(connection, "KILL " + reader.get(0));
            }
        }
        catch (SQLException gone) {
            if (gone.getErrorCode() != 1094) {
                throw gone;
            }
        }
    }

    private void restart() throws IOException, InterruptedException, SQLException {
        restarts++;
        downAt = System.currentTimeMillis();
        if (restarts % 2 == 0) {
            docker("kill", source.container());     // SIGKILL: the server recovers from its log
            docker("start", source.container());
        }
        else {
            docker("restart", "-t", "30", source.container());
        }
        for (long end = System.currentTimeMillis() + 120_000;; Thread.sleep(300)) {
            try (Connection connection = source.connect()) {
                break;
            }
            catch (SQLException down) {
                if (System.currentTimeMillis() > end) {
                    throw down;
                }
            }
        }
        downAt = System.currentTimeMillis();
    }

    private static void docker(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(line + ": " + said);
        }
    }

    /** Whether a loader may have ended because the server was down when it started. */
    boolean excuses(String lastLine) {
        return (lastLine.contains("Cannot connect to") || lastLine.contains("Lost the connection to"))
                && System.currentTimeMillis() - downAt < EXCUSED_MS;
    }
}
