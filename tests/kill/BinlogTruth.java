import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has really happened, told by the server's own tool alone: the binary log as mysqlbinlog prints it, with the
 * names of the columns, which the server logs with {@code binlog_row_metadata = FULL}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/mysqlbinlog-row-events.html">mysqlbinlog Row Event Display</a>
 */
final class BinlogTruth {

    private static final Pattern PLACE = Pattern.compile("# at (\\d+)");
    private static final Pattern MAP = Pattern.compile(".*\\tTable_map: `mydb`\\.`(\\w+)` mapped .*");
    private static final Pattern COLUMN = Pattern.compile("# (?:Columns\\(| {8})`(\\w+)` .*");
    private static final Pattern ROW = Pattern.compile("### (INSERT|UPDATE|DELETE)(?: INTO| FROM)? `mydb`\\.`(\\w+)`");
    private static final Pattern VALUE = Pattern.compile("### {3}@(\\d+)=(.*)");
    private static final Pattern TRUNCATE = Pattern.compile("(?i)TRUNCATE(?: TABLE)? `?(\\w+)`?.*");

    private final Map<String, Table> tables = new HashMap<>();
    private final List<Replay.Line> lines = new ArrayList<>();
    private final Map<String, List<String>> layouts = new HashMap<>();
    private List<String> layout = new ArrayList<>();
    /** Of the event; in a compressed transaction, of its end. Always after the beginning of the transaction. */
    private long at;
    private String op;
    private String name;
    private String[] old;
    private String[] row;
    private String[] filled;

    BinlogTruth(List<Table> captured) {
        captured.forEach(table -> tables.put(table.name(), table));
    }

    /** A place in the log, such as {@code binlog.000007:4}, as a number. */
    static long place(String file, long pos) {
        return (Long.parseLong(file.substring(file.lastIndexOf('.') + 1)) << 40) + pos;
    }

    /** Rows that are there before the log is read. */
    void begin(Map<String, List<List<String>>> rows) {
        rows.forEach((table, all) -> all.forEach(each -> lines.add(
                new Replay.Line(tables.get(table), "INSERT", null, each, 0))));
    }

    List<Replay.Line> lines() {
        return lines;
    }

    /**
     * Reads a file of the log that is written to no more.
     *
     * @param command prints it
     */
    void read(String file, List<String> command, Path errors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                take(line, file);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(errors));
        }
    }

    private void take(String line, String file) {
        if (line.startsWith("###")) {
            row(line);
            return;
        }
        endRow();
        Matcher matcher = PLACE.matcher(line);
        if (matcher.matches()) {
            at = place(file, Long.parseLong(matcher.group(1)));
        }
        else if (line.startsWith("# ") && (matcher = COLUMN.matcher(line)).matches()) {
            layout.add(matcher.group(1));
        }
        else if ((matcher = MAP.matcher(line)).matches()) {
            layout = new ArrayList<>();
            layouts.put(matcher.group(1), layout);
        }
        else if ((matcher = TRUNCATE.matcher(line)).matches() && tables.containsKey(matcher.group(1))) {
            lines.add(new Replay.Line(tables.get(matcher.group(1)), "TRUNCATE", null, null, at));
        }
    }

    /** {@code ### UPDATE `mydb`.`t`}, {@code ### WHERE}, {@code ###   @1=5}, {@code ### SET}, … */
    private void row(String line) {
        Matcher value = VALUE.matcher(line);
        Matcher begin = ROW.matcher(line);
        if (value.matches() && tables.containsKey(name)) {
            String column = layouts.get(name).get(Integer.parseInt(value.group(1)) - 1);
            filled[tables.get(name).columns().indexOf(column)] = value(value.group(2));
        }
        else if (begin.matches()) {
            endRow();
            op = begin.group(1);
            name = begin.group(2);
        }
        else if (tables.containsKey(name) && !value.matches()) {
            filled = new String[tables.get(name).columns().size()];
            old = line.equals("### WHERE") ? filled : old;
            row = line.equals("### SET") ? filled : row;
        }
    }

    private void endRow() {
        Table table = tables.get(name);
        if (op != null && table != null) {
            lines.add(new Replay.Line(table, op, old == null ? null : Arrays.asList(old), row == null ? null
                    : Arrays.asList(row),
                    at));
        }
        op = null;
        name = null;
        old = null;
        row = null;
    }

    /** {@code NULL}, {@code -1 (4294967295)}, {@code 'it\'s'}. */
    private static String value(String text) {
        if (!text.startsWith("'")) {
            return text.equals("NULL") ? null : text.split(" ")[0];
        }
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                value.append(c);
            }
            else if (text.charAt(++i) == 'x') {
                value.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            }
            else {
                value.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
            }
        }
        return value.toString();
    }
}
