import cli.Session;
import config.CdcConfig;
import java.sql.Connection;
import java.sql.SQLException;
import kind.SourceKind;

/** A kind of source that the tests change; its loader runs in this process. */
interface TestSource {

    SourceKind kind();

    /** The loader's data flow. */
    void flow(CdcConfig config, Session session);

    /**
     * The text of {@code .dlt/secrets.toml}.
     *
     * @param name   of what the pipeline has at the source
     * @param tables {@code table_include_list}; empty: none
     */
    String secrets(String name, String tables);

    /** A connection that may do everything. */
    Connection connect() throws SQLException;

    /** Makes an empty schema (or database) whose tables are all seen by the pipeline of the same name. */
    void create(String schema) throws SQLException;

    void drop(String schema) throws SQLException;

    /** {@code table_include_list} for the tables of a schema whose names end as the scenarios' do. */
    String included(String schema);

    /** Drops what a pipeline has at the source. */
    void forget(String name) throws SQLException;
}
