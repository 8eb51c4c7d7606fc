///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.duckdb:duckdb_jdbc:2.0.0.1

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;

/**
 * {@code Duck FILE SELECT}: the rows of a query on a DuckDB file that is opened read-only, tab-separated, an empty
 * field for NULL. For tests on machines without Python's duckdb.
 */
public class Duck {

    public static void main(String... args) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + args[0], readOnly);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM (" + args[1] + ")")) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringJoiner line = new StringJoiner("\t");
                for (int column = 1; column <= columns; column++) {
                    String field = rows.getString(column);
                    line.add(field == null ? "" : field);
                }
                System.out.println(line);
            }
        }
    }
}
