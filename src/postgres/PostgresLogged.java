package postgres;

import java.util.ArrayList;
import java.util.List;
import postgres.PostgresIdentity.Leaf;
import postgres.PostgresIdentity.Publishing;

/**
 * What comes of the captured tables' old rows and computed columns. A partitioned table has what all of its partitions
 * have: each has a replica identity of its own.
 */
final class PostgresLogged {

    private final Publishing how;
    private final List<Leaf> leaves;

    private PostgresLogged(Publishing how, List<Leaf> leaves) {
        this.how = how;
        this.leaves = leaves;
    }

    static PostgresLogged read(PostgresServer server, PostgresPublication publication, List<PostgresTable> tables) {
        return new PostgresLogged(publication.publishing(), PostgresIdentity.of(server, publication.name(), tables));
    }

    private List<Leaf> of(PostgresTable table) {
        return leaves.stream().filter(leaf -> leaf.holdsRowsOf(table)).toList();
    }

    /** The columns of the old row that come with an UPDATE of them and with a DELETE. */
    List<String> columns(PostgresTable table) {
        List<Leaf> parts = of(table);
        List<String> logged = new ArrayList<>(parts.isEmpty() ? table.logged() : table.columns());
        parts.forEach(leaf -> {
            logged.retainAll(leaf.columns());
            logged.removeAll(leaf.unsent(how));
        });
        return logged;
    }

    /** The command that makes the server log whole old rows. */
    String logAll(PostgresTable table) {
        List<Leaf> parts = of(table);
        if (parts.stream().anyMatch(leaf -> leaf.cannotBeFull(how))) {
            return "ALTER TABLE " + table.quoted() + " REPLICA IDENTITY USING INDEX … (a unique index of these columns;"
                    + " with FULL PostgreSQL would refuse UPDATE and DELETE, as the table has a virtual generated"
                    + " column)";
        }
        List<String> commands = new ArrayList<>();
        parts.stream().filter(leaf -> !leaf.isFull()).forEach(leaf -> commands.add(PostgresIdentity.full(leaf, how)));
        return commands.isEmpty() ? "ALTER TABLE " + table.quoted() + " REPLICA IDENTITY FULL;"
                : String.join(" ", commands.stream().distinct().toList());
    }

    /** Whether it does not log them yet, and {@link #logAll} is a command that makes it. */
    boolean canLogAll(PostgresTable table) {
        List<Leaf> parts = of(table);
        return parts.stream().anyMatch(leaf -> !leaf.isFull())
                && parts.stream().noneMatch(leaf -> leaf.cannotBeFull(how));
    }

    List<String> warnings(PostgresTable table) {
        List<String> warnings = new ArrayList<>();
        List<Leaf> parts = of(table);
        boolean accepted = parts.stream().allMatch(leaf -> PostgresIdentity.refusal(leaf, how).isEmpty());
        if (accepted && !parts.stream().allMatch(Leaf::isFull)) {
            warnings.add("Table " + table + " is without REPLICA IDENTITY FULL: a delete brings only the key"
                    + (parts.stream().anyMatch(leaf -> leaf.cannotBeFull(how))
                            ? "; FULL is not possible, as it has a virtual generated column" : ". Run: "
                    + logAll(table)));
        }
        List<String> unsent = parts.stream().flatMap(leaf -> leaf.unsent(how).stream()).distinct()
                .filter(table.generated()::contains).toList();
        if (!unsent.isEmpty()) {
            warnings.add("PostgreSQL does not send the generated columns of table " + table + ": "
                    + String.join(", ", unsent) + " will be NULL in rows that change after the snapshot"
                    + publishStored(parts));
        }
        return warnings;
    }

    /** From version 18 on it can send those that are stored. */
    private String publishStored(List<Leaf> parts) {
        return how.checksStored() && !how.sendsStored() && parts.stream().anyMatch(leaf -> !leaf.stored().isEmpty()
                && leaf.listed() == null)
                ? ". So that it sends those that are stored, run: ALTER PUBLICATION " + PostgresServer.quote(how.name())
                + " SET (publish_generated_columns = stored);" : "";
    }
}
