package binlog;

import base.Problem;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * Whether the tables are still what they were at the resume point. Without the schema history the rows since then would
 * be read by the tables as they are now, and a column that was added or moved meanwhile would put values into wrong
 * columns.
 */
final class BinlogRepair {

    private final BinlogServer server;
    private final BinlogPosition resume;

    BinlogRepair(BinlogServer server, BinlogPosition resume) {
        this.server = server;
        this.resume = resume;
    }

    /** @throws Problem when DDL stands in the log after the resume point, or may */
    void requireNoDdl(Path history) {
        if (!server.logs().containsKey(resume.file())) {
            throw lost(history, "this server does not have the log after " + resume.text());
        }
        statements(server, resume, (statement, place) -> {
            if (alters(statement)) {
                throw lost(history, "tables were altered since: " + LoggedStatement.brief(statement) + " at " + place);
            }
        });
    }

    /** Hands on each statement from a place in the log to its end, as the server shows it, and where it stands. */
    static void statements(BinlogServer server, BinlogPosition from, BiConsumer<String, String> each) {
        boolean reached = false;
        for (String log : server.logs().keySet()) {
            reached |= log.equals(from.file());
            if (reached) {
                String start = log.equals(from.file()) ? " FROM " + from.pos() : "";
                server.query("SHOW BINLOG EVENTS IN '" + log.replace("'", "''") + "'" + start, r -> {
                    if (r.getString("Event_type").equalsIgnoreCase("Query")) {
                        each.accept(r.getString("Info"), log + ":" + r.getLong("Pos"));
                    }
                });
            }
        }
    }

    /** Only a parser could tell which table a statement is about, so any DDL of tables counts. */
    static boolean alters(String info) {
        return LoggedDdl.of(statement(info)).altersTables();
    }

    /** A statement of {@code SHOW BINLOG EVENTS}, which has {@code use `database`;} ahead of it. */
    static LoggedStatement statement(String info) {
        LoggedStatement statement = LoggedStatement.of("", info, false);
        return statement.startsWith("USE") && statement.has(2, ";")
                ? LoggedStatement.of(statement.unquoted(1), statement.text(3, statement.length()), false) : statement;
    }

    private static Problem lost(Path history, String why) {
        return Problem.run("The schema history " + history + " is lost or damaged, and it cannot be rebuilt, because"
                + " " + why
                + ". Bring the file back, or load the tables again: `drop --drop-all`, then `run`");
    }
}
