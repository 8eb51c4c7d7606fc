package oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.debezium.connector.oracle.CommitScn;
import io.debezium.connector.oracle.Scn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A place in the redo logs, as Debezium's offset has it: from where they are read ({@code scn}, before the oldest
 * transaction that is not committed), and what of that was sent: of each redo thread the commit SCN of the newest
 * transaction, with the ids of those that have it ({@code commit_scn}). Transactions come in the order of their
 * commits.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/oracle.html">
 *      Debezium: Oracle connector</a>
 */
final class RedoPlace {

    static final String SCN = "scn";
    static final String COMMITTED = "commit_scn";
    static final String SNAPSHOT_SCN = "snapshot_scn";
    /**
     * Transactions that were not committed when the snapshot was taken, each with its first SCN. The connector skips
     * what is before the snapshot's SCN and not of one of these; its own offset forgets them with the first change.
     */
    static final String PENDING = "snapshot_pending_tx";
    static final List<String> KEYS = List.of(SCN, COMMITTED, SNAPSHOT_SCN, PENDING);

    private final Map<String, ?> offset;
    private final CommitScn committed;

    /** @param offset Debezium's, or a checkpoint's position that has its keys */
    RedoPlace(Map<String, ?> offset) {
        this.offset = offset;
        this.committed = CommitScn.load(offset);
    }

    /** Debezium's offset: without a place inside it, a transaction that was sent in part comes again, whole. */
    Map<String, Object> offset() {
        Map<String, Object> plain = new HashMap<>();
        KEYS.forEach(key -> plain.put(key, offset.get(key)));
        return plain;
    }

    /** From where the logs are read; {@link Scn#NULL} where nothing was captured yet. */
    Scn scn() {
        return scn(SCN);
    }

    Scn snapshotScn() {
        return scn(SNAPSHOT_SCN);
    }

    private Scn scn(String key) {
        Object text = offset.get(key);
        return text == null ? Scn.NULL : Scn.valueOf(text.toString());
    }

    /** The newest commit of all redo threads that was sent; {@link Scn#NULL} if there is none. */
    Scn newestCommit() {
        return committed.getMaxCommittedScn();
    }

    /** Whether the transaction was sent, or the change of a definition. */
    boolean has(int thread, Scn commit, String transaction) {
        return committed.hasBeenHandled(thread, commit, transaction);
    }

    /** Whether all was sent that is before another place, and what is at it. */
    boolean has(RedoPlace other) {
        Map<Integer, Scn> newest = other.committed.getCommitScnForAllRedoThreads();
        return newest.keySet().stream().allMatch(thread -> {
            Scn commit = newest.get(thread);
            return committed.getCommitScnForRedoThread(thread).compareTo(commit) > 0
                    || other.committed.getRedoThreadCommitScn(thread).getTxIds().stream()
                            .allMatch(transaction -> has(thread, commit, transaction));
        });
    }

    /** Whether a line of the schema history is of the snapshot, or of a change of a definition that was sent. */
    boolean has(JsonNode line) {
        JsonNode position = line.path("position");
        return position.has("snapshot") || has(new RedoPlace(position.hasNonNull(COMMITTED)
                ? Map.of(COMMITTED, position.path(COMMITTED).asText()) : Map.of()));
    }

    /** The first SCN of the oldest transaction that the snapshot's moment found; {@link Scn#NULL} without any. */
    Scn oldestPending() {
        Object pending = offset.get(PENDING);
        Scn oldest = Scn.NULL;
        for (String each : pending == null ? new String[0] : pending.toString().split(",")) {
            Scn start = Scn.valueOf(each.substring(each.indexOf(':') + 1));
            oldest = oldest.isNull() || start.compareTo(oldest) < 0 ? start : oldest;
        }
        return oldest;
    }
}
