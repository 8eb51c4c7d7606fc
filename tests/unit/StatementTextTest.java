package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.QueryEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text of statements that sessions with settings of their own have sent. */
class StatementTextTest {

    private static final int ANSI_QUOTES = 4;
    private static final int NO_BACKSLASH_ESCAPES = 1 << 20;

    /** Flags, sql_mode, the catalog "std", auto-increment, then the character set of the client and two others. */
    private static byte[] session(int mode, int collation) {
        return new byte[] {0, 0, 0, 0, 0, 1, (byte) mode, (byte) (mode >> 8), (byte) (mode >> 16), (byte) (mode >> 24),
                0, 0, 0, 0, 6, 3,
            's', 't', 'd', 3, 1, 0, 1, 0, 4, (byte) collation, 0, 8, 0, 8, 0, 5, 3, 'U', 'T', 'C'};
    }

    /** As it comes in the log: thread, duration, lengths and error, the session, the database, the statement. */
    @Test
    void debeziumReadsAStatementAsItsSessionMeantIt() throws IOException {
        byte[] session = session(ANSI_QUOTES, 255);
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(new byte[] {7, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, (byte) session.length, 0});
        event.writeBytes(session);
        event.writeBytes("d\0ALTER TABLE \"t\" ADD é int".getBytes(StandardCharsets.UTF_8));
        QueryEventData query = new QueryEventDataDeserializer()
                .deserialize(new ByteArrayInputStream(event.toByteArray()));
        assertEquals("ALTER TABLE `t` ADD é int", query.getSql());
        assertEquals("d", query.getDatabase());
        assertEquals(7, query.getThreadId());
        assertEquals(2, query.getExecutionTime());
    }

    private static String text(int mode, String statement) {
        return StatementText.of(session(mode, 255), statement.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theBytesAreInTheCharacterSetOfTheClient() {
        StatementText.know(Map.of(8, "latin1", 255, "utf8mb4"));
        assertEquals("enum('é', '€')", StatementText.of(session(0, 8), new byte[] {'e', 'n', 'u', 'm', '(', '\'',
                (byte) 0xe9, '\'',
            ',', ' ', '\'', (byte) 0x80, '\'', ')'}));
        assertEquals("enum('é')", text(0, "enum('é')"));
        assertEquals("BEGIN", StatementText.of(new byte[0], "BEGIN".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void doubleQuotesAreNamesWithAnsiQuotes() {
        assertEquals("ALTER TABLE `a``b\"c` ADD d int COMMENT 'say \"d\"'",
                text(ANSI_QUOTES, "ALTER TABLE \"a`b\"\"c\" ADD d int COMMENT 'say \"d\"' /* \"e\" */"));
        assertEquals("a \"b\"", text(0, "a \"b\""));
    }

    @Test
    void backslashesAreDoubledWhereTheyAreNoEscapes() {
        assertEquals("enum('a\\\\n', 'b\\\\', 'c') `d\\`", text(NO_BACKSLASH_ESCAPES,
                "enum('a\\n', 'b\\', 'c') `d\\`"));
        assertEquals("enum('a\\n')", text(0, "enum('a\\n')"));
    }
}
