package binlog;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;
import postgres.PostgresServer;

/** Which errors of PostgreSQL are waited out. */
class PassingErrorTest {

    /** As the driver says it after the server gave up a connection, to one of Debezium's threads or the other. */
    @Test
    void aLostConnectionPasses() {
        assertTrue(PostgresServer.passes(new PSQLException("Database connection failed when writing to copy",
                PSQLState.CONNECTION_FAILURE)));
        assertTrue(PostgresServer.passes(new PSQLException("Tried to write to an inactive copy operation",
                PSQLState.OBJECT_NOT_IN_STATE)));
    }

    @Test
    void whatTheServerSaysOfALostSlotDoesNot() {
        assertFalse(PostgresServer.passes(new PSQLException(new ServerErrorMessage(
                "SERROR\0C55000\0Mcan no longer get changes from replication slot \"s\"\0"))));
    }
}
