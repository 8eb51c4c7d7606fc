package changetable;

import event.Checkpoint;
import event.TableId;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Map;

/**
 * Whether a Db2 still has all changes after a checkpoint. The register tells how far Capture has pruned where it goes
 * by what was read; otherwise changes are removed when they are old, and a table may be registered anew.
 */
final class Db2Kept {

    /** Key of a position: when each table's change table was made. */
    static final String REGISTERED = "registered";

    private final Db2Server server;
    private final Db2Tables tables;
    private final Map<String, Object> position;
    private final String resume;

    Db2Kept(Db2Server server, Db2Tables tables, Checkpoint committed) {
        this.server = server;
        this.tables = tables;
        this.position = committed.position();
        this.resume = ChangeTableDuplicateFilter.commit(position);
    }

    /** Why the stream cannot go on, empty when it can. */
    String obstacle(ChangeTableResume known) {
        String why = registeredAnew();
        why = why.isEmpty() ? known.obstacle() : why;
        why = why.isEmpty() ? removed() : why;
        return why.isEmpty() ? tooOld() : why;
    }

    private String registeredAnew() {
        if (position.get(REGISTERED) instanceof Map<?, ?> was) {
            for (Map.Entry<String, String> now : tables.registered().entrySet()) {
                Object before = was.get(now.getKey());
                if (before != null && !before.equals(now.getValue())) {
                    return "Table " + now.getKey() + " was registered for capture anew since it was loaded (its change"
                            + " table was made " + now.getValue() + ", the one before " + before + "): what changed"
                            + " between was not recorded" + ChangeTableResume.AFRESH;
                }
            }
        }
        return "";
    }

    /** What is loaded of the newest transaction is removed no later than what follows it. */
    private String removed() {
        Map<String, Long> loaded = ChangeTableDuplicateFilter.loaded(position);
        for (CaptureInstance each : tables.all()) {
            TableId table = each.table();
            if (server.records(each, resume) < loaded.getOrDefault(table.toString(), 0L)) {
                return "The changes of table " + table + " at " + resume + ", where the DuckDB file is, are not kept"
                        + " any more: they, and maybe some after them, were removed, " + server.removedBy()
                        + ChangeTableResume.AFRESH;
            }
        }
        return "";
    }

    private String tooOld() {
        Object at = position.get(ChangeTableDuplicateFilter.QUIET_AT);
        Duration kept = at == null ? null : server.retention();
        if (kept == null || Duration.between(Timestamp.valueOf(at.toString()).toInstant(),
                Timestamp.valueOf(server.now()).toInstant()).compareTo(kept) <= 0) {
            return "";
        }
        return "The DuckDB file is at " + resume + " of " + at + ", longer ago than Capture keeps changes ("
                + kept.toMinutes() + " minutes: RETENTION_LIMIT of " + server.control() + ".IBMSNAP_CAPPARMS), so some"
                + " may be removed that were not loaded" + ChangeTableResume.AFRESH;
    }
}
