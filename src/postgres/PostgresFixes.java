package postgres;

import base.Problem;
import capture.Checkup;
import capture.Checkup.Fix;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * What {@code doctor --fix} may do at the server: log whole old rows, make the publication, add tables to it. None of
 * it touches a row, and nothing is published on which PostgreSQL would refuse UPDATE and DELETE then.
 */
final class PostgresFixes {

    private final PostgresServer server;
    private final Properties given;
    private final List<PostgresTable> tables;
    private final Checkup checkup;

    private PostgresFixes(PostgresServer server, Properties given, List<PostgresTable> tables, Checkup checkup) {
        this.server = server;
        this.given = given;
        this.tables = tables;
        this.checkup = checkup;
    }

    /** @param loaded whether the initial snapshot is done: a publication that is gone then cannot be mended */
    static void offer(PostgresServer server, Properties given, List<PostgresTable> tables, boolean loaded,
            Checkup checkup) {
        PostgresFixes fixes = new PostgresFixes(server, given, tables, checkup);
        PostgresPublication publication = new PostgresPublication(server, given);
        fixes.logWholeRows(PostgresLogged.read(server, publication, tables));
        fixes.publish(publication, loaded);
    }

    private void logWholeRows(PostgresLogged logged) {
        for (PostgresTable table : tables) {
            if (table.owned() && logged.canLogAll(table)) {
                offer("table " + table + " logs whole old rows", logged.logAll(table), false);
            }
        }
    }

    private void publish(PostgresPublication publication, boolean loaded) {
        if (!publication.exists()) {
            if (!loaded && tables.stream().allMatch(PostgresTable::owned) && server.mayCreate()) {
                offer("publication " + publication.name() + " sends the changes of the captured tables",
                        publication.command(tables), true);
            }
            return;
        }
        Set<String> published = publication.tables();
        List<PostgresTable> missing = tables.stream().filter(table -> table.owned() && !table.partitioned()
                && !published.contains(table.toString())).toList();
        if (!missing.isEmpty()) {
            offer("publication " + publication.name() + " sends the changes of " + PostgresPublication.list(missing),
                    publication.adding(missing), true);
        }
    }

    private void offer(String what, String command, boolean publishes) {
        checkup.offer(new Fix(what, command, () -> apply(command, publishes)));
    }

    /** A connection of its own: the checks are over by then. */
    private void apply(String command, boolean publishes) {
        try (PostgresServer now = new PostgresServer(given)) {
            PostgresPublication publication = new PostgresPublication(now, given);
            String refused = PostgresIdentity.refused(PostgresIdentity.of(now, "", tables), publication.publishing());
            if (publishes && !refused.isEmpty()) {
                throw Problem.run("Publication " + publication.name() + " stays as it is: with these tables PostgreSQL"
                        + " would refuse UPDATE and DELETE on " + refused);
            }
            now.execute(command);
        }
        catch (Problem problem) {
            throw Problem.run(problem.getMessage() + " (" + command + ")", problem);
        }
    }
}
