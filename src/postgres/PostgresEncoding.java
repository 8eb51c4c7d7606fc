package postgres;

import base.Problem;
import capture.NameList;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Text that PostgreSQL cannot send, as it has no form in UTF-8: a database with the encoding SQL_ASCII takes any byte.
 * The server says which byte, and not where.
 */
final class PostgresEncoding {

    private static final List<String> STATES = List.of("22021", "22P05");
    /** For the search of one column. */
    private static final int PATIENCE_MS = 30_000;

    private PostgresEncoding() {
    }

    /** Whether that is what an error says. */
    static boolean isMeant(String why) {
        return why.contains("invalid byte sequence for encoding") || why.contains("has no equivalent in encoding");
    }

    /** The error as a sentence with its place. */
    static String explain(Properties given, String why) {
        try (PostgresServer server = new PostgresServer(given)) {
            server.execute("SET statement_timeout = " + PATIENCE_MS);
            Properties properties = new Properties();
            properties.putAll(given);
            List<PostgresTable> tables = PostgresTables.captured(server, given, new PostgresPublication(server, given),
                    properties);
            for (PostgresTable table : tables) {
                for (String column : table.columns()) {
                    if (isUnreadable(server, table, column)) {
                        return "Column " + column + " of table " + table + " has text that PostgreSQL cannot send: "
                                + why + ". " + waysOut(server, given, table, column);
                    }
                }
            }
        }
        catch (Problem notNow) {
            // the place cannot be found: the error itself is told
        }
        return "A captured table has text that PostgreSQL cannot send: " + why
                + ". Store it as UTF-8, or leave its column out with column_exclude_list in [sources.debezium]";
    }

    private static boolean isUnreadable(PostgresServer server, PostgresTable table, String column) {
        try {
            server.row("SELECT count(textsend(" + PostgresServer.quote(column) + "::text))::text FROM "
                    + table.quoted());
            return false;
        }
        catch (Problem problem) {
            return STATES.contains(PostgresServer.state(problem.getCause()));
        }
    }

    /** What the log has of it already cannot be read any more, so it has to be begun again. */
    private static String waysOut(PostgresServer server, Properties given, PostgresTable table, String column) {
        List<String> rest = new ArrayList<>(table.columns());
        rest.remove(column);
        String publication = PostgresServer.quote(given.getProperty("publication.name"));
        boolean canBeListed = server.version() >= 150000 && table.hasKey() && !rest.isEmpty();
        String list = "ALTER PUBLICATION " + publication + " DROP TABLE " + table.quoted() + "; ALTER PUBLICATION "
                + publication + " ADD TABLE " + table.quoted() + " (" + rest.stream().map(PostgresServer::quote)
                .collect(Collectors.joining(", ")) + ");";
        return "Store it as UTF-8, or leave the column out: column_exclude_list = '"
                + NameList.exactly(List.of(table + "." + column)) + "' in [sources.debezium]" + (canBeListed
                        ? "; and so that its changes are not sent either, run: "
                + ("f".equals(table.identity()) ? "ALTER TABLE " + table.quoted() + " REPLICA IDENTITY DEFAULT; " : "")
                + list : ".")
                + " Then start afresh, since the log has the text: `drop --drop-all --drop-slot`, then `run`";
    }
}
