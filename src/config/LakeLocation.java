package config;

import base.Problem;
import config.Lake.Kind;
import config.Lake.ObjectStore;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DuckLake from dlt's own section, with dlt's names and defaults
 * (<a href="https://dlthub.com/docs/dlt-ecosystem/destinations/ducklake">dlt: DuckLake</a>): what dlt opens with the
 * same section is the same lake. Relative paths are relative to the project's folder.
 */
final class LakeLocation {

    private static final String[] CREDENTIALS = {"destination", "ducklake", "credentials"};
    private static final List<String> OF_DLT = List.of("automatic_migration", "create_indexes", "credentials",
            "dataset_name", "default_schema_name", "destination_name", "destination_type",
            "enable_dataset_name_normalization", "environment", "info_tables_query_threshold", "local_dir",
            "override_data_path", "replace_strategy", "staging_config",
            "staging_dataset_name_layout", "truncate_tables_on_staging_destination_before_load");
    private static final List<String> KNOWN = List.of("catalog", "ducklake_name", "extensions", "global_config",
            "local_config", "metadata_schema", "pragmas", "read_only", "session_timezone", "statements", "storage");
    private static final String STANDARD_NAME = "ducklake";
    private static final String CATALOGS = "postgres://user:password@host/database, sqlite:///file.sqlite or"
            + " duckdb:///file.duckdb";
    private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+]*)://(.*)", Pattern.DOTALL);

    private static final String STANDARD_KEEP = "7 days";
    /** Loads between two maintenances: some minutes at a load a second. */
    private static final int STANDARD_MAINTAINED = 200;

    private final Settings settings;

    private LakeLocation(Settings settings) {
        this.settings = settings;
    }

    /** The lake; neither catalog nor storage need exist. */
    static Lake of(Settings settings) {
        return new LakeLocation(settings).lake();
    }

    private Lake lake() {
        CdcConfig.checkKnown(settings.section("destination", "ducklake"), OF_DLT);
        CdcConfig.checkKnown(settings.section(CREDENTIALS), KNOWN);
        String name = text("ducklake_name").orElse(STANDARD_NAME);
        String storage = storage(name);
        String[] catalog = catalog(name);
        Kind kind = Kind.valueOf(catalog[0]);
        return new Lake(kind, catalog[1], text("metadata_schema").orElse(name), storage,
                storage.contains("://") ? store() : null, keep(), maintainedEvery());
    }

    private Optional<Value> find(String... path) {
        String[] whole = Arrays.copyOf(CREDENTIALS, CREDENTIALS.length + path.length);
        System.arraycopy(path, 0, whole, CREDENTIALS.length, path.length);
        return settings.find(whole);
    }

    private Optional<String> text(String... path) {
        return find(path).map(value -> value.text().strip()).filter(text -> !text.isEmpty());
    }

    /** Kind, and file or URL. */
    private String[] catalog(String name) {
        Optional<Value> whole = find("catalog");
        if (whole.isPresent() && !(whole.get().value() instanceof Map)) {
            return catalog(whole.get(), whole.get().text().strip());
        }
        Optional<Value> driver = find("catalog", "drivername");
        if (driver.isEmpty()) {
            return new String[]{"SQLITE", settings.project().resolve(name + ".sqlite").toString()};
        }
        String url = driver.get().text() + "://";
        String database = text("catalog", "database").orElse("");
        if (url.startsWith("postgres")) {
            url += encoded(text("catalog", "username").orElse("")) + text("catalog", "password").map(p -> ":"
                    + encoded(p)).orElse("") + "@" + text("catalog", "host").orElse("localhost")
                    + find("catalog", "port").map(port -> ":" + port.integer()).orElse("");
        }
        return catalog(driver.get(), url + "/" + database);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String[] catalog(Value value, String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw Problem.config("%s: %s is no URL; expected %s.".formatted(value.origin(), value.key(), CATALOGS));
        }
        switch (url.group(1)) {
            case "postgres", "postgresql" -> {
                return new String[]{"POSTGRES", "postgres://" + url.group(2)};
            }
            case "duckdb", "sqlite" -> {
                String file = url.group(2).startsWith("/") ? url.group(2).substring(1) : "";
                if (file.isEmpty() || file.startsWith(":")) {
                    throw Problem.config("%s: %s names no file; expected %s.".formatted(value.origin(), value.key(),
                            CATALOGS));
                }
                return new String[]{url.group(1).toUpperCase(Locale.ROOT), path(value, file).toString()};
            }
            default -> throw Problem.config("%s: %s begins with %s:, which no lake was loaded with yet; expected %s."
                    .formatted(value.origin(), value.key(), url.group(1), CATALOGS));
        }
    }

    private Path path(Value value, String text) {
        try {
            return settings.project().resolve(text).normalize();
        }
        catch (InvalidPathException e) {
            throw Problem.config("%s: %s is not a valid path.".formatted(value.origin(), value.key()));
        }
    }

    private String storage(String name) {
        find("storage").filter(value -> !(value.value() instanceof Map)).ifPresent(value -> {
            throw Problem.config("%s: %s is text, which dlt does not read: it would open another lake. Expected a"
                    .formatted(value.origin(), value.key()) + " table: [destination.ducklake.credentials.storage] with"
                    + " bucket_url = \"...\".");
        });
        Optional<Value> given = find("storage", "bucket_url");
        if (given.isEmpty()) {
            return settings.project().resolve(name + ".files").toString();
        }
        String text = given.get().text().strip();
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            return path(given.get(), text).toString();
        }
        return switch (url.group(1)) {
            case "file" -> path(given.get(), URI.create(text).getPath()).toString();
            case "s3" -> text.replaceFirst("/+$", "");
            default -> throw Problem.config("%s: %s begins with %s:, to which no lake was loaded yet; expected a folder"
                    .formatted(given.get().origin(), given.get().key(), url.group(1)) + " or s3://bucket/folder.");
        };
    }

    private ObjectStore store() {
        String[] in = {"storage", "credentials"};
        return new ObjectStore(text(in[0], in[1], "aws_access_key_id").orElse(""),
                text(in[0], in[1], "aws_secret_access_key").orElse(""),
                text(in[0], in[1], "aws_session_token").orElse(""), text(in[0], in[1], "region_name").orElse(""),
                text(in[0], in[1], "endpoint_url").orElse(""), text(in[0], in[1], "s3_url_style").orElse("path"));
    }

    private String keep() {
        Optional<Value> given = settings.find(CdcConfig.SECTION, "snapshots_kept");
        given.filter(value -> !value.text().matches("[1-9]\\d{0,6} (seconds?|minutes?|hours?|days?|weeks?)"))
                .ifPresent(value -> {
                    throw value.wrong("for how long the lake's snapshots are kept, such as \"7 days\" or"
                            + " \"12 hours\"");
                });
        return given.map(Value::text).orElse(STANDARD_KEEP);
    }

    private int maintainedEvery() {
        String given = settings.find(CdcConfig.SECTION, "maintenance").map(value -> {
            String text = String.valueOf(value.value());
            if (!text.matches("auto|off|[1-9]\\d{0,6}")) {
                throw value.wrong("\"auto\", \"off\", or after how many loads the lake is maintained, such as 1000");
            }
            return text;
        }).orElse("off");
        return given.equals("off") ? 0 : given.equals("auto") ? STANDARD_MAINTAINED : Integer.parseInt(given);
    }
}
