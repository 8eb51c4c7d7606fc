package capture;

import io.debezium.DebeziumException;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables.TableFilter;
import io.debezium.relational.ddl.DdlChanges;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import java.util.Locale;
import java.util.function.Function;

/** A statement as the server has it → as Debezium can read it. */
public final class MysqlDdl {

    private static final String JSON_VALUE = "JSON_VALUE";

    private MysqlDdl() {
    }

    /**
     * Lets Debezium read a statement. One that it cannot read is passed over with
     * {@code schema_history_internal_skip_unparseable_ddl}, but never where it may be about a captured table: its columns
     * would be taken for others without a word.
     *
     * @param database that names without one are in
     */
    public static DdlChanges parse(String ddl, String database, TableFilter captured, Function<String, DdlChanges> parser) {
        try {
            return parser.apply(readable(replacing(ddl)));
        }
        catch (ParsingException | MultipleParsingExceptions e) {
            if (LoggedStatement.of(database, ddl).names().stream().anyMatch(name -> captured.isIncluded(id(name)))) {
                throw new DebeziumException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private static TableId id(String name) {
        int dot = name.indexOf('.');
        return new TableId(name.substring(0, dot), null, name.substring(dot + 1));
    }

    /** {@code CREATE OR REPLACE TABLE}, which is MariaDB's, as the two statements that it stands for. */
    static String replacing(String ddl) {
        LoggedStatement statement = LoggedStatement.of("", ddl);
        if (!statement.startsWith("CREATE", "OR", "REPLACE", "TABLE")) {
            return ddl;
        }
        int name = 4;
        int behind = statement.length() > name + 2 && statement.tokens().get(name + 1).equals(".") ? name + 3 : name + 1;
        return "DROP TABLE IF EXISTS " + String.join("", statement.tokens().subList(name, behind)) + ";\n"
                + ddl.replaceFirst("(?is)\\bOR\\b.*?\\bREPLACE\\b", "");
    }

    /**
     * The statement with calls of {@code JSON_VALUE} that have nothing between their parentheses. Debezium reads past what
     * a generated column, an index or a check is made of, but its grammar lets {@code RETURNING} be followed only by
     * {@code ON EMPTY} or {@code ON ERROR}, and takes texts alone for their {@code DEFAULT}.
     */
    public static String readable(String ddl) {
        if (!ddl.toUpperCase(Locale.ROOT).contains(JSON_VALUE)) {
            return ddl;
        }
        StringBuilder readable = new StringBuilder(ddl.length());
        boolean called = false;
        int depth = 0;
        for (int start = 0, end; start < ddl.length(); start = end) {
            end = SqlTokens.end(ddl, start);
            String token = ddl.substring(start, end);
            depth += token.equals("(") && (depth > 0 || called) ? 1 : token.equals(")") && depth > 0 ? -1 : 0;
            if (depth == 0 || depth == 1 && called) {
                readable.append(token);
            }
            called = SqlTokens.isNothing(token) ? called : token.equalsIgnoreCase(JSON_VALUE);
        }
        return readable.toString();
    }
}
