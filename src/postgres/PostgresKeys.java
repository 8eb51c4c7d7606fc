package postgres;

import event.ChangeEvent.Described;
import event.ChangeEvent.Origin;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns tell the rows of a table apart at any time: those of a unique index that is checked with each row. One
 * that is checked at the end of a statement or transaction (DEFERRABLE, {@code indimmediate} is false) lets two rows
 * share a key for a while, one with a WHERE or of expressions forever. A constraint cannot be altered to be
 * deferrable, but made again: so this is asked before each start.
 */
final class PostgresKeys {

    private PostgresKeys() {
    }

    static List<Described> of(PostgresServer server, List<PostgresTable> tables) {
        Map<Long, List<List<String>>> unique = new HashMap<>();
        server.query("""
                SELECT i.indrelid::bigint, ARRAY(SELECT a.attname::text FROM generate_series(0, i.indnkeyatts - 1) k
                       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k])
                FROM pg_index i WHERE i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
                AND i.indexprs IS NULL""", r -> unique.computeIfAbsent(r.getLong(1), oid -> new ArrayList<>())
                        .add(List.of((String[]) r.getArray(2).getArray())));
        return tables.stream().map(table -> new Described(new TableId(table.schema(), table.name()),
                unique.getOrDefault(table.oid(), List.of()), table.logged(),
                new Origin(new PostgresDuplicateFilter.Lsn(0), 0)))
                        .toList();
    }
}
