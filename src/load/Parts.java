package load;

import base.Folders;
import change.Bulk;
import change.Changes;
import change.TableChanges;
import destination.Destination;
import destination.Stage;
import event.Reached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the load at hand consists of, staged: one part, or several of a load that is one transaction. In a destination
 * that others write meanwhile they are kept until the COMMIT, so that the load can be run again without its source.
 */
final class Parts {

    /**
     * What is handed over at once.
     *
     * @param first number of the first of its tables: no other part that is kept has it
     */
    record LoadPart(Changes changes, Reached reached, int first, List<Stage> stages, Map<TableChanges, ReadRows> rows) {

        /** The rows of one of its tables that are read while they are loaded. */
        ReadRows rows(Bulk bulk) {
            return rows.get(bulk);
        }

        private boolean isInMemory() {
            return changes.tables().stream().anyMatch(each -> !(each instanceof Bulk));
        }
    }

    /** Of those whose changes are held in memory: each has up to {@code load_max_bytes}. */
    private static final int MOST_IN_MEMORY = 4;

    private final Destination destination;
    private final Path folder;
    private final List<LoadPart> parts = new ArrayList<>();
    /** So that no file has the name of an earlier one. */
    private long files;
    /** Whether parts were handed over that are not kept. */
    private boolean gone;

    /** @param folder for rows that are kept, this object's own */
    Parts(Destination destination, Path folder) {
        this.destination = destination;
        this.folder = folder;
    }

    /**
     * Stages another one.
     *
     * @param begins whether a load begins with it
     */
    LoadPart add(Changes changes, Reached reached, boolean begins) {
        boolean kept = destination.hasOtherWriters();
        if (begins) {
            loaded(false);      // an attempt that was to be one transaction may have failed
            if (kept) {
                Folders.remove(folder);     // of a load that was killed
            }
        }
        int first = parts.isEmpty() ? 0 : parts.get(parts.size() - 1).first() + parts.get(parts.size() - 1).changes()
                .tables().size();
        Map<TableChanges, ReadRows> rows = new HashMap<>();
        for (int i = 0; i < changes.tables().size(); i++) {
            if (changes.tables().get(i) instanceof Bulk bulk) {
                rows.put(bulk, new ReadRows(bulk, kept ? folder.resolve(files++ + ".parquet") : null));
            }
        }
        LoadPart part = new LoadPart(changes, reached, first, Staging.stage(changes, first, destination), rows);
        parts.add(part);
        return part;
    }

    /** In their order, those that the load consists of so far. */
    List<LoadPart> all() {
        return List.copyOf(parts);
    }

    /** Whether the load can be run again from what is staged. */
    boolean canBeRunAgain() {
        return !gone && (destination.hasOtherWriters()
                || parts.stream().allMatch(part -> part.rows().isEmpty()));
    }

    /** @param open whether more parts come before the COMMIT; if not, the load is committed, or has failed */
    void loaded(boolean open) {
        gone = open && (gone || !destination.hasOtherWriters()
                || parts.stream().filter(LoadPart::isInMemory).count() > MOST_IN_MEMORY);
        if (!open || gone) {
            forget();
        }
    }

    private void forget() {
        parts.forEach(part -> {
            part.stages().forEach(Stage::close);
            part.rows().values().forEach(ReadRows::close);
        });
        parts.clear();
    }
}
