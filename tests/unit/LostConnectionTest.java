package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What Debezium and the drivers say of a connection, and what the user is told. */
class LostConnectionTest {

    /** Texts as they were seen, and ours; S stands for the server. */
    private static final String[][] TOLD = {
            {"Error while validating connector config: Connector configuration is not valid. Unable to connect: FATAL:"
                    + " the database system is shutting down", "failed: the server stopped (FATAL: the database system"
                    + " is shutting down)"},
            {"Error while validating connector config: Connector configuration is not valid. Unable to connect:"
                    + " Connection to localhost:5432 refused. Check that the hostname and port are correct and that the"
                    + " postmaster is accepting TCP/IP connections.", "failed: the server cannot be reached (Connection"
                    + " to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster"
                    + " is accepting TCP/IP connections)"},
            {"FATAL: the database system is starting up", "failed: the server is starting (FATAL: the database system"
                    + " is starting up)"},
            {"FATAL: the database system is not yet accepting connections\n  Detail: Consistent recovery state has not"
                    + " been yet reached.", "failed: the server is starting (FATAL: the database system is not yet"
                    + " accepting connections Detail: Consistent recovery state has not been yet reached)"},
            {"FATAL: terminating connection due to administrator command",
                    "failed: the server stopped (FATAL: terminating connection due to administrator command)"},
            {"FATAL: sorry, too many clients already",
                    "failed: the server has no connection left (FATAL: sorry, too many clients already)"},
            {"Communications link failure The last packet sent successfully to the server was 0 milliseconds ago.",
                    "failed: the server cannot be reached (Communications link failure The last packet sent"
                            + " successfully to the server was 0 milliseconds ago)"},
            {"Read timed out", "failed: the server did not answer in time (Read timed out)"},
            {"Database connection failed when writing to copy", "broke off (Database connection failed when writing to"
                    + " copy)"},
            {"Tried to write to an inactive copy operation", "broke off (Tried to write to an inactive copy"
                    + " operation)"},
            {"null", "broke off"}};

    @Test
    void everyTextIsToldInOurWords() {
        for (String[] each : TOLD) {
            assertEquals("The connection to S " + each[1], LostConnection.told("S", each[0]));
        }
    }

    @Test
    void anErrorThatNoTryMendsIsToldWithItsPlace() {
        assertEquals("Capturing from S failed: ERROR: publication \"p\" does not exist",
                LostConnection.ended("S", "Failed to start replication stream at LSN{0/1}: ERROR:"
                        + " publication \"p\" does not exist."));
    }
}
