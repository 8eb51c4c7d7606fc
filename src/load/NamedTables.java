package load;

import base.Problem;
import event.TableId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What configuration says of a table by its name must not count for another: names may have dots in them, and a name in
 * another case means a table too ({@link TableId#in}).
 */
final class NamedTables {

    private NamedTables() {
    }

    /**
     * @param key    of {@code [cdc_settings]}, for a message
     * @param named  the names there
     * @param tables those that are captured
     */
    static void require(String key, Set<String> named, Collection<TableId> tables) {
        for (String name : named) {
            requireOneReading(key, name, tables.stream().filter(table -> table.toString().equals(name)).toList());
            tables.stream().filter(table -> names(table).contains(name)).findFirst()
                    .ifPresent(meant -> requireOneCase(key, name, meant, named, tables));
        }
    }

    private static List<String> names(TableId table) {
        return List.of(table.toString(), table.name());
    }

    private static void requireOneReading(String key, String name, List<TableId> readings) {
        if (readings.size() > 1) {
            throw Problem.config("[cdc_settings." + key + "] names \"" + name + "\", and that is " + readings.stream()
                    .map(table -> "table " + table.name() + " of " + table.schema())
                    .collect(Collectors.joining(", and "))
                    + ". Name them there without what stands before them: " + readings.stream()
                    .map(table -> '"' + table.name() + '"').collect(Collectors.joining(", ")));
        }
    }

    private static void requireOneCase(String key, String name, TableId meant, Set<String> named,
            Collection<TableId> tables) {
        for (TableId table : tables) {
            boolean alsoMeant = table.equals(table.folded()) && names(table).contains(TableId.folded(name));
            if (alsoMeant && !names(table).contains(name) && names(table).stream().noneMatch(named::contains)) {
                throw Problem.config("[cdc_settings." + key + "] names \"" + name + "\", and there are tables " + meant
                        + " and " + table + ", which differ in case alone: name \"" + table + "\" there, too");
            }
        }
    }
}
