package postgres;

import base.Problem;
import base.SteadyClock;
import capture.NameList;
import event.Checkpoint;
import event.TableId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks every few seconds, while changes stream, for what would silently leave changes out: a publication that is gone
 * or made again (from version 18 on PostgreSQL skips changes that were made without it) or altered, tables that leave
 * it, are renamed or join.
 */
final class PostgresSchemaWatch {

    private static final String AFRESH = " To be sure, load such tables again with `resnapshot`, or all"
            + " of them: `drop --drop-all --drop-slot`, then `run`";

    private static final long SECOND_LOOK_NANOS = 1_000_000_000;
    /** How long a server may give no answer, or a slot have no reader, before the connection counts as lost. */
    private static final long SILENT_MS = 20_000;

    private final Properties given;
    private final PostgresGaps gaps;
    private final PostgresRelations relations;
    private final Consumer<String> warn;
    /** Takes tables whose changes come from now on, and that have rows already. */
    private final Consumer<TableId> joined;
    private final boolean unasked;
    private final Set<String> watched = new TreeSet<>();
    private String publicationId;
    private Map<String, String> marks;
    private String refusals;
    private boolean everRead;
    private long heardAt = SteadyClock.now();
    private long readAt;

    PostgresSchemaWatch(Properties given, Checkpoint start, PostgresPublication publication,
            List<PostgresTable> tables, PostgresGaps gaps, Consumer<TableId> joined, boolean unasked,
            Consumer<String> warn) {
        this.joined = joined;
        this.unasked = unasked;
        this.gaps = gaps;
        this.relations = gaps.relations();
        this.given = given;
        this.warn = warn;
        publicationId = publication.id();
        refusals = publication.refusals();
        Set<String> published = publication.tables();
        tables.stream().map(PostgresTable::toString).filter(published::contains).forEach(watched::add);
        Object known = start.position().get("publication");
        marks = publication.marks(watched);
        if (known != null && !known.equals("") && !known.equals(publicationId)) {
            another();
        }
        else if (start.position().get("published") instanceof Map<?, ?> before) {
            altered(before);
        }
    }

    /**
     * What changes is decoded with the publication as it was then: what that left out does not come, also when it is
     * mended.
     */
    private void altered(Map<?, ?> before) {
        List<String> others = marks.keySet().stream().filter(before::containsKey)
                .filter(each -> !marks.get(each).equals(before.get(each))).toList();
        if (!others.isEmpty()) {
            warn.accept("Publication " + given.getProperty("publication.name") + " was altered since the snapshot ("
                    + others.stream()
                    .map(each -> each.isEmpty() ? "its settings" : "table " + each
                            + " taken out and in again, or filtered")
                    .collect(Collectors.joining(", ")) + "): changes that it left out in the meantime are"
                            + " missing." + AFRESH);
        }
    }

    /**
     * Up to version 17 the server itself reports changes from before a publication, but not those that another one left
     * out.
     */
    private void another() {
        warn.accept("Publication " + given.getProperty("publication.name") + " was dropped and created again since"
                + " the snapshot, or is"
                + " another one: changes that it left out may be missing." + AFRESH);
    }

    /**
     * Looks twice before it ends a run: DDL that is under way can make table and publication disagree for a moment.
     *
     * @throws Problem when changes are not seen any more
     */
    void look(PostgresServer server) {
        heardAt = SteadyClock.now();
        requireReader(server.slot());
        try {
            lookOnce(server);
        }
        catch (Problem perhaps) {
            LockSupport.parkNanos(SECOND_LOOK_NANOS);
            lookOnce(server);
        }
    }

    /** Whether the server has not answered for some time. */
    boolean isSilent() {
        return SteadyClock.now() - heardAt > SILENT_MS;
    }

    /** Where packets get lost silently, the server gives its side up, and the engine waits forever. */
    private void requireReader(PostgresServer.Slot slot) {
        if (slot != null && slot.activePid() == null && everRead && SteadyClock.now() - readAt > SILENT_MS) {
            throw Problem.run("PostgreSQL no longer knows the connection that reads slot " + slot.name(),
                    new SQLException("the connection went silent", "08006"));
        }
        if (slot != null && slot.activePid() != null) {
            everRead = true;
            readAt = SteadyClock.now();
        }
    }

    private void lookOnce(PostgresServer server) {
        relations.require();
        PostgresPublication publication = new PostgresPublication(server, given);
        List<PostgresTable> there = PostgresTables.included(server, given, NameList.exactly(watched));
        relations.require(server, there);
        String now = publication.requireStill(there);
        Map<String, String> before = marks;
        marks = publication.marks(watched);
        if (publicationId != null && !now.equals(publicationId)) {
            another();
        }
        else {
            altered(before);
        }
        publicationId = now;
        gone(server, names(there));
        joined(server, publication);
        refused(publication.refusals());
    }

    /** A table that joins, or is altered: its users cannot change its rows any more. */
    private void refused(String now) {
        if (!now.isEmpty() && !now.equals(refusals)) {
            warn.accept(now);
        }
        refusals = now;
    }

    private void gone(PostgresServer server, Collection<String> there) {
        for (String table : List.copyOf(watched)) {
            if (!there.contains(table)) {
                watched.remove(table);
                warn.accept(relations.gone(server, table));
            }
        }
    }

    private void joined(PostgresServer server, PostgresPublication publication) {
        Set<String> published = publication.tables();
        String include = given.getProperty("table.include.list", "");
        List<PostgresTable> there = PostgresTables.included(server, given, include);
        relations.require(server, there);
        gaps.look(server, there);
        for (PostgresTable table : there) {
            String name = table.toString();
            if (!published.contains(name) || watched.contains(name)) {
                continue;
            }
            boolean hasRows = server.hasRows(table);        // or the next look asks again, as while it is locked
            watched.add(name);
            if (!hasRows) {
                continue;
            }
            if (PostgresTables.isNamed(given, table) || !publication.unnamed().contains(name)) {
                joined.accept(table.id());
            }
            else {
                warn.accept("Table " + name + " has joined: its changes come from now on"
                        + (unasked ? ". It is read, as it may have had rows before"
                                : ". If it had rows before, those"
                        + " will not be copied; to load them run `resnapshot " + name + "`"));
                if (unasked) {
                    joined.accept(table.id());
                }
            }
        }
    }

    private static Collection<String> names(List<PostgresTable> tables) {
        return tables.stream().map(PostgresTable::toString).toList();
    }
}
