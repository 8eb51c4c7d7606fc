package io.debezium.connector.binlog.jdbc;

import base.Patch;
import io.debezium.connector.binlog.BinlogConnectorConfig;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Reads the values of the snapshot. Replaces Debezium's class of this name (docs/patches.md), which makes NULL of
 * dates with a zero, counts those before 1582 in another calendar, and encodes text in a character set that may lack
 * some of its characters. Here they come as the text that the server sends.
 *
 * <p>The constructor and the protected methods are what Debezium's subclasses, one a database, rely on.
 */
public abstract class BinlogFieldReader implements Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    private final BinlogConnectorConfig config;

    protected BinlogFieldReader(BinlogConnectorConfig config) {
        this.config = config;
    }

    /**
     * Reads a value: String for text, date and datetime, Duration for time, else what the driver has for the type;
     * null for NULL.
     *
     * @param index from 1
     */
    public Object readField(ResultSet row, int index, Column column, Table table) throws SQLException {
        switch (column.jdbcType()) {
            case Types.DATE, Types.TIMESTAMP -> {
                return row.getString(index);
            }
            case Types.TIME -> {
                // The driver's own text of it loses the sign of -00:00:01.
                return readTimeField(row, index, column, table);
            }
            case Types.TINYINT, Types.SMALLINT, Types.BOOLEAN -> {
                // As an object, a tinyint(1) of 5 would be true.
                int number = row.getInt(index);
                return row.wasNull() ? null : number;
            }
            default -> {
                if (column.typeName().equalsIgnoreCase("YEAR")) {
                    int year = row.getInt(index);
                    return row.wasNull() ? null : year;
                }
                return row.getObject(index);
            }
        }
    }

    protected abstract Object readTimeField(ResultSet row, int index, Column column, Table table) throws SQLException;

    protected abstract Object readDateField(ResultSet row, int index, Column column, Table table) throws SQLException;

    protected abstract Object readTimestampField(ResultSet row, int index, Column column, Table table)
            throws SQLException;

    protected abstract String getCharacterSet(Column column);

    /** Debezium's subclasses call it before they throw. */
    protected void logInvalidValue(ResultSet row, int index, Object value) {
        // Times are what they still read.
    }

    /** As the subclasses of Debezium 3.7 ask. */
    protected boolean isStructuredTemporalMode() {
        return "structured".equals(config.getTemporalPrecisionMode().getValue());
    }

    protected BinlogCharsetRegistry getCharsetRegistry() {
        return config.getServiceRegistry().getService(BinlogCharsetRegistry.class);
    }
}
