package binlog;

import binlog.LoggedStatement.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of an ALTER TABLE in the order in which the server makes them: columns are dropped, renamed and altered
 * in their places first, and then those that are new or get another place, one after the other. Debezium's parser
 * takes them as they are written, and puts a column {@code AFTER} one that is renamed later ahead of all others.
 */
final class AlterOrder {

    private final LoggedStatement statement;

    private AlterOrder(LoggedStatement statement) {
        this.statement = statement;
    }

    static LoggedStatement of(LoggedStatement statement) {
        LoggedDdl ddl = LoggedDdl.of(statement);
        return statement.startsWith("ALTER") && ddl.isOfTable()
                ? new AlterOrder(statement).ordered(ddl.changes()) : statement;
    }

    private LoggedStatement ordered(int first) {
        List<String> inPlace = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean asWritten = true;
        for (Span part : statement.parts(first)) {
            boolean early = isInPlace(part.from(), part.to());
            asWritten &= !early || others.isEmpty();
            (early ? inPlace : others).add(statement.text(part.from(), part.to()));
        }
        inPlace.addAll(others);
        return asWritten ? statement : statement.with(statement.text(0, first) + " " + String.join(", ", inPlace));
    }

    private boolean isInPlace(int from, int to) {
        if (statement.has(from, "DROP") || statement.has(from, "RENAME") && statement.has(from + 1, "COLUMN")) {
            return true;
        }
        int place = statement.find(from, "FIRST", "AFTER");
        return statement.has(from, "MODIFY", "CHANGE") && (place < 0 || place >= to);
    }
}
