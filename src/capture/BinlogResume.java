package capture;

import config.Problem;
import event.Checkpoint;
import java.util.Map;

/**
 * Whether the server can go on behind a checkpoint: the checks that Debezium does not make, or makes with a stack trace.
 */
final class BinlogResume {

    private static final String AFRESH = ". To load the tables again run `drop --drop-all`, then `run`; with snapshot_mode ="
            + " \"when_needed\" in [sources.debezium] the loader does so by itself";

    private final BinlogServer server;
    private final Checkpoint committed;
    private final BinlogPosition resume;

    BinlogResume(BinlogServer server, Checkpoint committed) {
        this.server = server;
        this.committed = committed;
        this.resume = BinlogPosition.of(committed.position());
    }

    /** Why the server cannot go on, empty when it can. The log may have been purged meanwhile, so it is asked each time. */
    String obstacle() {
        boolean sameServer = server.id().equals(committed.position().get("server"));
        if (!resume.gtids().isEmpty() && server.hasGtids()) {
            return byGtids();
        }
        if (!sameServer) {
            throw Problem.run("This pipeline was loading from the server " + committed.position().get("server") + ", but "
                    + server.name() + " is " + server.id() + ", and without GTIDs its log cannot be compared: point"
                    + " [sources.debezium] to the old one, or start afresh with `drop --drop-all`");
        }
        return byPlace();
    }

    private String byGtids() {
        if (!server.hasExecuted(resume.gtids())) {
            throw Problem.run("The DuckDB file is at GTIDs " + resume.gtids() + ", but " + server.name() + " has "
                    + (server.executed().isEmpty() ? "none" : "only " + server.executed()) + ": it is another server, or was restored to an older state. Point [sources.debezium] to"
                    + " the one that was loaded, or start afresh with `drop --drop-all`");
        }
        return server.stillHasAfter(resume.gtids()) ? "" : purged("GTIDs " + resume.gtids());
    }

    private String byPlace() {
        Map<String, Long> logs = server.logs();
        if (!logs.containsKey(resume.file())) {
            return purged(resume.text());
        }
        if (logs.get(resume.file()) < resume.pos() || !isEvent()) {
            throw Problem.run("The DuckDB file is at " + resume.text() + ", where the log of " + server.name() + " has no event: the"
                    + " server was restored to an older state, or its log was reset" + AFRESH);
        }
        return "";
    }

    private boolean isEvent() {
        try {
            server.row("SHOW BINLOG EVENTS IN '" + resume.file().replace("'", "''") + "' FROM " + resume.pos() + " LIMIT 1");
            return true;
        }
        catch (Problem noEvent) {
            return false;
        }
    }

    private String purged(String where) {
        return server.name() + " has purged its binary log behind " + where + ", where the DuckDB file is: changes since then are"
                + " missing (the server's binlog_expire_logs_seconds should be longer than any stop of the loader)" + AFRESH;
    }
}
