package changetable;

import capture.AppliedHistory;
import capture.CheckpointStore;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import watch.Watch;

/**
 * A Db2 database as a source: the checks before each start, and what its connector needs that SQL Server's does not.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/db2.html">Debezium: Db2</a>
 */
public final class Db2Source extends ChangeTableSource {

    /** Deadlock or lock time-out, the database is shut down, restarted, or not to be had for now. */
    private static final List<Integer> PASSING = List.of(-911, -913, -1224, -1229, -1032, -1034, -1035, -1015, -1776,
            -4498, -4499, -30081, -30108);
    /** Capture says at least once a minute that it reads the log, as it is set up by default. */
    static final Duration SILENT = Duration.ofMinutes(5);

    private volatile Db2Layouts layouts;

    /**
     * @param debezium Debezium's properties
     * @param check    looks at the captured tables before each start
     * @param user     is told what the user should see
     */
    public Db2Source(Properties debezium, SourceTable.Check check, Watch user) {
        super(debezium, check, user);
    }

    @Override
    public String waitingFor() {
        try (Db2Server server = connect()) {
            server.requireCapture();
            return Db2Tables.of(server, given).isEmpty() ? "table " + Db2Tables.asked(given) : "";
        }
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        String mode = snapshotMode(given);
        Properties properties = settings.engine(given, mode, "do nothing here");
        if (layouts != null) {
            layouts.close();
        }
        try (Db2Server server = connect()) {
            server.requireCapture();
            layouts = new Db2Layouts(given, server, Db2Tables.captured(server, given).withChanges());
            Db2Tables tables = Db2Tables.captured(server, given);
            ChangeTableResume resume = new ChangeTableResume(server, tables.starts(), store.committed());
            resume.tellMoved(check);
            tables.check(server, given, check, store.committed(), settings::warnOnce);
            tables.requireReadable(server);
            warnOfSilence(server);
            Map<String, Object> noted = new HashMap<>();
            noted.put(Db2Kept.REGISTERED, tables.registered());
            String obstacle = new Db2Kept(server, tables, store.committed()).obstacle(resume);
            if (store.committed().snapshot() == Snapshot.DONE && settings.goesOn(obstacle, mode)) {
                properties.setProperty("snapshot.mode", "recovery");
                noted.put(ChangeTableResume.STARTS, resume.startsFromNow());
            }
            else {
                noted.put(ChangeTableResume.STARTS, resume.startsNow());
                Map<String, Object> begun = new HashMap<>(noted);
                begun.put(ChangeTableResume.DATABASE, server.id());
                begun.put("captured", tables.names());
                begun.put(ChangeTableDuplicateFilter.QUIET_AT, server.now());
                store.begin(begun);
            }
            found(tables.names(), tables.all(), noted);
        }
        AppliedHistory.use(new Db2Definitions(), properties);
        return properties;
    }

    private void warnOfSilence(Db2Server server) {
        String silence = silence(server);
        if (!silence.isEmpty()) {
            settings.warnOnce(silence);
        }
    }

    /** What to say of a Capture that records nothing; empty where it works. */
    static String silence(Db2Server server) {
        Duration silence = server.silence();
        return silence != null && silence.compareTo(SILENT) <= 0 ? "" : "Capture (asncap) does not run, or is far"
                + " behind: it said last that it had read the log " + (silence == null ? "never" : silence.toMinutes()
                + " minutes ago") + ". " + server.start();
    }

    /** The connector sends nothing while no table changes. */
    @Override
    public boolean hasHeartbeats() {
        return false;
    }

    @Override
    public void received() {
        layouts.require();
    }

    /**
     * Each start has the connector read the definitions anew; for it that is a snapshot, after which it goes on with
     * what follows the offset: so that is one place before the transaction which is to come again.
     */
    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        Map<String, Object> offset = new HashMap<>(super.offset(committed));
        offset.computeIfPresent(ChangeTableDuplicateFilter.COMMIT, (key, lsn) -> before(lsn.toString()));
        return offset;
    }

    static String before(String lsn) {
        byte[] bytes = Db2Server.bytes(lsn);
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last]-- == 0) {
            last--;
        }
        return Db2Server.lsn(bytes);
    }

    @Override
    public boolean passes(Throwable error) {
        return altered(error) != null || super.passes(error);
    }

    @Override
    public String explain(Throwable error) {
        Throwable altered = altered(error);
        return altered != null ? altered.getMessage() : super.explain(error);
    }

    private static Throwable altered(Throwable error) {
        Throwable e = error;
        while (e != null && !(e instanceof LayoutChanged)) {
            e = e.getCause();
        }
        return e;
    }

    @Override
    Db2Server connect() {
        return new Db2Server(given);
    }

    @Override
    String server() {
        return Db2Server.name(given);
    }

    @Override
    List<Integer> passing() {
        return PASSING;
    }

    /** An update has two rows in a change table: a delete and an insert. */
    @Override
    ChangeTableDuplicateFilter newFilter(Checkpoint start) {
        return new ChangeTableDuplicateFilter(start, 2);
    }
}
