package io.debezium.connector.postgresql.connection.pgoutput;

import base.Patch;
import io.debezium.relational.TableId;
import java.util.List;
import postgres.PostgresRelations;

/**
 * What a RELATION message says of a table, which PostgreSQL sends before the table's first change and after each ALTER.
 * Replaces Debezium's class of this name (docs/patches.md), which takes a table for the one that had its name before;
 * {@link PostgresRelations} knows better.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">PostgreSQL:
 * Relation</a>
 */
public class PgOutputRelationMetaData implements Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    private final int relationId;
    private final TableId table;
    private final List<ColumnMetaData> columns;
    private final List<String> primaryKeyNames;

    /** @param relationId the table's OID, an unsigned number */
    PgOutputRelationMetaData(int relationId, String schema, String name, List<ColumnMetaData> columns,
            List<String> primaryKeyNames) {
        event.TableId meant = PostgresRelations.meant(Integer.toUnsignedLong(relationId),
                new event.TableId(schema, name));
        this.relationId = relationId;
        this.table = new TableId(null, meant.schema(), meant.name());
        this.columns = columns;
        this.primaryKeyNames = primaryKeyNames;
    }

    public int getRelationId() {
        return relationId;
    }

    public String getSchema() {
        return table.schema();
    }

    public String getName() {
        return table.table();
    }

    public List<ColumnMetaData> getColumns() {
        return columns;
    }

    public List<String> getPrimaryKeyNames() {
        return primaryKeyNames;
    }

    public TableId getTableId() {
        return table;
    }
}
