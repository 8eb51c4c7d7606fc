package oracle;

import base.Problem;
import base.SteadyClock;
import capture.AppliedHistory;
import capture.CheckpointStore;
import capture.DefinitionLog;
import capture.DuplicateFilter;
import capture.LeftOut;
import capture.LogSettings;
import capture.NameList;
import capture.SourceDatabase;
import capture.SourceTable;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import io.debezium.connector.oracle.Scn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;
import watch.Watch;

/**
 * An Oracle database as a source: the checks before each start, the tables' definitions, the resume offset.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/oracle.html">Debezium: Oracle</a>
 */
public final class OracleSource implements SourceDatabase {

    /** The catalogue of a large server is not to be asked every few seconds. */
    private static final long LOOK_MS = 60_000;

    private final Properties given;
    private final SourceTable.Check check;
    private final LogSettings settings;
    private final DefinitionLog definitions;
    private List<String> captured = List.of();
    private volatile RedoDuplicateFilter filter;
    private volatile long lookedAt = SteadyClock.now();

    /**
     * @param debezium Debezium's properties
     * @param check    looks at the captured tables before each start
     * @param user     is told what the user should see
     */
    public OracleSource(Properties debezium, SourceTable.Check check, Watch user) {
        this.given = debezium;
        this.check = check;
        this.settings = new LogSettings(user);
        this.definitions = DefinitionLog.of(debezium);
    }

    @Override
    public String waitingFor() {
        try (OracleServer server = new OracleServer(given)) {
            boolean logsAll = server.logsAll();
            server.enter();
            return OracleTables.of(server, logsAll, given).isEmpty() ? "table " + OracleTables.asked(given) : "";
        }
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        String mode = snapshotMode(given);
        Properties properties = settings.engine(given, mode, "keep the resume point from following a quiet log");
        Checkpoint committed = store.committed();
        try (OracleServer server = new OracleServer(given)) {
            OracleResume resume = new OracleResume(server, committed);
            resume.tellMoved(check);
            OracleTables tables = checkedTables(server, committed);
            if (committed.snapshot() == Snapshot.DONE && settings.goesOn(resume.obstacle(), mode)) {
                resume(tables, committed);
            }
            else {
                definitions.clear();
                Map<String, Object> start = new HashMap<>(resume.identity());
                start.put("captured", tables.names());
                store.begin(start);
            }
            captured = tables.names();
        }
        AppliedHistory.use(definitions, properties);
        return properties;
    }

    private OracleTables checkedTables(OracleServer server, Checkpoint committed) {
        server.requireArchiveLog();
        server.requireSupplementalLog();
        boolean logsAll = server.logsAll();
        String now = server.now().toString();
        server.enter();
        OracleTables tables = OracleTables.captured(server, logsAll, given);
        tables.check(server, given, check, committed, settings::warnOnce);
        tables.requireReadable(server, now);
        return tables;
    }

    /** @throws Problem when rows could be doubled or lost in this mode */
    static String snapshotMode(Properties given) {
        return LogSettings.snapshotMode(given, "deleted logs");
    }

    /** The definitions end where the checkpoint is. */
    private void resume(OracleTables tables, Checkpoint committed) {
        List<TableId> known = tables.ids().stream().filter(id -> committed.position().get("captured") instanceof List<?>
                names && names.contains(id.toString())).toList();
        if (!definitions.holds(known)) {
            throw Problem.run("The schema history " + definitions.file() + " is lost or damaged, so that the columns of"
                    + " changes that are still to come cannot be told. Put it back from a backup, or load the tables"
                    + " again: `drop --drop-all`, then `run`");
        }
        RedoPlace place = new RedoPlace(committed.position());
        definitions.cut(place::has);
    }

    @Override
    public boolean captures(TableId table) {
        return captured.contains(table.toString());
    }

    /** What a table does not log is loaded as NULL: its logging may be taken away, or a new table may lack it. */
    @Override
    public void look() {
        long now = SteadyClock.now();
        if (now - lookedAt < LOOK_MS) {
            return;
        }
        lookedAt = now;
        try (OracleServer server = new OracleServer(given)) {
            server.requireSupplementalLog();
            boolean logsAll = server.logsAll();
            server.enter();
            OracleTables.of(server, logsAll, given).requireLogged();
        }
        catch (Problem problem) {
            if (problem.getCause() == null) {
                throw problem;
            }
            // what keeps us from asking keeps the engine from reading, and that tells it
        }
    }

    @Override
    public DuplicateFilter filter(Checkpoint start) {
        filter = new RedoDuplicateFilter(LeftOut.noted(start, captured, NameList.kept(given, "table")));
        return filter;
    }

    @Override
    public Map<String, Object> offset(Checkpoint committed) {
        return committed.snapshot() == Snapshot.DONE ? new RedoPlace(committed.position()).offset() : Map.of();
    }

    /** The connector commits something itself whenever it has read all, so a later commit always comes. */
    @Override
    public HighWatermark highWatermark() {
        Scn end;
        try (OracleServer server = new OracleServer(given)) {
            end = server.now();
        }
        return new HighWatermark() {
            @Override
            public boolean reachedBy(SourceRecord record) {
                return filter.isPast(end);
            }
        };
    }

    @Override
    public boolean passes(Throwable error) {
        return OracleErrors.pass(error);
    }

    @Override
    public String explain(Throwable error) {
        return OracleErrors.explain(OracleServer.name(given), error);
    }
}
