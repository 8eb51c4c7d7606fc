package capture;

import config.Problem;
import event.Checkpoint;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks every few seconds, while changes stream, for what would leave changes out in silence: a publication that is gone
 * or made again (from version 18 on PostgreSQL passes changes over that were made without it), tables that leave it, are
 * renamed or join.
 */
final class PostgresLookout {

    private static final String AFRESH = " To be sure, load the tables again: `drop --drop-all --drop-slot`, then `run`";

    private static final long SECOND_LOOK_NANOS = 1_000_000_000;

    private final Properties given;
    private final Consumer<String> warn;
    private final Set<String> watched = new TreeSet<>();
    private String publicationId;

    PostgresLookout(Properties given, Checkpoint start, PostgresPublication publication, List<PostgresTable> tables,
            Consumer<String> warn) {
        this.given = given;
        this.warn = warn;
        publicationId = publication.id();
        Set<String> published = publication.tables();
        tables.stream().map(PostgresTable::toString).filter(published::contains).forEach(watched::add);
        Object known = start.position().get("publication");
        if (known != null && !known.equals("") && !known.equals(publicationId)) {
            madeAgain(publication);
        }
    }

    /** Up to version 17 the server itself reports changes that were made without the publication. */
    private void madeAgain(PostgresPublication publication) {
        if (publication.passesOverInSilence()) {
            warn.accept("Publication " + given.getProperty("publication.name") + " was dropped and made again since the"
                    + " snapshot: changes in between may be missing." + AFRESH);
        }
    }

    /**
     * Looks twice before it ends a run: DDL that is under way can make table and publication disagree for a moment.
     *
     * @throws Problem when changes are not seen any more
     */
    void look(PostgresServer server) {
        try {
            lookOnce(server);
        }
        catch (Problem perhaps) {
            LockSupport.parkNanos(SECOND_LOOK_NANOS);
            lookOnce(server);
        }
    }

    private void lookOnce(PostgresServer server) {
        PostgresPublication publication = new PostgresPublication(server, given);
        List<PostgresTable> there = PostgresTables.included(server, given, NameList.exactly(watched));
        String now = publication.requireStill(there);
        if (publicationId != null && !now.equals(publicationId)) {
            madeAgain(publication);
        }
        publicationId = now;
        gone(names(there));
        joined(server, publication.tables());
    }

    private void gone(Collection<String> there) {
        for (String table : List.copyOf(watched)) {
            if (!there.contains(table)) {
                watched.remove(table);
                warn.accept("Table " + table + " is not there any more: it was dropped or renamed. What was loaded of it stays;"
                        + " changes under another name come if table_include_list and publication have it");
            }
        }
    }

    private void joined(PostgresServer server, Set<String> published) {
        String include = given.getProperty("table.include.list", "");
        for (PostgresTable table : PostgresTables.included(server, given, include)) {
            if (published.contains(table.toString()) && watched.add(table.toString()) && server.hasRows(table)) {
                warn.accept("Table " + table + " has joined: its changes come from now on, rows that it had before do not come"
                        + " by themselves");
            }
        }
    }

    private static Collection<String> names(List<PostgresTable> tables) {
        return tables.stream().map(PostgresTable::toString).toList();
    }
}
