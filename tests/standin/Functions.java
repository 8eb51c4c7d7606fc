package standin;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** SQL Server's functions that the connector and the loader call, as H2 runs them. */
public final class Functions {

    private Functions() {
    }

    public static byte[] increment(byte[] lsn) {
        byte[] next = new BigInteger(1, lsn).add(BigInteger.ONE).toByteArray();
        byte[] padded = new byte[lsn.length];
        int length = Math.min(next.length, padded.length);
        System.arraycopy(next, next.length - length, padded, padded.length - length, length);
        return padded;
    }

    public static byte[] minLsn(Connection h2, String instance) throws SQLException {
        try (PreparedStatement ask = h2.prepareStatement("SELECT start_lsn FROM cdc.change_tables WHERE"
                + " capture_instance = ?")) {
            ask.setString(1, instance);
            ResultSet found = ask.executeQuery();
            return found.next() ? found.getBytes(1) : new byte[10];
        }
    }

    public static byte[] maxLsn(Connection h2) throws SQLException {
        try (PreparedStatement ask = h2.prepareStatement("SELECT MAX(start_lsn) FROM cdc.lsn_time_mapping")) {
            ResultSet found = ask.executeQuery();
            found.next();
            return found.getBytes(1);
        }
    }

    public static String schemaName(int id, Integer database) {
        return "dbo";
    }

    public static String objectName(Connection h2, int id, Integer database) throws SQLException {
        try (PreparedStatement ask = h2.prepareStatement("SELECT name FROM sys.tables WHERE object_id = ?")) {
            ask.setInt(1, id);
            ResultSet found = ask.executeQuery();
            return found.next() ? found.getString(1) : null;
        }
    }

    public static Integer databaseId(String name) {
        return 1;
    }

    public static String property(String name) {
        return "0 (a stand-in)";
    }
}
