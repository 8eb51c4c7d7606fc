package config;

import base.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The DuckDB file, from the forms that dlt's page on the DuckDB destination names: {@code duckdb:///relative.duckdb},
 * {@code duckdb:////absolute.duckdb}, a bare path, or {@code :pipeline:} for the file in the pipeline's folder.
 * Relative means relative to the project's folder.
 */
final class DuckDbLocation {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");
    private static final String FORMS = "duckdb:///file.duckdb, duckdb:////folder/file.duckdb, a path or :pipeline:";
    // Settings of dlt's own DuckDB destination: they may stand in a shared file and mean nothing here.
    private static final List<String> OF_DLT = List.of("credentials", "create_indexes", "dataset_name",
            "default_schema_name", "destination_name", "destination_type", "enable_dataset_name_normalization",
            "environment", "info_tables_query_threshold", "legacy_db_path", "local_dir", "replace_strategy",
            "staging_config", "staging_dataset_name_layout", "truncate_tables_on_staging_destination_before_load");
    private static final List<String> CREDENTIALS_OF_DLT = List.of("database", "conn_pool", "drivername", "extensions",
            "global_config", "host", "local_config", "password", "port", "pragmas", "query", "read_only",
            "session_timezone", "statements", "username");

    private DuckDbLocation() {
    }

    /** The file's absolute path; it need not exist. */
    static Path of(Settings settings, Path pipelineDir, String pipeline) {
        CdcConfig.checkKnown(settings.section("destination", "duckdb"), OF_DLT);
        Optional<Value> whole = settings.find("destination", "duckdb", "credentials");
        boolean table = whole.isPresent() && whole.get().value() instanceof java.util.Map;
        if (table || whole.isEmpty()) {
            CdcConfig.checkKnown(settings.section("destination", "duckdb", "credentials"), CREDENTIALS_OF_DLT);
        }
        Optional<Value> field = settings.find("destination", "duckdb", "credentials", "database");
        boolean fieldWins = whole.isEmpty() || table
                || field.isPresent() && field.get().fromEnvironment() && !whole.get().fromEnvironment();
        Path standard = pipelineDir.resolve(pipeline + ".duckdb");
        return (fieldWins ? field : whole).map(value -> path(value, settings.project(), standard)).orElse(standard);
    }

    private static Path path(Value value, Path project, Path standard) {
        String text = value.text().strip();
        Matcher scheme = SCHEME.matcher(text);
        if (text.startsWith("duckdb:///")) {
            text = text.substring("duckdb:///".length());
        }
        else if (scheme.matches()) {
            // Only the scheme is shown: what follows may hold a password or a token.
            throw wrong(value, "starts with " + scheme.group(1) + ":");
        }
        if (text.equals(":pipeline:")) {
            return standard;
        }
        if (text.isEmpty() || text.startsWith(":") || text.contains("?")) {
            throw wrong(value, text.isEmpty() ? "names no file" : text.startsWith(":")
                    ? "is not a file, and a load has to outlive the process" : "has parameters after a question mark");
        }
        try {
            return project.resolve(text).normalize();
        }
        catch (InvalidPathException e) {
            throw wrong(value, "is not a valid path");
        }
    }

    private static Problem wrong(Value value, String why) {
        return Problem.config("%s: %s %s; expected %s.".formatted(value.origin(), value.key(), why, FORMS));
    }
}
