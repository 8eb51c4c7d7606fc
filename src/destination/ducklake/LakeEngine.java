package destination.ducklake;

import base.Problem;
import base.Sql;
import config.Lake;
import config.Lake.Kind;
import config.Lake.ObjectStore;
import config.Target;
import destination.Extensions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The extensions that a DuckDB needs for a lake, and the statement that attaches it, as dlt has both. */
final class LakeEngine {

    private final Lake lake;
    private final Extensions from;

    LakeEngine(Target target) {
        this.lake = target.lake();
        this.from = Extensions.of(target);
    }

    /** Loads the extensions; fetches those that are not there from DuckDB's own repository. */
    void load(Extensions.Runs engine) {
        from.load(engine, extensions());
    }

    private List<String> extensions() {
        List<String> names = new ArrayList<>(List.of("ducklake"));
        if (lake.kind() != Kind.DUCKDB) {
            names.add(lake.kind() == Kind.SQLITE ? "sqlite_scanner" : "postgres_scanner");
        }
        if (lake.store() != null) {
            names.add("httpfs");
        }
        if (isFromEnvironment()) {
            names.add("aws");
        }
        return names;
    }

    /** Makes the folders that the lake's files go to. */
    void makeFolders() {
        try {
            if (lake.kind().isFile()) {
                Files.createDirectories(Path.of(lake.catalog()).getParent());
            }
            if (lake.store() == null) {
                Files.createDirectories(Path.of(lake.storage()));
            }
        }
        catch (IOException e) {
            throw Problem.run("Cannot make a folder for the DuckLake " + lake + ": " + Problem.why(e), e);
        }
    }

    /** Whether the key of the object store is found where AWS's tools find one. */
    private boolean isFromEnvironment() {
        return lake.store() != null && lake.store().keyId().isEmpty();
    }

    /** How the object store is reached; nothing for a folder. */
    String[] secrets() {
        ObjectStore store = lake.store();
        if (store == null) {
            return new String[0];
        }
        String endpoint = store.endpoint().replaceFirst("^https?://", "").replaceFirst("/+$", "");
        return new String[]{"CREATE OR REPLACE SECRET lake_store (TYPE s3"
                + (isFromEnvironment() ? ", PROVIDER credential_chain, REFRESH auto" : ", KEY_ID "
                        + Sql.literal(store.keyId()) + ", SECRET " + Sql.literal(store.secret()))
                + part("SESSION_TOKEN", store.token()) + part("REGION", store.region()) + part("ENDPOINT", endpoint)
                + part("URL_STYLE", store.urlStyle()) + ", SCOPE " + Sql.literal(lake.storage())
                + (store.endpoint().startsWith("http://") ? ", USE_SSL false" : "") + ")"};
    }

    private static String part(String name, String value) {
        return value.isEmpty() ? "" : ", " + name + " " + Sql.literal(value);
    }

    /** A query that fails where the object store cannot be reached, or lets this key see nothing; none for a folder. */
    String[] probe() {
        return lake.store() == null ? new String[0] : new String[]{"SELECT count(*) FROM glob("
                + Sql.literal(lake.storage() + "/.probe*") + ")"};
    }

    /** @param options further ones of ATTACH, each after a comma; they may be empty */
    String attach(String name, String options) {
        String path = switch (lake.kind()) {
            case DUCKDB, SQLITE -> lake.catalog();
            case POSTGRES -> "postgres:" + lake.catalog();
        };
        String of = switch (lake.kind()) {
            case DUCKDB -> "";
            case SQLITE -> ", META_TYPE 'sqlite', META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 1000";
            case POSTGRES -> ", METADATA_SCHEMA " + Sql.literal(lake.metadataSchema());
        };
        return "ATTACH " + Sql.literal("ducklake:" + path) + " AS " + name + " (DATA_PATH " + Sql.literal(lake.storage()
                + "/") + of + options + ")";
    }
}
