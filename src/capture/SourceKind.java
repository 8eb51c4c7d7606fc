package capture;

import java.util.List;
import java.util.Map;

/**
 * What configuration has to know about one kind of source, so that shared code never names a kind. Property names are
 * Debezium's; "our key" is the short name that stands for one in {@code [sources.debezium.<name>]}.
 */
public interface SourceKind {

    /** {@code postgres}: the word on the command line and the table {@code [sources.debezium.postgres]}. */
    String name();

    /** Name of the pipeline unless a script gives another. */
    String pipeline();

    /** Name of the dataset, the schema in DuckDB, unless a script gives another. */
    String dataset();

    /** The connector's class; its {@code config()} tells the property names it knows. */
    String connectorClass();

    /** Our keys, each with the property it stands for; several keys may stand for one, the first is the usual one. */
    Map<String, String> aliases();

    /** Our keys that must be given, in the order in which a person would fill them in. */
    List<String> required();

    /** Values of properties that the user did not set. */
    Map<String, String> defaults();

    /** Properties that the user may not set to anything but our value, each with the reason, told to the user. */
    Map<String, String> fixed();

    /** Members that a list property always has beside the user's, unless its {@code .exclude.list} twin is set. */
    Map<String, String> listMembers();

    /**
     * Beginnings of property names that only this kind has. In the shared table {@code [sources.debezium]} another
     * kind passes over them, so that one file serves several sources.
     */
    List<String> ownPrefixes();
}
