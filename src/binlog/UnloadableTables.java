package binlog;

import base.Problem;
import capture.NameList;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a server lists among its tables and that cannot be loaded: views, system-versioned tables, and MariaDB's
 * sequences, which are tables to the log: each {@code NEXTVAL} may be a row there, of a table that Debezium does not
 * know.
 *
 * @see <a href="https://mariadb.com/docs/server/reference/sql-structure/sequences/sequence-overview">MariaDB:
 * Sequences</a>
 */
record UnloadableTables(List<TableId> sequences, List<TableId> views, List<TableId> versioned) {

    private static final String INCLUDE = "table.include.list";
    private static final String EXCLUDE = "table.exclude.list";

    /** Those that the lists let through. */
    static UnloadableTables of(BinlogServer server, Predicate<TableId> listed) {
        UnloadableTables found = new UnloadableTables(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        server.query("SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_type IN"
                + " ('SEQUENCE', 'VIEW', '" + BinlogCatalog.VERSIONED + "')", r -> {
            TableId id = new TableId(r.getString(1), r.getString(2));
            if (listed.test(id)) {
                (r.getString(3).equals("VIEW") ? found.views : r.getString(3).equals("SEQUENCE") ? found.sequences
                        : found.versioned)
                        .add(id);
            }
        });
        List.of(found.sequences, found.views, found.versioned)
                .forEach(ids -> ids.sort(Comparator.comparing(TableId::toString)));
        return found;
    }

    /** @throws Problem when table_include_list names one, or a table is one of a kind that cannot be loaded */
    void refuse(Properties debezium) {
        String include = debezium.getProperty(INCLUDE, "");
        refuse(include, sequences, "a sequence, which has no rows to load");
        refuse(include, views, "a view, whose rows are those of its tables: name the tables instead");
        if (!versioned.isEmpty()) {
            throw Problem.config(BinlogCatalog.versioned(names(versioned)));
        }
    }

    private static void refuse(String include, List<TableId> ids, String what) {
        ids.stream().filter(id -> NameList.names(include, id.toString())).findFirst().ifPresent(id -> {
            throw Problem.config(id + " of table_include_list is " + what + ". Take it out of the list");
        });
    }

    /** Leaves sequences out, named {@code database.sequence}, and says so. */
    static void leaveOut(Collection<String> names, Properties debezium, Consumer<String> warn) {
        names.forEach(name -> warn.accept("Sequence " + name + " is left out: it has no rows to load"));
        if (names.isEmpty()) {
            return;
        }
        String include = debezium.getProperty(INCLUDE, "");
        if (include.isBlank()) {
            String exclude = debezium.getProperty(EXCLUDE, "");
            debezium.setProperty(EXCLUDE, exclude + (exclude.isBlank() ? "" : ",") + NameList.exactly(names));
        }
        else {
            debezium.setProperty(INCLUDE, NameList.without(include, names));
        }
    }

    private static String names(List<TableId> ids) {
        return ids.stream().map(TableId::toString).collect(Collectors.joining(", "));
    }
}
