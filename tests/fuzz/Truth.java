import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares every column of every row in the DuckDB file with what the server says of it. */
final class Truth implements AutoCloseable {

    private final Dialect dialect;
    private final Connection server;
    private final Connection duckdb;
    private final Map<String, Map<String, String>> loadedColumns = new HashMap<>();
    private int values;

    /** @param file the DuckDB file; where it is not there, no table is */
    Truth(Dialect dialect, Connection server, Path file) throws SQLException {
        this.dialect = dialect;
        this.server = server;
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        duckdb = Files.exists(file) ? DriverManager.getConnection("jdbc:duckdb:" + file, readOnly)
                : DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckdb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet rows = statement.executeQuery(
                    "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'data'")) {
                while (rows.next()) {
                    loadedColumns.computeIfAbsent(rows.getString(1), t -> new HashMap<>()).put(rows.getString(2),
                            rows.getString(3));
                }
            }
        }
    }

    /** How many values were compared so far. */
    int values() {
        return values;
    }

    /**
     * What differs in a table, a line each.
     *
     * @param space  the schema or database, as it is
     * @param there  whether the table has to be in the destination, also when it is empty
     * @param since  table, or {@code table TAB column} → the version from which on its rows have it
     */
    List<String> differences(String space, String table, Plan.Compared how, List<Dialect.Column> columns, boolean there,
            Map<String, Integer> since) throws SQLException {
        Map<String, String> loaded = loadedColumns.get(dlt.Naming.table(table));
        List<Dialect.Column> known = columns.stream().filter(c -> c.type() != null).toList();
        Map<String, List<String[]>> right = serverRows(space, table, how, known);
        int joined = since.getOrDefault(table, 0);
        if (loaded == null) {
            boolean expected = there || right.values().stream().flatMap(List::stream)
                    .anyMatch(r -> version(r) >= joined);
            return expected ? List.of("no table in DuckDB: " + table + ", " + right.size() + " rows at the source")
                    : List.of();
        }
        Map<String, List<String[]>> found = loadedRows(table, how, known, loaded);
        List<String> wrong = new ArrayList<>();
        right.forEach((key, rows) -> {
            List<String[]> others = found.getOrDefault(key, List.of());
            if (rows.size() > others.size() && version(rows.get(0)) >= joined) {
                wrong.add("row missing in " + mode(how) + ": table " + table + ", key " + key + ": the server has "
                        + rows.size() + ", loaded " + others.size());
            }
            else if (!others.isEmpty() && !how.key().isEmpty()) {
                compare(table, how, key, known, rows.get(0), others.get(0), since, wrong);
            }
        });
        found.forEach((key, rows) -> {
            if (rows.size() > right.getOrDefault(key, List.of()).size()) {
                wrong.add("row too many in " + mode(how) + ": table " + table + ", key " + key + ": the server has "
                        + right.getOrDefault(key, List.of()).size() + ", loaded " + rows.size());
            }
        });
        return wrong;
    }

    private static String mode(Plan.Compared how) {
        return how.merged() ? "MERGE" : "APPEND";
    }

    private static int version(String[] row) {
        return row[0] == null || row[0].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(row[0]);
    }

    private void compare(String table, Plan.Compared how, String key, List<Dialect.Column> columns, String[] right,
            String[] found, Map<String, Integer> since, List<String> wrong) {
        for (int i = 0; i < columns.size(); i++) {
            Dialect.Column column = columns.get(i);
            values++;
            if (!Objects.equals(right[i + 1], found[i + 1])
                    && version(right) >= since.getOrDefault(table + "\t" + column.name(), 0)
                    && !(column.generated() && found[i + 1] == null)) {
                wrong.add("value wrong in " + mode(how) + ": table " + table + ", key " + key + ", column "
                        + column.name() + " " + column.type().sql() + ": the server has " + brief(right[i + 1])
                        + ", loaded " + brief(found[i + 1]));
            }
        }
    }

    private static String brief(String text) {
        return text == null ? "NULL" : text.length() < 150 ? text : text.substring(0, 150) + "…";
    }

    /** By key: version, then each column's text. */
    private Map<String, List<String[]>> serverRows(String space, String table, Plan.Compared how,
            List<Dialect.Column> columns)
            throws SQLException {
        String version = how.version().isEmpty() ? "NULL" : dialect.quote(how.version());
        String sql = "SELECT " + version + columns.stream().map(c -> ", " + dialect.text(c))
                .collect(Collectors.joining())
                + " FROM " + dialect.quote(space) + "." + dialect.quote(table);
        Map<String, List<String[]>> rows = new TreeMap<>();
        try (Statement statement = server.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String[] row = new String[columns.size() + 1];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getString(i + 1);
                    if (i > 0 && row[i] != null && row[i].startsWith("value ")) {
                        row[i] = "value " + dialect.canonical(columns.get(i - 1).type().loaded(), row[i].substring(6));
                    }
                }
                rows.computeIfAbsent(key(how, columns, row), k -> new ArrayList<>()).add(row);
            }
        }
        catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
        return rows;
    }

    /** The row as a whole where there is no key. */
    private static String key(Plan.Compared how, List<Dialect.Column> columns, String[] row) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (how.key().contains(columns.get(i).name()) || how.key().isEmpty() && !columns.get(i).generated()) {
                parts.add(String.valueOf(row[i + 1]).replaceFirst("^value ", ""));
            }
        }
        return String.join(" | ", parts);
    }

    /** MERGE: the live rows. APPEND: the newest of each key after the last TRUNCATE, unless it was deleted. */
    private Map<String, List<String[]>> loadedRows(String table, Plan.Compared how, List<Dialect.Column> columns,
            Map<String, String> loaded) throws SQLException {
        String name = "data." + duck(dlt.Naming.table(table));
        String from;
        if (how.merged()) {
            from = name + " WHERE NOT deleted";
        }
        else {
            String since = name + " WHERE __op <> 'truncate' AND __seq > coalesce((SELECT max(__seq) FROM " + name
                    + " WHERE __op = 'truncate'), -1)";
            from = how.key().isEmpty() ? since : "(SELECT * FROM " + since + " QUALIFY row_number() OVER (PARTITION BY "
                    + how.key().stream().map(k -> duck(dlt.Naming.column(k))).collect(Collectors.joining(", "))
                    + " ORDER BY __seq DESC) = 1) WHERE __op <> 'delete'";
        }
        String sql = "SELECT 1" + columns.stream().map(c -> select(c, loaded)).collect(Collectors.joining())
                + " FROM " + from;
        Map<String, List<String[]>> rows = new TreeMap<>();
        try (Statement statement = duckdb.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                String[] row = new String[columns.size() + 1];
                for (int i = 0; i < columns.size(); i++) {
                    row[i + 1] = text(columns.get(i), result.getObject(2 * i + 2), result.getString(2 * i + 3));
                }
                rows.computeIfAbsent(key(how, columns, row), k -> new ArrayList<>()).add(row);
            }
        }
        catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
        return rows;
    }

    private String text(Dialect.Column column, Object value, String variant) throws SQLException {
        if (value == null) {
            return variant == null ? null : "variant " + variant;
        }
        String how = column.type().loaded();
        return "value " + (how.startsWith("java ") ? dialect.loaded(how, value) : value)
                + (variant == null ? "" : " and variant " + variant);
    }

    /** The value and the text in a variant column. */
    private static String select(Dialect.Column column, Map<String, String> loaded) {
        String name = dlt.Naming.column(column.name());
        String how = column.type().loaded();
        String value = !loaded.containsKey(name) ? "NULL" : how.startsWith("java ") ? duck(name)
                : "CASE WHEN " + duck(name) + " IS NOT NULL THEN (" + how.replace("$", duck(name)) + ")::VARCHAR END";
        List<String> variants = loaded.keySet().stream().filter(n -> n.startsWith(name + "__v_")).sorted()
                .map(n -> duck(n) + "::VARCHAR").toList();
        return ", " + value + ", " + (variants.isEmpty() ? "NULL" : "coalesce(" + String.join(", ", variants)
                + ", NULL)");
    }

    private static String duck(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws SQLException {
        duckdb.close();
    }
}
