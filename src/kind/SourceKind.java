package kind;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What configuration has to know about one kind of source, so that shared code never names a kind. Property names are
 * Debezium's; "our key" is the short name that stands for one in {@code [sources.debezium.<name>]}.
 */
public interface SourceKind {

    /** {@code postgres}: the word on the command line and the table {@code [sources.debezium.postgres]}. */
    String name();

    /** Name of the pipeline unless a script gives another. */
    default String pipeline() {
        return name() + "_cdc";
    }

    /** Debezium opens the connections of its other threads before the moment at which the stream begins. */
    String SNAPSHOT_THREADS = "each of Debezium's threads reads the tables as of another moment: rows would double or"
            + " be missing";

    /** Name of the dataset, the schema in DuckDB, unless a script gives another. */
    default String dataset() {
        return pipeline() + "_data";
    }

    /**
     * The properties in the form that the connector takes, where its check of a value refuses one that it could use.
     *
     * @param properties all of them; is left as it is
     */
    default Map<String, String> taken(Map<String, String> properties) {
        return properties;
    }

    /** As the other {@code taken}. */
    static Properties taken(SourceKind kind, Properties given) {
        Map<String, String> plain = new HashMap<>();
        given.forEach((name, value) -> plain.put(name.toString(), value.toString()));
        Properties taken = new Properties();
        taken.putAll(kind.taken(plain));
        return taken;
    }

    /** How far it was shown that its loader loads everything, right. */
    default Proof proof() {
        return Proof.CONFIG;
    }

    /** The suites of {@code tests/run} that show it. */
    default List<String> proofSuites() {
        return List.of("kinds");
    }

    /** The connector's class; its {@code config()} tells the property names it knows. */
    String connectorClass();

    /** The class whose constants of type {@code Field} are the connector's properties. */
    default String configClass() {
        return connectorClass() + "Config";
    }

    /**
     * Maven coordinates {@code group:artifact:version} of the connector, first, of what it needs beside its own
     * dependencies, such as a driver, and of the engine that goes with it. A loader script has them as {@code //DEPS};
     * elsewhere they are fetched on demand.
     */
    List<String> artifacts();

    /**
     * Classes of {@code src/patches} that its loader has beside the common ones: they replace the connector's of the
     * same name, and a start makes sure that they are the loaded ones.
     */
    default List<String> patches() {
        return List.of();
    }

    /** What is left out of their dependencies, as {@code group:artifact}, either may be {@code *}. */
    default List<String> exclusions() {
        return List.of();
    }

    /** Our keys, each with the property it stands for; several keys may stand for one, the first is the usual one. */
    Map<String, String> aliases();

    /** The property that lists what is captured. */
    default String tableList() {
        return "table.include.list";
    }

    /** Our keys that must be given, in the order in which a person would fill them in. */
    List<String> required();

    /** Required keys that may be missing where another of our keys is given, each with that other one. */
    default Map<String, String> substitutes() {
        return Map.of();
    }

    /** Values of properties that the user did not set. */
    Map<String, String> defaults();

    /**
     * Values that follow from others, of properties that are not among {@code properties}.
     *
     * @param properties all properties, the user's and the defaults
     * @param folder     the pipeline's folder, absolute; it need not exist
     */
    default Map<String, String> derived(Map<String, String> properties, Path folder) {
        return Map.of();
    }

    /** Whether the source keeps something for the pipeline, as PostgreSQL the replication slot. */
    default boolean keepsSlot() {
        return false;
    }

    /** Whether one table can be read again beside the stream. */
    default boolean copiesTables() {
        return false;
    }

    /** Regular expressions that names of the user's have to match as a whole, by property. */
    default Map<String, String> patterns() {
        return Map.of();
    }

    /**
     * Properties for a second reader that runs beside the pipeline's own without disturbing it.
     *
     * @param folder of its own, empty
     */
    default Map<String, String> aside(Path folder) {
        return Map.of();
    }

    /**
     * Properties that the user may not set to anything but our value, each with the reason, told to the user. A name
     * that ends with a dot means all that begin with it.
     */
    default Map<String, String> fixed() {
        return Map.of();
    }

    /** Members that a list property always has beside the user's, unless its {@code .exclude.list} twin is set. */
    default Map<String, String> listMembers() {
        return Map.of();
    }

    /**
     * Beginnings of property names that only this kind has. In the shared table {@code [sources.debezium]} another
     * kind skips them, so that one file serves several sources.
     */
    List<String> ownPrefixes();

    /**
     * Properties that make the connector give up a connection within {@code seconds}, where it would try for longer:
     * for checks only, never for a run.
     */
    default Map<String, String> impatient(int seconds) {
        return Map.of();
    }

    /** A checkpoint's position as people read it; empty where it has no place in the source's log yet. */
    default String place(Map<String, Object> position) {
        return "";
    }

    /** Whether the loader can read the initial snapshot itself, without the engine. */
    default boolean readsDirectly() {
        return false;
    }

    /** Whether the connector's {@code validate()} connects to the source, once all values are in order. */
    default boolean validateConnects() {
        return true;
    }
}
