///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//SOURCES ../src/destination/DuckDbVersion.java

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;

/**
 * {@code Duck FILE SELECT}: the rows of a query on a DuckDB file that is opened read-only, tab-separated, an empty
 * field for NULL. Tries again for some seconds while a writer has the file, as readers do. For tests on machines
 * without Python's duckdb.
 */
public class Duck {

    private static final int TRIES = 250;
    private static final int PAUSE_MS = 20;

    public static void main(String... args) throws Exception {
        for (int tries = 1; !print(args[0], args[1], tries == TRIES); tries++) {
            Thread.sleep(PAUSE_MS);
        }
    }

    /** False while the file is locked, unless this is the last try. */
    private static boolean print(String file, String query, boolean last) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, readOnly);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM (" + query + ")")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringJoiner line = new StringJoiner("\t");
                for (int column = 1; column <= columns; column++) {
                    String field = rows.getString(column);
                    line.add(field == null ? "" : field);
                }
                System.out.println(line);
            }
            return true;
        }
        catch (SQLException e) {
            if (last || !e.getMessage().contains("Could not set lock")) {
                throw e;
            }
            return false;
        }
    }
}
