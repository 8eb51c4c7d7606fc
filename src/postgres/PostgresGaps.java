package postgres;

import capture.KnownGaps;
import capture.Gaps;
import capture.TableCopy;
import event.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What PostgreSQL's log does not tell of tables, and who finds it; which of them another one has replaced. */
record PostgresGaps(KnownGaps findings, PostgresRelations relations, PostgresPartitions partitions,
        PostgresDefinitions definitions) implements Gaps {

    /** From now on the decoder asks these. */
    PostgresGaps inUse() {
        relations.inUse();
        return this;
    }

    /** Holds the catalog against what is known. */
    void look(PostgresServer server, List<PostgresTable> tables) {
        partitions.look(server, tables);
        definitions.look(server, tables);
    }

    /** Adds what is known to a position. */
    void addTo(Map<String, Object> position) {
        relations.addTo(position);
        partitions.addTo(position);
        definitions.addTo(position);
        findings.addTo(position);
    }

    @Override
    public Set<TableId> stale() {
        return findings.stale();
    }

    @Override
    public void copying(TableId table) {
        findings.copying(table);
    }

    @Override
    public Map<String, Object> settled(TableId table, TableCopy copy, Map<String, Object> position) {
        return PostgresResumeCheck.settled(table, copy, relations.settled(table, findings.settled(table, copy,
                position)));
    }

    @Override
    public void copied(TableId table, TableCopy copy) {
        findings.copied(table, copy);
        relations.replaced(table);
    }

    @Override
    public boolean holds(TableId table) {
        return relations.isReplaced(table);
    }
}
