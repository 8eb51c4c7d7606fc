package cassandra;

import capture.Checkup;
import capture.SourceTable;
import event.Checkpoint;
import event.TableId;
import java.util.List;
import java.util.Properties;
import java.util.function.BiFunction;

/** Checks a node before a run; changes nothing there. */
public final class CassandraDoctor {

    private CassandraDoctor() {
    }

    /** Makes all checks that can be made; the parameters are those of {@link Cassandra}. */
    public static void examine(Properties debezium, BiFunction<TableId, List<String>, List<String>> keys,
            SourceTable.Check check, Checkup checkup) {
        CassandraNode[] node = new CassandraNode[1];
        boolean connected = checkup.check("connection", () -> {
            node[0] = CassandraNode.of(debezium);
            return "Cassandra " + node[0].version();
        });
        if (connected) {
            checkup.check("commit log", () -> {
                node[0].require();
                return "the node keeps it in " + node[0].folder();
            });
            checkup.check("tables", () -> {
                List<CassandraTable> tables = node[0].tables();
                tables.forEach(table -> Cassandra.requireKey(table, keys));
                check.check(Cassandra.described(tables), Checkpoint.none());
                return tables.size() + " with cdc = true";
            });
        }
    }
}
