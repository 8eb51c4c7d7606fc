package config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where the tables go, as {@code [destination.<name>]} says.
 *
 * @param name what dlt calls this kind of destination, such as {@code duckdb}
 * @param file the file that holds the tables, or a lake's catalog, absolute; it need not exist. Of a catalog in a
 *             database server: a path in the pipeline's folder that never exists
 * @param lake null unless the tables go to a DuckLake
 * @param extensions the folder of DuckDB's extensions; null: where DuckDB keeps them
 * @param served null unless the file is kept open and served
 */
public record Target(String name, Path file, Lake lake, Path extensions, Served served) {

    private static final String EXTENSIONS = "extension_directory";

    /** What the settings say; {@code section} is {@code [cdc_settings]}. */
    static Target of(Settings settings, Map<String, Value> section, Path pipelineDir, String pipeline) {
        Value given = section.get("destination");
        if (given == null || given.text().equals("duckdb")) {
            return duckdb(DuckDbLocation.of(settings, pipelineDir, pipeline)).withExtensions(extensions(settings,
                    "duckdb"));
        }
        if (given.text().equals("ducklake")) {
            return ducklake(LakeLocation.of(settings), pipelineDir).withExtensions(extensions(settings, "ducklake"));
        }
        throw given.wrong("\"duckdb\" or \"ducklake\"");
    }

    /** Ours is for any destination; dlt's own, for one of them, says more, and wins. */
    private static Path extensions(Settings settings, String destination) {
        Value folder = settings.find("destination", destination, "credentials", "global_config", EXTENSIONS)
                .filter(value -> !value.text().isBlank()).or(() -> settings.find(CdcConfig.SECTION, EXTENSIONS))
                .orElse(null);
        try {
            return folder == null ? null : settings.project().resolve(folder.text()).normalize();
        }
        catch (InvalidPathException e) {
            throw folder.wrong("the folder of DuckDB's extensions");
        }
    }

    /** A DuckDB file. */
    public static Target duckdb(Path file) {
        return new Target("duckdb", file, null, null, null);
    }

    /** A DuckLake; {@code folder} is the pipeline's. */
    public static Target ducklake(Lake lake, Path folder) {
        return new Target("ducklake", lake.kind().isFile() ? Path.of(lake.catalog())
                : folder.resolve("catalog.elsewhere"), lake, null, null);
    }

    /** The same, with the folder of DuckDB's extensions. */
    public Target withExtensions(Path folder) {
        return new Target(name, file, lake, folder, served);
    }

    /** The same, kept open and served. */
    public Target served(Served by) {
        return new Target(name, file, lake, extensions, by);
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
