package io.debezium.connector.binlog.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of the snapshot's values, for which the driver has several forms. */
class FieldReaderTest {

    private static final Duration TIME = Duration.ofSeconds(-1);

    private final BinlogFieldReader reader = new BinlogFieldReader(null) {
        @Override
        protected Object readTimeField(ResultSet row, int index, Column column, Table table) {
            return TIME;
        }

        @Override
        protected Object readDateField(ResultSet row, int index, Column column, Table table) {
            return null;        // as Debezium's do with a zero in a date
        }

        @Override
        protected Object readTimestampField(ResultSet row, int index, Column column, Table table) {
            return null;
        }

        @Override
        protected String getCharacterSet(Column column) {
            return "latin1";
        }

        protected boolean hasValueConverter(Column column, TableId table) {
            return true;
        }
    };

    /** @param text what the server sends; null for NULL */
    private Object read(int type, String typeName, String text, Object object) throws Exception {
        ResultSet row = (ResultSet) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getString" -> text;
                    case "getInt" -> text == null ? 0 : Integer.parseInt(text);
                    case "wasNull" -> text == null;
                    case "getObject" -> object;
                    default -> throw new AssertionError(method.getName());
                });
        Column column = Column.editor().name("c").type(typeName).jdbcType(type).create();
        Table table = Table.editor().tableId(new TableId("d", null, "t")).addColumn(column).create();
        return reader.readField(row, 1, column, table);
    }

    @Test
    void aDateIsTheTextThatTheServerSends() throws Exception {
        assertEquals("2024-00-15", read(Types.DATE, "DATE", "2024-00-15", null));
        assertEquals("2024-02-31 10:00:00", read(Types.TIMESTAMP, "DATETIME", "2024-02-31 10:00:00", null));
        assertEquals("1500-01-01", read(Types.DATE, "DATE", "1500-01-01", null));
        assertEquals(TIME, read(Types.TIME, "TIME", "00:00:01", null));
    }

    @Test
    void textStaysText() throws Exception {
        assertEquals("\u4e2d", read(Types.VARCHAR, "VARCHAR", "\u4e2d", "\u4e2d"));
    }

    @Test
    void numbersAreNoBooleans() throws Exception {
        assertEquals(5, read(Types.TINYINT, "TINYINT", "5", true));
        assertEquals(5, read(Types.BOOLEAN, "BOOL", "5", true));
        assertEquals(2024, read(Types.DATE + 1000, "YEAR", "2024", null));
        assertNull(read(Types.SMALLINT, "SMALLINT", null, null));
    }
}
