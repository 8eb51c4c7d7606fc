package postgres;

import base.Problem;
import capture.SourceDatabase.HighWatermark;
import event.RecordKind;
import io.debezium.util.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.UUID;
import kind.PostgresKind;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The present end of PostgreSQL's log. Where the user may write a logical message, the message is the mark: it comes
 * through the stream in its right place. Else (a standby, a read-only user) the connection's own report of what it has
 * read is: once that is beyond the mark, everything before it is in the engine's queue, so the next heartbeat that was
 * made later ends the wait.
 */
final class PostgresHighWatermark {

    private PostgresHighWatermark() {
    }

    /**
     * A mark that can be waited for before it is in the log: one that nobody waits for passes unseen.
     *
     * @param set puts it there
     */
    record Ahead(HighWatermark mark, Runnable set) {
    }

    static HighWatermark set(Properties debezium) {
        Ahead ahead = ahead(debezium);
        ahead.set().run();
        return ahead.mark();
    }

    static Ahead ahead(Properties debezium) {
        try (PostgresServer server = new PostgresServer(debezium)) {
            if (server.mayEmitMessages()) {
                String token = UUID.randomUUID().toString();
                return new Ahead(record -> RecordKind.of(record) == RecordKind.MESSAGE && token.equals(content(record)),
                        () -> emit(debezium, token));
            }
            String user = debezium.getProperty("database.user");
            if (!server.maySeeReaders()) {
                throw Problem.run("User " + user + " may neither write a mark into PostgreSQL's log nor see how far it"
                        + " is read, so `run --until-current` would not know where to end. Run: GRANT"
                        + " pg_read_all_stats TO " + PostgresServer.quote(user) + ";");
            }
            return new Ahead(new ReadUpTo(debezium, server.currentLsn()), () -> { });
        }
    }

    private static void emit(Properties debezium, String token) {
        try (PostgresServer server = new PostgresServer(debezium)) {
            server.emit(PostgresKind.HIGH_WATERMARK_PREFIX, token);
        }
    }

    private static String content(SourceRecord record) {
        Object content = ((Struct) record.value()).getStruct("message").getWithoutDefault("content");
        return content instanceof ByteBuffer buffer ? StandardCharsets.UTF_8.decode(buffer.duplicate()).toString()
                : new String((byte[]) content, StandardCharsets.UTF_8);
    }

    /** Needs heartbeats. */
    private static final class ReadUpTo implements HighWatermark {
        private final Properties debezium;
        private final long mark;
        private long readSince = Long.MAX_VALUE;

        ReadUpTo(Properties debezium, long mark) {
            this.debezium = debezium;
            this.mark = mark;
        }

        @Override
        public boolean reachedBy(SourceRecord record) {
            if (RecordKind.of(record) != RecordKind.HEARTBEAT) {
                return false;
            }
            long made = ((Struct) record.value()).getInt64("ts_ms");
            if (made > readSince) {
                return true;
            }
            if (readSince == Long.MAX_VALUE) {
                try (PostgresServer server = new PostgresServer(debezium)) {
                    readSince = server.writtenLsn() >= mark ? Clock.SYSTEM.currentTimeInMillis() : Long.MAX_VALUE;
                }
            }
            return false;
        }
    }
}
