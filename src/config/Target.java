package config;

import java.nio.file.Path;

/**
 * Where the tables go, as {@code [destination.<name>]} says.
 *
 * @param name what dlt calls this kind of destination, such as {@code duckdb}
 * @param file the file that holds the tables, absolute; it need not exist
 */
public record Target(String name, Path file) {

    /** A DuckDB file. */
    public static Target duckdb(Path file) {
        return new Target("duckdb", file);
    }

    /** The class of dlt's that a pipeline's state names. */
    public String dltType() {
        return "dlt.destinations." + name;
    }

    /** The place as dlt names it at the end of a load, such as {@code duckdb:////data/x.duckdb}. */
    public String location() {
        return name + ":///" + file;
    }

    /** The place, as it is shown; never with a secret. */
    @Override
    public String toString() {
        return file.toString();
    }
}
