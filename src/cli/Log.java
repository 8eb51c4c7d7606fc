package cli;

import java.util.logging.LogManager;

/**
 * The engine's own log: silent, since everything that a user has to know is said in a sentence; all of it when asked.
 */
final class Log {

    private Log() {
    }

    static void configure(boolean verbose) {
        System.setProperty("org.slf4j.simpleLogger.logFile", "System.err");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "off");
        if (!verbose) {
            LogManager.getLogManager().reset();     // the log of JDBC drivers and of the client of the binary log
        }
    }
}
