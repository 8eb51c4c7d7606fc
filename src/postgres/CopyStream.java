package postgres;

import base.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frame of a binary COPY: a header, rows of a number of fields each, a trailer. PostgreSQL sends each row in one
 * message, the first after the header.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL: COPY, Binary Format</a>
 */
final class CopyStream {

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TRAILER = -1;

    private final int fields;
    private boolean begun;

    /** @param fields that each row must have */
    CopyStream(int fields) {
        this.fields = fields;
    }

    /** Where the fields of the row at a place of a message begin; -1 where there is no more row. */
    int next(byte[] message, int at) {
        int place = begun ? at : behindHeader(message);
        if (place == message.length) {
            return -1;
        }
        int number = CopyBinary.int16(message, place);
        if (number == TRAILER) {
            return -1;
        }
        if (number != fields) {
            throw broken("a row of " + number + " fields, expected " + fields);
        }
        return place + Short.BYTES;
    }

    /** The place after the row whose fields begin at a place. */
    int skip(byte[] message, int at) {
        int place = at;
        for (int i = 0; i < fields; i++) {
            int length = CopyBinary.int32(message, place);
            place += Integer.BYTES + Math.max(0, length);
        }
        if (place > message.length) {
            throw broken("a row that is cut off");
        }
        return place;
    }

    private int behindHeader(byte[] message) {
        if (message.length < SIGNATURE.length + 2 * Integer.BYTES
                || !Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw broken("no header");
        }
        begun = true;
        int extension = SIGNATURE.length + Integer.BYTES;
        return extension + Integer.BYTES + CopyBinary.int32(message, extension);
    }

    private static Problem broken(String what) {
        return Problem.run("PostgreSQL's binary COPY has " + what + ": set snapshot = \"engine\" in [cdc_settings] of"
                + " .dlt/config.toml, and please report it");
    }
}
