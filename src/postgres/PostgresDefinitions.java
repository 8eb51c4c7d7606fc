package postgres;

import capture.KnownGaps;
import event.Checkpoint;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What statements do to the values of all rows, of which PostgreSQL sends none: another type, another expression, a
 * column that takes the name of another one, an enum's label. So the columns are remembered with the position, and the
 * catalog is held against them.
 */
final class PostgresDefinitions {

    /** Key of a position: the labels of enums, by number. */
    private static final String LABELS = "enum_labels";
    /** Key of a position: lists of schema, table, OID and file, and of each column its name and what it is. */
    private static final String COLUMNS = "columns";
    private static final String UNSENT = ". PostgreSQL sends no rows for that";

    /**
     * A table's columns.
     *
     * @param file    its file, and those of its partitions: another one once its rows were written anew
     * @param columns of each name, also of those that are gone, its number, type, modifier and expression
     */
    private record Definition(String oid, String file, Map<String, String> columns) {
    }

    private final KnownGaps findings;
    private final Map<TableId, Definition> known = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private Map<String, String> labels = new TreeMap<>();

    /** @param findings takes what is found */
    PostgresDefinitions(Checkpoint start, KnownGaps findings) {
        this.findings = findings;
        if (start.position().get(LABELS) instanceof Map<?, ?> stored) {
            stored.forEach((id, label) -> labels.put(id.toString(), label.toString()));
        }
        if (start.position().get(COLUMNS) instanceof Collection<?> all) {
            all.forEach(each -> {
                List<String> one = ((Collection<?>) each).stream().map(Object::toString).toList();
                Map<String, String> columns = new LinkedHashMap<>();
                for (int i = 4; i + 1 < one.size(); i += 2) {
                    columns.put(one.get(i), one.get(i + 1));
                }
                known.put(new TableId(one.get(0), one.get(1)), new Definition(one.get(2), one.get(3), columns));
            });
        }
    }

    /** As they are before the first rows are loaded. */
    static PostgresDefinitions before(PostgresServer server, Collection<PostgresTable> tables) {
        PostgresDefinitions before = new PostgresDefinitions(Checkpoint.none(), new KnownGaps(Checkpoint.none(), false,
                sentence -> { }));
        before.look(server, tables);
        return before;
    }

    /** Holds the catalog against what is known. */
    void look(PostgresServer server, Collection<PostgresTable> tables) {
        if (tables.isEmpty()) {
            return;
        }
        Map<String, TableId> ids = tables.stream().collect(Collectors.toMap(table -> String.valueOf(table.oid()),
                PostgresTable::id));
        Map<String, Definition> now = read(server, String.join(", ", ids.keySet()));
        synchronized (this) {
            now.forEach((oid, definition) -> compare(ids.get(oid), definition));
        }
        labels(server, tables);
    }

    /** By OID. */
    private static Map<String, Definition> read(PostgresServer server, String oids) {
        Map<String, Definition> now = new LinkedHashMap<>();
        server.query("""
                WITH RECURSIVE part(root, oid) AS (SELECT oid, oid FROM pg_class WHERE oid IN (%s)
                    UNION ALL SELECT p.root, i.inhrelid FROM part p JOIN pg_inherits i ON i.inhparent = p.oid),
                written(root, file) AS (SELECT p.root, left(md5(string_agg(c.relfilenode::text, ',' ORDER BY c.oid)), 8)
                    FROM part p JOIN pg_class c ON c.oid = p.oid GROUP BY p.root)
                SELECT w.root::bigint::text, w.file, a.attname::text,
                    a.attnum || '.' || a.atttypid || '.' || a.atttypmod
                    || CASE WHEN a.attgenerated <> '' THEN '.' || left(md5(d.adbin::text), 8) ELSE '' END
                FROM written w JOIN pg_attribute a ON a.attrelid = w.root AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                ORDER BY w.root, a.attnum""".formatted(oids), r -> {
            String file = r.getString(2);
            now.computeIfAbsent(r.getString(1), oid -> new Definition(oid, file, new LinkedHashMap<>())).columns()
                    .put(r.getString(3), r.getString(4));
        });
        return now;
    }

    private void compare(TableId table, Definition now) {
        Definition before = known.get(table);
        if (before == null || !before.oid().equals(now.oid())) {
            known.put(table, now);
            return;
        }
        Map<String, String> columns = new LinkedHashMap<>(before.columns());
        now.columns().forEach((name, is) -> {
            String was = columns.put(name, is);
            String[] parts = is.split("\\."), old = was == null ? parts : was.split("\\.");
            if (!old[0].equals(parts[0])) {
                findings.tell(table, "Column " + name + " of table " + table + " is another one than before: it was"
                        + " dropped and added again, or took the name of another" + UNSENT);
            }
            else if (was != null && !was.equals(is) && (!before.file().equals(now.file()) || parts.length > 3)) {
                findings.tell(table, "ALTER TABLE has given column " + name + " of table " + table + " another type or"
                        + " expression, and may have changed its values" + UNSENT);
            }
        });
        known.put(table, new Definition(now.oid(), now.file(), columns));
    }

    /** The label of a row is not sent again when it is renamed. */
    private void labels(PostgresServer server, Collection<PostgresTable> tables) {
        Map<String, String> now = PostgresColumns.enumLabels(server, List.copyOf(tables));
        Map<String, String> renamed = new TreeMap<>(now);
        synchronized (this) {
            renamed.entrySet().removeIf(each -> labels.getOrDefault(each.getKey(), each.getValue()).equals(
                    each.getValue()));
        }
        for (PostgresTable table : renamed.isEmpty() ? List.<PostgresTable>of() : tables) {
            Map<String, String> own = PostgresColumns.enumLabels(server, List.of(table));
            renamed.forEach((id, label) -> {
                if (own.containsKey(id)) {
                    findings.tell(table.id(), "A label of an enum was renamed: " + labels.get(id) + " is now " + label
                            + ". Rows of table " + table + " that were loaded before keep the old label" + UNSENT);
                }
            });
        }
        synchronized (this) {
            labels = now;
        }
    }

    /** Adds what is known to a position. */
    synchronized void addTo(Map<String, Object> position) {
        position.put(LABELS, labels);
        position.put(COLUMNS, known.entrySet().stream().map(each -> {
            List<String> one = new ArrayList<>(List.of(each.getKey().schema(), each.getKey().name(),
                    each.getValue().oid(), each.getValue().file()));
            each.getValue().columns().forEach((name, is) -> one.addAll(List.of(name, is)));
            return one;
        }).toList());
    }
}
