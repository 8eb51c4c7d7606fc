package destination.ducklake;

import base.Folders;
import base.Problem;
import base.Sql;
import base.SteadyClock;
import config.Lake;
import config.Target;
import destination.Extensions;
import destination.HeldFile;
import destination.ReadOnly;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.UnaryOperator;
import watch.Watch;

/** Opens a lake for reading ({@link ReadOnly}): a statement has to be a SELECT, and no other folder can be read. */
public final class DuckLakeReader {

    private static final String NAME = "lake";

    private DuckLakeReader() {
    }

    /**
     * Opens the lake; while another process has its catalog's file, tries again.
     *
     * @param unsafe    whether other files may be read and written; the lake is read-only anyway
     * @param patienceS how long to try, in seconds
     */
    public static ReadOnly open(Target target, boolean unsafe, int patienceS) {
        Lake lake = target.lake();
        long end = SteadyClock.now() + patienceS * 1_000L;
        Path spill = Folders.temporary("cdc-sql");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:");
            LakeEngine engine = new LakeEngine(target);
            Extensions.Runs runs = Extensions.engine(connection);
            runs.execute(Extensions.of(target).settings());
            runs.execute("SET TimeZone = 'UTC'", "SET temp_directory = " + Sql.literal(unsafe ? spill.toString() : ""));
            engine.load(runs);
            runs.execute(engine.secrets());
            new HeldFile(target.file(), new Watch() {
            }, () -> SteadyClock.now() > end).open(() -> runs.execute(engine.attach(NAME, ", READ_ONLY")),
                    new LakeErrors(lake)::opening);
            runs.execute("USE " + NAME);
            if (!unsafe) {
                protect(lake, runs);
            }
            return new ReadOnly(connection, unsafe ? UnaryOperator.identity() : sql -> select(connection, sql),
                    () -> Folders.removeTemporary(spill));
        }
        catch (SQLException e) {
            Folders.removeTemporary(spill);
            throw new LakeErrors(lake).opening(e);
        }
        catch (Problem problem) {
            Folders.removeTemporary(spill);
            throw problem;
        }
    }

    private static void protect(Lake lake, Extensions.Runs runs) throws SQLException {
        String folder = Sql.literal(lake.storage() + "/");
        runs.execute("SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false",
                "SET allow_community_extensions = false",
                "SET allowed_directories = [" + folder + (lake.kind().isFile() ? ", "
                        + Sql.literal(Path.of(lake.catalog()).getParent() + "/") : "") + "]",
                "SET enable_external_access = false", "SET lock_configuration = true");
    }

    /** The lake's folder stays open for reading, and COPY could write there: DuckDB's own parser tells. */
    private static String select(Connection connection, String sql) {
        try (var statement = connection.prepareStatement(
                "SELECT json_extract_string(json_serialize_sql(?::VARCHAR), '$.error_message')")) {
            statement.setString(1, sql);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String error = row.getString(1);
                if (error != null) {
                    throw Problem.config("The verb sql takes a SELECT where the tables are in a DuckLake, and this is"
                            + " none (" + error.replaceFirst("[.!]$", "") + "); --unsafe takes any statement, and the"
                            + " lake itself is read-only anyway");
                }
                return sql;
            }
        }
        catch (SQLException e) {
            throw Problem.run("DuckDB could not tell whether this is a SELECT: " + LakeErrors.firstLine(e), e);
        }
    }
}
