package kind;

import java.util.List;
import java.util.Optional;

/** The kinds of source that there are: the one list of them. */
public final class SourceKinds {

    public static final List<SourceKind> ALL = List.of(new PostgresKind(), new MysqlKind(), new MariadbKind(),
            new SqlserverKind(), new OracleKind(), new MongodbKind(), new Db2Kind(), new CassandraKind());

    private SourceKinds() {
    }

    /** The kind of this name. */
    public static Optional<SourceKind> named(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /** All names, in the list's order. */
    public static List<String> names() {
        return ALL.stream().map(SourceKind::name).toList();
    }
}
