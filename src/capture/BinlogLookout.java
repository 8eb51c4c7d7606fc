package capture;

import capture.LoggedDdl.Move;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Warns of statements after which a table here is not what it is at the source, as no row in the log says so: tables that
 * are renamed, replaced or dropped, and partitions that are dropped, emptied or exchanged.
 */
final class BinlogLookout implements BinlogWatch.Observer {

    private final Predicate<String> captured;
    private final Consumer<String> warn;

    /** @param captured whether the table {@code database.table} is captured */
    BinlogLookout(Predicate<String> captured, Consumer<String> warn) {
        this.captured = captured;
        this.warn = warn;
    }

    @Override
    public void see(LoggedStatement statement) {
        LoggedDdl ddl = LoggedDdl.of(statement);
        moved(ddl.moves());
        if (isCaptured(ddl.unlogged())) {
            warn.accept("ALTER TABLE has dropped, emptied, exchanged or brought in a part of table " + ddl.unlogged() + ". The log"
                    + " has no rows of that: the rows here stay as they were. To be sure, load the tables again: `drop --drop-all`,"
                    + " then `run`");
        }
    }

    private boolean isCaptured(String table) {
        return !table.isEmpty() && captured.test(table);
    }

    private void moved(List<Move> moves) {
        Map<String, String> now = new LinkedHashMap<>();        // its name now → its name before the statement
        for (Move move : moves) {
            String before = now.remove(move.from());
            now.put(move.to().isEmpty() ? "dropped " + move.from() : move.to(), before == null ? move.from() : before);
        }
        now.forEach((name, before) -> {
            if (isCaptured(name) && !name.equals(before)) {
                joined(name, before, now.containsValue(name));
            }
            else if (isCaptured(before) && !name.equals(before) && !now.containsKey(before)) {
                warn.accept("Table " + before + (name.startsWith("dropped ") ? " was dropped" : " was renamed to " + name + ", which is"
                        + " not captured") + ". What was loaded of it stays; changes come again when there is a table of that name");
            }
        });
    }

    /** @param replaces whether there was a table of that name, which has another one now */
    private void joined(String name, String before, boolean replaces) {
        warn.accept(replaces ? "Table " + name + " was replaced by " + before + ". Nothing is missing where that has the same rows, as"
                + " with gh-ost and pt-online-schema-change; rows that only the new table had do not come by themselves"
                : "Table " + before + " was renamed to " + name + ": its changes come from now on, rows that it had before do not come"
                        + " by themselves");
    }
}
