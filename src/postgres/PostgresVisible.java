package postgres;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What a snapshot shows of the transactions that have committed by now: those that had by then.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT">PostgreSQL:
 * Transaction ID and Snapshot Information Functions</a>
 */
final class PostgresVisible {

    private static final long WRAP = 1L << 32;

    private final long min;
    private final long max;
    private final Set<Long> running = new HashSet<>();

    /** @param snapshot as {@code pg_current_snapshot()} writes it: {@code xmin:xmax:xip,…} */
    PostgresVisible(String snapshot) {
        String[] parts = snapshot.split(":", -1);
        min = Long.parseLong(parts[0]);
        max = Long.parseLong(parts[1]);
        Arrays.stream(parts[2].split(",")).filter(each -> !each.isEmpty()).map(Long::valueOf).forEach(running::add);
    }

    /** @param sent the lower 32 bits of a transaction's number */
    boolean shows(long sent) {
        long xid = max - Math.floorMod(max, WRAP) + Math.floorMod(sent, WRAP);
        // the nearest of those that end in these bits
        xid += xid - max > WRAP / 2 ? -WRAP : max - xid > WRAP / 2 ? WRAP : 0;
        return xid < min || xid < max && !running.contains(xid);
    }
}
