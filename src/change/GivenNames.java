package change;

import base.Problem;
import dlt.Naming;
import event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The destination names of columns: those that {@code [cdc_settings.column_names]} gives, else dlt's. A key is
 * {@code schema.table.column} or {@code table.column}, for this table in any schema; a part that holds a dot may stand
 * in double quotes. Names may hold anything, so a key is never taken apart and trusted: it is compared with the tables
 * and columns that there are, and one that fits two of them is refused.
 */
public final class GivenNames {

    /** What a key stands for; {@code schema} is empty where the key has none. */
    private record Column(String schema, String table, String column) {
    }

    private final String setting;
    private final Map<String, String> history;
    private final Map<String, String> given;
    private final Map<String, List<String>> parts = new HashMap<>();
    private final Map<String, Column> meant = new HashMap<>();
    private final Map<Column, String> names = new HashMap<>();
    private final Map<Column, String> keys = new HashMap<>();

    /** @param given names by key, as they are configured */
    public GivenNames(Map<String, String> given) {
        this(given, "[cdc_settings.column_names]", Map.of());
    }

    /** @param history the tables that take every change of a merged one, whose columns have the names of that one's */
    public GivenNames(Map<String, String> given, Map<String, String> history) {
        this(given, "[cdc_settings.column_names]", history);
    }

    /** @param setting where they are configured */
    GivenNames(Map<String, String> given, String setting, Map<String, String> history) {
        this.history = Map.copyOf(history);
        this.setting = setting;
        this.given = new LinkedHashMap<>(given);
        given.keySet().forEach(key -> parts.put(key, parts(key)));
    }

    /** The destination name of a source column. */
    public synchronized String column(TableId table, String column) {
        if (given.isEmpty()) {
            return Naming.column(column);
        }
        return names.computeIfAbsent(column(table, column, History.of(table, history)), source -> {
            String key = key(source);
            return key == null ? Naming.column(column) : given.get(key);
        });
    }

    private static Column column(TableId table, String column, TableId from) {
        return from == null ? new Column(table.schema(), table.name(), column)
                : new Column(from.schema(), from.name(), column);
    }

    /** What is given for this column, null where nothing is. */
    synchronized String given(TableId table, String column) {
        Column source = new Column(table.schema(), table.name(), column);
        if (!keys.containsKey(source)) {
            keys.put(source, key(source));
        }
        String key = keys.get(source);
        return key == null ? null : given.get(key);
    }

    /** The name that a key gives. */
    public String name(String key) {
        return given.get(key);
    }

    /** Whether the name of this column is a given one. */
    public synchronized boolean gives(TableId table, String column) {
        return key(column(table, column, History.of(table, history))) != null;
    }

    /** Keys that have stood for none of the columns that were asked for. */
    public synchronized Set<String> unused() {
        Set<String> unused = new TreeSet<>(given.keySet());
        unused.removeAll(meant.keySet());
        return unused;
    }

    /** The key of a column's name, null where it has none. The one with the schema wins. */
    private String key(Column source) {
        Column anySchema = new Column("", source.table, source.column);
        String found = null;
        for (Column wanted : source.schema.isEmpty() ? List.of(source) : List.of(anySchema, source)) {
            for (String key : given.keySet()) {
                if (isOf(wanted, key)) {
                    bind(key, wanted);
                    found = key;
                }
            }
        }
        return found;
    }

    private boolean isOf(Column wanted, String key) {
        List<String> path = path(wanted);
        return path.equals(parts.get(key)) || key.endsWith("." + wanted.column)
                && isTable(String.join(".", path.subList(0, path.size() - 1)),
                        key.substring(0, key.length() - wanted.column.length() - 1));
    }

    /** As {@link TableId#in}: a table in lower case may be written in another case. */
    private static boolean isTable(String table, String written) {
        return table.equals(written) || table.equals(TableId.folded(table)) && table.equals(TableId.folded(written));
    }

    private void bind(String key, Column wanted) {
        Column other = meant.putIfAbsent(key, wanted);
        if (other != null && !other.equals(wanted)) {
            throw Problem.config("\"" + key + "\" in " + setting + " may be column " + other.column + " of table "
                    + other.table + " or column " + wanted.column + " of table " + wanted.table + ": write it as "
                    + line(path(other)) + " or as " + line(path(wanted)));
        }
    }

    private static List<String> path(Column column) {
        return column.schema.isEmpty() ? List.of(column.table, column.column)
                : List.of(column.schema, column.table, column.column);
    }

    /** The parts of a key with quotes; empty where it has none that are complete. */
    private static List<String> parts(String key) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (at <= key.length()) {
            int end;
            if (at < key.length() && key.charAt(at) == '"') {
                StringBuilder part = new StringBuilder();
                end = unquote(key, at + 1, part);
                if (end < 0 || end < key.length() && key.charAt(end) != '.') {
                    return List.of();
                }
                parts.add(part.toString());
            }
            else {
                end = key.indexOf('.', at);
                end = end < 0 ? key.length() : end;
                parts.add(key.substring(at, end));
            }
            at = end + 1;
        }
        return key.indexOf('"') < 0 ? List.of() : parts;
    }

    /** The place after the closing quote, -1 where there is none. */
    private static int unquote(String key, int from, StringBuilder part) {
        for (int i = from; i < key.length(); i++) {
            if (key.charAt(i) != '"') {
                part.append(key.charAt(i));
            }
            else if (i + 1 < key.length() && key.charAt(i + 1) == '"') {
                part.append('"');
                i++;
            }
            else {
                return i + 1;
            }
        }
        return -1;
    }

    /** The key of a column as it stands in a TOML file, quotes and all. */
    public static String key(TableId table, String column) {
        return line(path(new Column(table.schema(), table.name(), column)));
    }

    /** Whether a key, as {@link #key} gives it, is one of this table's. */
    public static boolean isOf(TableId table, String key) {
        // a column's name decides how the whole key is quoted
        return List.of("c", "c.", "c'.").stream().map(column -> key(table, column))
                .map(each -> each.substring(0, each.lastIndexOf("c"))).anyMatch(key::startsWith);
    }

    private static String line(List<String> path) {
        boolean plain = path.stream().noneMatch(part -> part.isEmpty() || part.matches("(?s).*[.\"\\\\\\p{Cntrl}].*"));
        String key = plain ? String.join(".", path)
                : String.join(".", path.stream().map(part -> '"' + part.replace("\"", "\"\"") + '"').toList());
        return plain ? '"' + key + '"' : key.matches("[^'\\p{Cntrl}]*") ? "'" + key + "'" : '"' + escaped(key) + '"';
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append(c == '"' || c == '\\' ? "\\" + c : Character.isISOControl(c)
                    ? String.format("\\u%04x", (int) c)
                    : String.valueOf(c));
        }
        return escaped.toString();
    }
}
