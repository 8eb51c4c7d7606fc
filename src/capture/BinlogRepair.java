package capture;

import config.Problem;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether the tables are still what they were at the resume point. Without the schema history the rows since then would be
 * read by the tables as they are now, and a column that was added or moved meanwhile would put values into wrong columns.
 */
final class BinlogRepair {

    private final BinlogServer server;
    private final BinlogPosition resume;

    BinlogRepair(BinlogServer server, BinlogPosition resume) {
        this.server = server;
        this.resume = resume;
    }

    /** @throws Problem when DDL stands in the log behind the resume point, or may */
    void requireNoDdl(Path history) {
        Map<String, Long> logs = server.logs();
        if (!logs.containsKey(resume.file())) {
            throw lost(history, "the log behind " + resume.text() + " is not on this server");
        }
        boolean behind = false;
        for (String log : logs.keySet()) {
            behind |= log.equals(resume.file());
            if (behind) {
                String from = log.equals(resume.file()) ? " FROM " + resume.pos() : "";
                server.query("SHOW BINLOG EVENTS IN '" + log.replace("'", "''") + "'" + from, r -> {
                    String statement = r.getString("Info");
                    if (r.getString("Event_type").equalsIgnoreCase("Query") && alters(statement)) {
                        throw lost(history, "tables were altered since: " + LoggedStatement.brief(statement) + " at " + log + ":" + r.getLong("Pos"));
                    }
                });
            }
        }
    }

    /** Of which table a statement is cannot be told without a parser: any DDL of tables counts. */
    static boolean alters(String info) {
        LoggedStatement statement = LoggedStatement.of("", info, false);
        // USE `database`; is what the server puts in front
        return LoggedDdl.of(statement.startsWith("USE") && statement.has(2, ";")
                ? LoggedStatement.of("", statement.text(3, statement.length()), false) : statement).altersTables();
    }

    private static Problem lost(Path history, String why) {
        return Problem.run("The schema history " + history + " is lost or damaged, and it cannot be made again, because " + why
                + ". Bring the file back, or load the tables again: `drop --drop-all`, then `run`");
    }
}
