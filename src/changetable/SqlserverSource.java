package changetable;

import base.Problem;
import capture.AppliedHistory;
import capture.CheckpointStore;
import capture.DefinitionLog;
import capture.SourceTable;
import com.fasterxml.jackson.databind.JsonNode;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import watch.Watch;

/**
 * A SQL Server database as a source: the checks before each start, the tables' definitions, the resume offset.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/sqlserver.html">Debezium: SQL Server</a>
 */
public final class SqlserverSource extends ChangeTableSource {

    /** Deadlock victim, lock time-out, the server shuts down, the database is being opened or is not there yet. */
    private static final List<Integer> PASSING = List.of(1205, 1222, 6005, 904, 921, 922, 927, 976, 983, 10928, 10929,
            40197, 40501, 40613);

    private final DefinitionLog definitions;
    private final Predicate<TableId> appended;

    /**
     * @param debezium Debezium's properties
     * @param check    looks at the captured tables before each start
     * @param appended whether a change that comes twice would be there twice
     * @param user     is told what the user should see
     */
    public SqlserverSource(Properties debezium, SourceTable.Check check, Predicate<TableId> appended, Watch user) {
        super(debezium, check, user);
        this.definitions = DefinitionLog.of(debezium);
        this.appended = appended;
    }

    @Override
    public String waitingFor() {
        try (SqlserverServer server = new SqlserverServer(given)) {
            server.requireCdc();
            return SqlserverTables.of(server, given).isEmpty() ? "table " + SqlserverTables.asked(given) : "";
        }
    }

    @Override
    public Properties prepare(CheckpointStore store) {
        String mode = snapshotMode(given);
        Properties properties = settings.engine(given, mode, "keep the resume point from following a quiet log");
        try (SqlserverServer server = new SqlserverServer(given)) {
            server.requireCdc();
            SqlserverTables tables = SqlserverTables.captured(server, given);
            ChangeTableResume resume = new ChangeTableResume(server, tables.starts(), store.committed());
            resume.tellMoved(check);
            tables.check(server, given, check, store.committed(), settings::warnOnce);
            tables.requireReadable(server);
            if (store.committed().snapshot() == Snapshot.DONE && settings.goesOn(resume.obstacle(), mode)) {
                resume(tables, store.committed(), properties);
                found(tables.names(), tables.all(), Map.of(ChangeTableResume.STARTS, resume.startsFromNow()));
            }
            else {
                server.requireSnapshotIsolation(given);
                requireOneMoment(tables, mode);
                definitions.clear();
                Map<String, String> starts = resume.startsNow();
                found(tables.names(), tables.all(), Map.of(ChangeTableResume.STARTS, starts));
                store.begin(Map.of(ChangeTableResume.DATABASE, server.id(), "captured", tables.names(),
                        ChangeTableResume.STARTS, starts));
            }
        }
        AppliedHistory.use(definitions, properties);
        return properties;
    }

    /** Other isolation modes read each row as of another moment, and what changes meanwhile comes as a change, too. */
    private void requireOneMoment(SqlserverTables tables, String mode) {
        String isolation = given.getProperty("snapshot.isolation.mode");
        Optional<TableId> table = tables.ids().stream().filter(appended).findFirst();
        if (!mode.equals("no_data") && table.isPresent() && !List.of("snapshot", "exclusive").contains(isolation)) {
            throw Problem.config("snapshot_isolation_mode = \"" + isolation + "\" reads rows as of different moments,"
                    + " so that changes meanwhile would be in table " + table.get() + " twice, which is appended to:"
                    + " set \"snapshot\" or \"exclusive\", or give the table its key in [cdc_settings.primary_keys]");
        }
    }

    /** The definitions end where the checkpoint is; where they are lost, the catalogue has them, unless one changes. */
    private void resume(SqlserverTables tables, Checkpoint committed, Properties properties) {
        String resume = ChangeTableDuplicateFilter.commit(committed.position());
        List<TableId> known = tables.ids().stream().filter(id -> names(committed).contains(id.toString())).toList();
        if (definitions.holds(known)) {
            definitions.cut(line -> isBefore(line, resume)
                    || tables.newestStart(DefinitionLog.table(line)).compareTo(resume) <= 0);
            return;
        }
        for (TableId table : tables.ids()) {
            if (tables.instances().get(table).size() > 1) {
                throw Problem.run("The schema history " + definitions.file() + " is lost or damaged, and table " + table
                        + " has two change tables, so that its earlier columns cannot be told. Load the tables again:"
                        + " `drop --drop-all`, then `run`");
            }
        }
        user.warn("The schema history " + definitions.file() + " is lost or damaged, but every table has one change"
                + " table only: it is rebuilt from the current tables");
        definitions.clear();
        properties.setProperty("snapshot.mode", "recovery");
    }

    /** Of the snapshot's, or of a transaction before the resume point's. */
    private static boolean isBefore(JsonNode line, String resume) {
        JsonNode position = line.path("position");
        return position.has("snapshot") || position.path("commit_lsn").asText("").compareTo(resume) < 0;
    }

    private static List<?> names(Checkpoint committed) {
        return committed.position().get("captured") instanceof List<?> names ? names : List.of();
    }

    @Override
    SqlserverServer connect() {
        return new SqlserverServer(given);
    }

    @Override
    String server() {
        return SqlserverServer.name(given);
    }

    @Override
    List<Integer> passing() {
        return PASSING;
    }

    @Override
    ChangeTableDuplicateFilter newFilter(Checkpoint start) {
        return new ChangeTableDuplicateFilter(start, 1).dated(new ChangeTableDuplicateFilter.Commits() {
            @Override
            public SnapshotMoment taken() {
                SnapshotMoment moment = SnapshotMoment.taken(given.getProperty("topic.prefix"));
                return snapshotMode(given).equals("no_data") ? null : moment;
            }

            @Override
            public SnapshotMoment.Holds holds(SnapshotMoment moment, String commit) {
                try (SqlserverServer server = connect()) {
                    return moment.holds(server.committed(commit), server.times());
                }
            }

            @Override
            public boolean isAppended(TableId table) {
                return appended.test(table);
            }
        });
    }
}
