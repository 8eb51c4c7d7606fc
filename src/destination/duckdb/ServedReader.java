package destination.duckdb;

import base.Problem;
import base.Sql;
import config.CdcConfig;
import config.Target;
import destination.Attached;
import destination.Extensions;
import destination.ReadOnly;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** Asks the loader that serves a DuckDB file instead of opening the file, which only that loader can. */
public final class ServedReader extends Attached {

    private final Target target;
    private final ServingNote note;
    private final DuckDbErrors errors;
    private String catalog;

    /** For the verbs that look at a pipeline: it answers queries and nothing else. */
    public ServedReader(CdcConfig config, ServingNote note) {
        super(config.pipelineDir().resolve("tmp"), Extensions.of(config.target()).settings());
        this.target = config.target();
        this.note = note;
        this.errors = new DuckDbErrors(target.file(), config.pipelineDir().resolve("tmp"));
        Extensions.of(target).load(this::execute, ServedFile.EXTENSIONS);
    }

    /**
     * For whatever SQL a person types.
     *
     * @param unsafe whether other files may be used, which is refused
     */
    public static ReadOnly open(Target target, ServingNote note, boolean unsafe) {
        if (unsafe) {
            throw Problem.config("A loader serves " + target.file() + " (process " + note.pid() + "), so a query can"
                    + " use no other files: run it without --unsafe");
        }
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:");
            Extensions extensions = Extensions.of(target);
            Extensions.Runs engine = Extensions.engine(connection);
            engine.execute(extensions.settings());
            extensions.load(engine, ServedFile.EXTENSIONS);
            engine.execute("SET TimeZone = 'UTC'");
            return ReadOnly.elsewhere(connection, sql -> asked(note, sql));
        }
        catch (SQLException e) {
            throw DuckDbErrors.opening(target.file(), e);
        }
    }

    private static String asked(ServingNote note, String sql) {
        return "SELECT * FROM quack_query(" + Sql.literal(note.uri()) + ", " + Sql.literal(sql) + ", token => "
                + Sql.literal(note.token()) + ")";
    }

    @Override
    public List<List<Object>> query(String sql, Object... parameters) throws SQLException {
        return note == null ? super.query(sql, parameters)
                : super.query(asked(note, ReadOnly.filled(sql, parameters)));
    }

    @Override
    public String catalog() {
        try {
            if (catalog == null) {
                catalog = (String) query("SELECT current_database()").get(0).get(0);
            }
            return catalog;
        }
        catch (SQLException e) {
            throw errors.opening(e);
        }
    }

    @Override
    public String place() {
        return "DuckDB file " + target.file();
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public boolean isSharedWithReaders() {
        return true;
    }

    @Override
    protected void open() {
        // the loader has it open
    }

    @Override
    public boolean release() {
        return false;
    }

    @Override
    protected Problem failed(SQLException e) {
        return errors.loading(e);
    }

    @Override
    protected Problem notCommitted(SQLException e) {
        return errors.committing(e);
    }

    @Override
    protected Problem notClosed(SQLException e) {
        return errors.closing(e);
    }
}
