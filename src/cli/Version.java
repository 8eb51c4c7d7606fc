package cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import picocli.CommandLine.IVersionProvider;

/** {@code --version}: ours, and those of the engines on both ends. */
final class Version implements IVersionProvider {

    static final String OURS = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {"debezium-dlt-loader " + OURS, "Debezium " + io.debezium.Module.version(),
                "DuckDB " + duckdb(),
                "Java " + Runtime.version()};
    }

    private static String duckdb() {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
        catch (SQLException e) {
            return "does not start: " + e.getMessage();
        }
    }
}
