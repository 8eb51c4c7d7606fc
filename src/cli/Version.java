package cli;

import base.Release;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** {@code --version}: ours, and those of the engines on both ends. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"debezium-dlt-loader " + Release.VERSION, "Debezium " + io.debezium.Module.version(),
                "DuckDB " + duckdb(),
                "Java " + Runtime.version()};
    }

    /** What its jar says: to start DuckDB takes a third of a second. */
    private static String duckdb() {
        try {
            for (URL manifest : Collections.list(Version.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                try (InputStream in = manifest.openStream()) {
                    Attributes jar = new Manifest(in).getMainAttributes();
                    if ("org.duckdb.duckdb_jdbc".equals(jar.getValue("Bundle-SymbolicName"))) {
                        return jar.getValue("Bundle-Version") + " (its JDBC driver)";
                    }
                }
            }
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {     // one jar of all
                return connection.getMetaData().getDatabaseProductVersion();
            }
        }
        catch (IOException | SQLException e) {
            return "does not start: " + e.getMessage();
        }
    }
}
