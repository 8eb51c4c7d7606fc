package binlog;

import base.Problem;
import capture.SourceTable;
import event.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the server can go on after a checkpoint: the checks that Debezium does not make, or makes with a stack trace.
 */
final class BinlogResume {

    private static final String AFRESH = ". To load the tables again run `drop --drop-all`, then `run`; with"
            + " snapshot_mode =" + " \"when_needed\" in [sources.debezium] the loader does so by itself";

    /** MySQL's, with a tag or without, and MariaDB's. */
    private static final Pattern GTID = Pattern.compile("[0-9a-fA-F-]{36}:(\\w+:)?\\d+|\\b\\d+-\\d+-\\d+\\b");

    /** What SHOW BINLOG EVENTS says of a place that no event begins at. */
    private static final int NO_EVENT = 1220;
    /** Its columns. */
    private static final int TYPE = 2;
    private static final int INFO = 5;

    private final BinlogServer server;
    private final Checkpoint committed;
    private final BinlogPosition resume;

    BinlogResume(BinlogServer server, Checkpoint committed) {
        this.server = server;
        this.committed = committed;
        this.resume = BinlogPosition.of(committed.position());
    }

    /**
     * Why the server cannot go on, empty when it can. The log may have been purged meanwhile, so it is asked each time.
     *
     * @throws Problem when it is another server, of which nothing can be loaded beside what there is
     */
    String obstacle() {
        boolean gtids = !resume.gtids().isEmpty() && server.hasGtids();
        if (gtids && server.hasExecuted(resume.gtids())) {
            return isSameServer() && isReset() ? restored() : server.stillHasAfter(resume.gtids()) ? ""
                    : purged("GTIDs " + resume.gtids());
        }
        if (!isSameServer()) {
            throw Problem.run("The DuckDB file was loaded from the server " + committed.position()
                    .get(BinlogDuplicateFilter.SERVER) + " and is at "
                    + (gtids ? "GTIDs " + resume.gtids() : resume.text()) + ", but " + server.name()
                    + " is another server (" + server.id() + ")" + (gtids ? " and has " + (server.executed().isEmpty()
                            ? "none" : "only " + server.executed()) : ", and without GTIDs its log cannot be compared")
                    + ". Point [sources.debezium] to the one that was loaded, or start afresh with `drop --drop-all`");
        }
        return gtids ? restored() : byPlace();
    }

    /** Tells of another server than the destination was loaded from, unless its log goes on from there. */
    void tellMoved(SourceTable.Check check) {
        Object was = committed.position().get(BinlogDuplicateFilter.SERVER);
        boolean follows = resume != null && !resume.gtids().isEmpty() && server.hasGtids()
                && server.hasExecuted(resume.gtids());
        if (was != null && !isSameServer() && !follows) {
            check.moved("the server " + was, server.name() + " (" + server.id() + ")", committed);
        }
    }

    private boolean isSameServer() {
        return server.id().equals(committed.position().get(BinlogDuplicateFilter.SERVER));
    }

    private String byPlace() {
        Map<String, Long> logs = server.logs();
        return !logs.containsKey(resume.file()) ? isAhead(logs) ? restored() : purged(resume.text())
                : event(logs) != null ? "" : restored();
    }

    /**
     * Whether the log is not the one that was read. After a reset the numbers of its transactions begin again, so that
     * it comes to have all that were loaded; but another one of them begins at the resume point, if one does.
     */
    private boolean isReset() {
        Map<String, Long> logs = server.logs();
        if (!logs.containsKey(resume.file())) {
            return isAhead(logs);
        }
        List<String> event = event(logs);
        if (event == null) {
            return true;
        }
        Matcher gtid = GTID.matcher(event.isEmpty() || !event.get(TYPE).matches("(?i)gtid(_tagged.*)?") ? ""
                : event.get(INFO));
        return gtid.find() && resume.contains(gtid.group());
    }

    /** Whether the server has not come to that file yet. */
    private boolean isAhead(Map<String, Long> logs) {
        return logs.keySet().stream().allMatch(log -> new BinlogPosition(log, 0, "").compareTo(resume) < 0);
    }

    /** What the log has at the resume point: empty at its end, null where no event begins. */
    private List<String> event(Map<String, Long> logs) {
        if (logs.get(resume.file()) < resume.pos()) {
            return null;
        }
        try {
            return server.row("SHOW BINLOG EVENTS IN '" + resume.file().replace("'", "''") + "' FROM " + resume.pos()
                    + " LIMIT 1");
        }
        catch (Problem problem) {
            if (BinlogServer.code(problem) == NO_EVENT) {
                return null;
            }
            throw problem;
        }
    }

    private String restored() {
        return "The DuckDB file is at " + resume.text() + (resume.gtids().isEmpty() ? "" : " and GTIDs "
                + resume.gtids()) + ", which "
                + server.name() + " does not have in its log: the server was restored to an older state, or its log was"
                + " reset" + AFRESH;
    }

    private String purged(String where) {
        return server.name() + " has purged its binary log after " + where + ", where the DuckDB file is: changes"
                + " since then are"
                + " missing (the server's binlog_expire_logs_seconds should be longer than any stop of the loader)"
                + AFRESH;
    }
}
