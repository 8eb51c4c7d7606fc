import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What the kinds of servers do differently. */
interface Dialect {

    /** The source's section, its connection and its loader. */
    TestSource source();

    /** Types and settings that all cases share. */
    void prepare(Connection connection) throws SQLException;

    /** The session that asks for values: how they are written must not depend on its settings. */
    void settle(Connection connection) throws SQLException;

    String quote(String name);

    /** Makes an empty schema or database; its name is quoted. */
    void create(Connection connection, String space) throws SQLException;

    /** Drops it and whatever the pipeline has at the source. */
    void drop(Connection connection, String space, String pipeline) throws SQLException;

    /** A member of {@code table_include_list} for all tables of the schema or database, whose name is not quoted. */
    String included(String space);

    /** Tables → their columns, in order, as the catalog has them; {@code space} is not quoted. */
    Map<String, List<Column>> catalog(Connection connection, String space) throws SQLException;

    /** A new case. */
    Plan write(Rng rng);

    /** A name of a table as the catalog has it. */
    default String fold(String table) {
        return table;
    }

    /** The project's secrets.toml, which the source wrote for a pipeline. */
    default String secrets(String text, String pipeline, String space) {
        return text;
    }

    /** Whether a statement failed at the source because of what we have there: the worst that we can do. */
    boolean isHarm(SQLException error);

    /** SQL of a column's text on the server, NULL for NULL, {@code variant …} for what DuckDB's type cannot hold. */
    String text(Column column);

    /** A value of DuckDB's in the text that {@link #text} has, where DuckDB's own SQL cannot do it. */
    String loaded(String how, Object value) throws SQLException;

    /** The server's text in the form that {@link #loaded} has. */
    default String canonical(String how, String text) {
        return text;
    }

    /**
     * A column.
     *
     * @param type      null where the fuzzer does not know it
     * @param generated whether the server computes it
     */
    record Column(String name, Type type, boolean generated) {
    }
}
