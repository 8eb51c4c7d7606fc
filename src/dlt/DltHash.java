package dlt;

import base.Problem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The hashes and ids that dlt's metadata is made of, equal to what dlt itself computes. */
public final class DltHash {

    private static final byte[] BASE64 =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final int ROW_ID_LENGTH = 14;
    private static final int MICROS = 1_000_000;

    private DltHash() {
    }

    /**
     * dlt's version hash of a schema: SHA3-256 over the content without version and hashes, followed by table names
     * and column names, so that the order of columns counts too.
     */
    static String ofSchema(ObjectNode schema) {
        ObjectNode content = without(schema,
            List.of("version", "version_hash", "imported_version_hash", "previous_hashes"));
        MessageDigest digest = sha3();
        digest.update(DltJson.utf8(DltJson.sorted(content)));
        if (content.get("tables") instanceof ObjectNode tables) {
            for (String table : DltJson.sortedNames(tables)) {
                digest.update(DltJson.utf8(table));
                Iterator<String> columns = tables.get(table).path("columns").fieldNames();
                columns.forEachRemaining(column -> digest.update(DltJson.utf8(column)));
            }
        }
        return base64(digest);
    }

    /** dlt's version hash of a pipeline state: SHA3-256 over the content without local part, versions and hash. */
    static String ofState(ObjectNode state) {
        ObjectNode content = without(state,
            List.of("_local", "_state_version", "_state_engine_version", "_version_hash"));
        MessageDigest digest = sha3();
        digest.update(DltJson.utf8(DltJson.sorted(content)));
        return base64(digest);
    }

    /** The load id of a moment: seconds since 1970 with six decimals, so that text order is the order of time. */
    public static String loadId(Instant now) {
        return loadId(now.getEpochSecond() * MICROS + now.getNano() / 1000);
    }

    /**
     * A load id after {@code previous}, also while the clock stands or goes back: dlt takes the state of the load
     * with the highest id as text, so an id that does not rise would hide what this load stores.
     *
     * @param previous the highest load id that the destination holds, whoever wrote it; null if it holds none
     * @throws Problem if {@code previous} is no number and sorts after every time
     */
    public static String nextLoadId(String previous, Instant now) {
        String candidate = loadId(now);
        if (previous == null || candidate.compareTo(previous) > 0) {
            return candidate;
        }
        try {
            BigDecimal micros = new BigDecimal(previous).movePointRight(6).setScale(0, RoundingMode.FLOOR);
            String next = loadId(micros.longValueExact() + 1);
            if (next.compareTo(previous) > 0) {
                return next;
            }
        }
        catch (ArithmeticException | NumberFormatException notATime) {
            // told below: there is no time that sorts after this text
        }
        throw Problem.run("Table '_dlt_loads' holds the load id '" + previous
            + "', expected seconds since 1970 such as '" + candidate
            + "'; no later id can be made from it; correct that row.");
    }

    /** When the load with this id (made by {@link #nextLoadId}) was started. */
    public static Instant timeOf(String loadId) {
        long micros = new BigDecimal(loadId).movePointRight(6).longValue();
        return Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1000);
    }

    /** A random {@code _dlt_id} as dlt makes them: 80 bits as 14 characters of base64. Some tens of nanoseconds. */
    public static String rowId() {
        byte[] text = new byte[ROW_ID_LENGTH];
        rowId(text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Like {@link #rowId()}, as ASCII bytes into {@code target} from {@code offset} on. */
    public static void rowId(byte[] target, int offset) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long bits = random.nextLong();
        for (int i = 0; i < 10; i++, bits >>>= 6) {
            target[offset + i] = BASE64[(int) bits & 63];
        }
        int rest = random.nextInt();
        for (int i = 10; i < 13; i++, rest >>>= 6) {
            target[offset + i] = BASE64[rest & 63];
        }
        target[offset + 13] = BASE64[(rest & 3) << 4];
    }

    private static String loadId(long micros) {
        StringBuilder text = new StringBuilder(18).append(micros / MICROS).append('.');
        String decimals = Long.toString(micros % MICROS);
        return text.append("0".repeat(6 - decimals.length())).append(decimals).toString();
    }

    private static ObjectNode without(ObjectNode node, List<String> names) {
        ObjectNode shallow = DltJson.MAPPER.createObjectNode();
        shallow.setAll(node);
        return shallow.remove(names);
    }

    private static MessageDigest sha3() {
        try {
            return MessageDigest.getInstance("SHA3-256");
        }
        catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 9 has SHA3-256", e);
        }
    }

    private static String base64(MessageDigest digest) {
        return Base64.getEncoder().encodeToString(digest.digest());
    }
}
