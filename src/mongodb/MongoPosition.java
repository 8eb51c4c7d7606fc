package mongodb;

import event.ChangeEvent.Position;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;

/**
 * A place in a change stream. The server's resume tokens are hexadecimal text that sorts as the events do, and begins
 * with their cluster time.
 *
 * @param token resume token as Debezium stores it, a BSON document in Base64; empty where only the time is known
 * @param time  cluster time: seconds in the upper half, a counter in the lower one
 * @see <a href="https://www.mongodb.com/docs/manual/changeStreams/#resume-tokens">MongoDB: Resume tokens</a>
 */
record MongoPosition(String token, long time) implements Position {

    static final String TOKEN = "resume_token";
    private static final String SECONDS = "sec";
    private static final String ORDER = "ord";
    /** Of the type of the time, with which a token begins. */
    private static final int TYPE_DIGITS = 2;
    private static final int TIME_DIGITS = 16;

    /** Of Debezium's offset, or of what {@link #put} has put; null where it has no place yet. */
    static MongoPosition of(Map<String, ?> offset) {
        String token = offset.get(TOKEN) == null ? "" : offset.get(TOKEN).toString();
        if (!token.isEmpty()) {
            return new MongoPosition(token, timeOf(data(token)));
        }
        Object seconds = offset.get(SECONDS);
        if (seconds == null || ((Number) seconds).intValue() <= 0) {
            return null;
        }
        return new MongoPosition("", new BsonTimestamp(((Number) seconds).intValue(),
                ((Number) offset.get(ORDER)).intValue()).getValue());
    }

    /** Into a state or an offset. */
    void put(Map<String, Object> target) {
        BsonTimestamp time = new BsonTimestamp(this.time);
        target.put(SECONDS, (long) time.getTime());     // as it is read again
        target.put(ORDER, (long) time.getInc());
        target.remove(TOKEN);
        if (!token.isEmpty()) {
            target.put(TOKEN, token);
        }
    }

    /** Whether an event here is not among those up to there. A stream that begins at a time has the events of it. */
    boolean isAfter(MongoPosition other) {
        return other == null || (token.isEmpty() || other.token.isEmpty()
                ? Long.compareUnsigned(time, other.time) >= 0 : data(token).compareTo(data(other.token)) > 0);
    }

    BsonDocument document() {
        return document(token);
    }

    private static BsonDocument document(String token) {
        return new BsonDocumentCodec().decode(new BsonBinaryReader(ByteBuffer.wrap(Base64.getDecoder().decode(token))),
                DecoderContext.builder().build());
    }

    private static String data(String token) {
        return document(token).getString("_data").getValue();
    }

    private static long timeOf(String data) {
        return Long.parseUnsignedLong(data.substring(TYPE_DIGITS, TYPE_DIGITS + TIME_DIGITS), 16);
    }

    /** Such as {@code 1714557700:3}, as the {@code source} part of an event has it. */
    @Override
    public String text() {
        BsonTimestamp at = new BsonTimestamp(time);
        return Integer.toUnsignedString(at.getTime()) + ":" + Integer.toUnsignedString(at.getInc());
    }
}
