package cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** How the rows of a query are printed. */
class QueryRowsTest {

    @Test
    void aRowOfCsvHasAllItsColumnsWhereverItIsNull() throws SQLException, IOException {
        assertEquals("a,b,c\r\n,,1\r\nx,,\r\n\"q\"\"\",x,\"1,2\"\r\n,,\r\n", csv("FROM (VALUES (NULL, NULL, '1'),"
                + " ('x', NULL, NULL), ('q\"', 'x', '1,2'), (NULL, NULL, NULL)) AS t(a, b, c)"));
    }

    private static String csv(String sql) throws SQLException, IOException {
        StringWriter out = new StringWriter();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            QueryRows.print(rows, Format.CSV, new PrintWriter(out));
        }
        return out.toString();
    }
}
