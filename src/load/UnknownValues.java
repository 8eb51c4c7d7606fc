package load;

import change.TableChanges;
import java.util.List;
import java.util.stream.Collectors;

/** Values that the source left out of a change and that no stored row has. */
final class UnknownValues {

    private final TableChanges changes;
    private final Evolution evolution;
    private final List<Integer> places;

    UnknownValues(TableChanges changes, Evolution evolution) {
        this.changes = changes;
        this.evolution = evolution;
        this.places = Staging.unchanged(changes).stream().filter(i -> evolution.placed().get(i).column() != null
                || evolution.nested().contains(i)).toList();
    }

    /** Counts the rows that lack some, after the load's statements; empty where there cannot be any. */
    String count(int number) {
        return places.isEmpty() ? "" : "SELECT count(*) FROM " + LoadSql.stage("changes_" + number) + " WHERE "
                + places.stream().map(i -> "u" + i).collect(Collectors.joining(" OR "));
    }

    /** The source columns of which some values are left out. */
    String columns() {
        return places.stream().map(i -> evolution.placed().get(i).source()).collect(Collectors.joining(", "));
    }

    String table() {
        return changes.table().toString();
    }
}
