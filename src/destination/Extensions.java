package destination;

import base.Problem;
import base.Sql;
import config.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * DuckDB's extensions: loaded from a folder, else from where DuckDB keeps them, else fetched from DuckDB's own
 * repository (<a href="https://duckdb.org/docs/stable/extensions/advanced_installation_methods">Advanced installation
 * methods</a>).
 *
 * @param folder where they are; null: where DuckDB keeps them
 */
public record Extensions(Path folder) {

    /** Those that a destination needs. */
    public static Extensions of(Target target) {
        return new Extensions(target.extensions());
    }

    /** Executes statements. */
    public interface Runs {
        void execute(String... sql) throws SQLException;
    }

    /** Runs statements on a connection, one after the other. */
    public static Runs engine(Connection connection) {
        return sql -> {
            for (String each : sql) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(each);
                }
            }
        };
    }

    /** Statements that come before any other. */
    public String[] settings() {
        return folder == null ? new String[0] : new String[]{"SET extension_directory = "
                + Sql.literal(folder.toString())};
    }

    /** Loads extensions, in this order. */
    public void load(Runs engine, List<String> names) {
        for (String name : names) {
            try {
                engine.execute("LOAD " + name);
            }
            catch (SQLException notThere) {
                install(engine, name);
            }
        }
    }

    private void install(Runs engine, String name) {
        try {
            engine.execute("INSTALL " + name, "LOAD " + name);
        }
        catch (SQLException e) {
            throw Problem.config("DuckDB's extension " + name + " cannot be loaded" + (folder == null ? "" : " from "
                    + folder) + ", nor fetched from DuckDB's repository: " + e.getMessage().lines().findFirst()
                            .orElse("").replaceFirst("\\.+$", "") + ". On a machine without that network name a folder"
                    + " that holds it: extension_directory in [cdc_settings] (docs/reference.md)", e);
        }
    }
}
