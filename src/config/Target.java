package config;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the tables go, as {@code [destination.<name>]} says.
 *
 * @param name what dlt calls this kind of destination, such as {@code duckdb}
 * @param file the file that holds the tables, or a lake's catalog, absolute; it need not exist. Of a catalog in a
 *             database server: a path in the pipeline's folder that never exists
 * @param lake null unless the tables go to a DuckLake
 */
public record Target(String name, Path file, Lake lake) {

    /** A DuckDB file. */
    public static Target duckdb(Path file) {
        return new Target("duckdb", file, null);
    }

    /** A DuckLake; {@code folder} is the pipeline's. */
    public static Target ducklake(Lake lake, Path folder) {
        return new Target("ducklake", lake.kind().isFile() ? Path.of(lake.catalog())
                : folder.resolve("catalog.elsewhere"), lake);
    }

    /** The class of dlt's that a pipeline's state names. */
    public String dltType() {
        return "dlt.destinations." + name;
    }

    /** The place as dlt names it at the end of a load, such as {@code duckdb:////data/x.duckdb}; without a secret. */
    public String location() {
        return lake == null ? name + ":///" + file : name + "@" + (lake.kind().isFile()
                ? lake.kind().name().toLowerCase(Locale.ROOT) + ":///" : "") + lake + "@" + lake.storage();
    }

    /** What a sentence calls it, with its place. */
    public String place() {
        return lake == null ? "DuckDB file " + this : "DuckLake " + this;
    }

    /** The place, as it is shown; never with a secret. */
    @Override
    public String toString() {
        return lake == null ? file.toString() : lake.toString();
    }
}
