package dlt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The {@code _dlt_id} of a nested row as dlt makes it: the first 80 bits of SHAKE128 over its parent's id, its table
 * and its place in the list ({@code get_nested_row_hash} in dlt's {@code normalizers/json/helpers.py}). No JDK offers
 * SHAKE128, and a library of 8 MB for these few lines is too much.
 */
public final class NestedId {

    private static final int RATE = 168;
    private static final int ROUNDS = 24;
    private static final int ID_BYTES = 10;
    private static final long[] CONSTANTS = constants();
    /** The walk of the lanes in steps rho and pi. */
    private static final int[] LANES = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22,
        9, 6, 1};

    private NestedId() {
    }

    /** @param index from 0 on */
    public static String of(String parentId, String table, long index) {
        return of(parentId + "_" + table + "_" + index);
    }

    /** @param text parent's id, table and index, joined by underscores */
    public static String of(String text) {
        byte[] input = text.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(input, (input.length / RATE + 1) * RATE);
        padded[input.length] = 0x1f;
        padded[padded.length - 1] |= (byte) 0x80;
        long[] state = new long[25];
        for (int block = 0; block < padded.length; block += RATE) {
            for (int i = 0; i < RATE; i++) {
                state[i / 8] ^= (padded[block + i] & 0xffL) << 8 * (i % 8);
            }
            permute(state);
        }
        byte[] id = new byte[ID_BYTES];
        for (int i = 0; i < ID_BYTES; i++) {
            id[i] = (byte) (state[i / 8] >>> 8 * (i % 8));
        }
        return Base64.getEncoder().withoutPadding().encodeToString(id);
    }

    private static void permute(long[] a) {
        long[] c = new long[5];
        for (int round = 0; round < ROUNDS; round++) {
            for (int x = 0; x < 5; x++) {
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }
            for (int i = 0; i < 25; i++) {
                a[i] ^= c[(i + 4) % 5] ^ Long.rotateLeft(c[(i + 1) % 5], 1);
            }
            long moved = a[1];
            for (int i = 0; i < LANES.length; i++) {
                long next = a[LANES[i]];
                a[LANES[i]] = Long.rotateLeft(moved, (i + 1) * (i + 2) / 2 % 64);
                moved = next;
            }
            for (int y = 0; y < 25; y += 5) {
                System.arraycopy(a, y, c, 0, 5);
                for (int x = 0; x < 5; x++) {
                    a[y + x] = c[x] ^ ~c[(x + 1) % 5] & c[(x + 2) % 5];
                }
            }
            a[0] ^= CONSTANTS[round];
        }
    }

    /** Keccak's round constants, from its shift register. */
    private static long[] constants() {
        long[] constants = new long[ROUNDS];
        int register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j < 7; j++) {
                if ((register & 1) != 0) {
                    constants[round] |= 1L << (1 << j) - 1;
                }
                register = register << 1 ^ (register >> 7) * 0x171;
            }
        }
        return constants;
    }
}
