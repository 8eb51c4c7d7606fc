package dlt;

import base.Sql;
import java.util.List;

/**
 * The SQL for dlt's own tables of one dataset: https://dlthub.com/docs/general-usage/destination-tables. Only text, no
 * database; values are {@code ?} parameters in the order that each method names. In one load: rows, then
 * {@link #insertVersion()} if the schema's hash is new, {@link #insertState()} if the state's hash is new (always when
 * the schema's is, else dlt's other working directories never see the new schema), {@link #insertLoad()} last.
 */
public final class DltTables {

    private final String catalog;
    private final String dataset;
    private final String loads;
    private final String versions;
    private final String states;

    private DltTables(String catalog, String dataset) {
        this.catalog = catalog;
        this.dataset = dataset;
        this.loads = table("_dlt_loads");
        this.versions = table("_dlt_version");
        this.states = table("_dlt_pipeline_state");
    }

    /** The tables of a dataset (DuckDB schema) in an attached database (catalog); names as they are, unquoted. */
    public static DltTables of(String catalog, String dataset) {
        return new DltTables(catalog, dataset);
    }

    /** The dataset, qualified and quoted. */
    public String dataset() {
        return Sql.quote(catalog) + "." + Sql.quote(dataset);
    }

    /** A table of the dataset, qualified and quoted. */
    public String table(String name) {
        return dataset() + "." + Sql.quote(name);
    }

    /** The dataset and the three tables, each statement harmless if it exists. The order of columns is dlt's. */
    public List<String> create() {
        return List.of(
            "CREATE SCHEMA IF NOT EXISTS " + dataset(),
            "CREATE TABLE IF NOT EXISTS " + loads + " (load_id VARCHAR NOT NULL, schema_name VARCHAR,"
                + " status BIGINT NOT NULL, inserted_at TIMESTAMP WITH TIME ZONE NOT NULL,"
                + " schema_version_hash VARCHAR)",
            "CREATE TABLE IF NOT EXISTS " + versions + " (version BIGINT NOT NULL, engine_version BIGINT NOT NULL,"
                + " inserted_at TIMESTAMP WITH TIME ZONE NOT NULL, schema_name VARCHAR NOT NULL,"
                + " version_hash VARCHAR NOT NULL, schema VARCHAR NOT NULL)",
            "CREATE TABLE IF NOT EXISTS " + states + " (version BIGINT NOT NULL, engine_version BIGINT NOT NULL,"
                + " pipeline_name VARCHAR NOT NULL, state VARCHAR NOT NULL,"
                + " created_at TIMESTAMP WITH TIME ZONE NOT NULL, version_hash VARCHAR,"
                + " _dlt_load_id VARCHAR NOT NULL, _dlt_id VARCHAR NOT NULL)");
    }

    /**
     * Stores a schema version: schema name, then version, engine version, inserted at, schema name, hash, JSON.
     * dlt takes the newest {@code inserted_at} of a schema name, so it is never older than one that is stored.
     */
    public String insertVersion() {
        return "INSERT INTO " + versions + " (version, engine_version, inserted_at, schema_name, version_hash, schema)"
            + " SELECT v, e, greatest(t, (SELECT make_timestamptz(epoch_us(max(inserted_at)) + 1) FROM " + versions
            + " WHERE schema_name = ?)), n, h, s"
            + " FROM (SELECT ? AS v, ? AS e, ?::TIMESTAMPTZ AS t, ? AS n, ? AS h, ? AS s)";
    }

    /** Stores a state: version, engine version, pipeline, encoded state, created at, hash, load id, row id. */
    public String insertState() {
        return "INSERT INTO " + states + " (version, engine_version, pipeline_name, state, created_at, version_hash,"
            + " _dlt_load_id, _dlt_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    }

    /**
     * Marks a load as complete, the last statement of a load: load id, schema name, inserted at, schema hash.
     * {@code inserted_at} rises in the order of the commits, even where the clock was set back.
     */
    public String insertLoad() {
        return "INSERT INTO " + loads + " (load_id, schema_name, status, inserted_at, schema_version_hash)"
            + " SELECT i, n, 0, greatest(t, (SELECT make_timestamptz(epoch_us(max(inserted_at)) + 1) FROM " + loads
            + ")), h FROM (SELECT ? AS i, ? AS n, ?::TIMESTAMPTZ AS t, ? AS h)";
    }

    /** Removes one load: load id. */
    public String deleteLoad() {
        return "DELETE FROM " + loads + " WHERE load_id = ?";
    }

    /** The newest schema, by dlt's rule: schema name. Gives version, version_hash, schema, inserted_at. */
    public String selectSchema() {
        return "SELECT version, version_hash, schema, inserted_at FROM " + versions
            + " WHERE schema_name = ? ORDER BY inserted_at DESC LIMIT 1";
    }

    /** The newest state of a completed load, by dlt's rule: pipeline. Gives version, state, version_hash, load_id. */
    public String selectState() {
        return selectStates() + " LIMIT 1";
    }

    /** As {@link #selectState()}, with those before it, newest first. */
    public String selectStates() {
        return "SELECT s.version, s.state, s.version_hash, l.load_id FROM " + states + " AS s JOIN " + loads
            + " AS l ON l.load_id = s._dlt_load_id WHERE s.pipeline_name = ? AND l.status = 0"
            + " ORDER BY l.load_id DESC";
    }

    /** As {@link #selectStates()}, of all other pipelines: pipeline. Gives pipeline, state. */
    public String selectOthers() {
        return "SELECT s.pipeline_name, s.state FROM " + states + " AS s JOIN " + loads
            + " AS l ON l.load_id = s._dlt_load_id WHERE s.pipeline_name <> ? AND l.status = 0 ORDER BY l.load_id DESC";
    }

    /** The highest load id, whoever wrote it, NULL if none: what {@link DltHash#nextLoadId} goes on from. */
    public String selectLastLoadId() {
        return "SELECT max(load_id) FROM " + loads;
    }

    /**
     * In one row, to see at small cost whether anybody has written since: what {@link #selectLastLoadId()} gives, and
     * the hashes of what {@link #selectSchema()} and {@link #selectState()} would give; NULL where there is none.
     * Parameters: schema name, pipeline.
     */
    public String selectMarks() {
        return "SELECT (SELECT max(load_id) FROM " + loads + ") AS load_id, (SELECT version_hash FROM " + versions
            + " WHERE schema_name = ? ORDER BY inserted_at DESC LIMIT 1) AS schema_hash, (SELECT s.version_hash FROM "
            + states + " AS s JOIN " + loads + " AS l ON l.load_id = s._dlt_load_id WHERE s.pipeline_name = ? AND"
            + " l.status = 0 ORDER BY l.load_id DESC LIMIT 1) AS state_hash";
    }

    /** The newest completed loads: schema name, number. Gives load_id, inserted_at, newest first. */
    public String selectLoads() {
        return "SELECT load_id, inserted_at FROM " + loads
            + " WHERE schema_name = ? AND status = 0 ORDER BY load_id DESC LIMIT ?";
    }

    /**
     * Removes the states that dlt no longer reads, all but the newest of a completed load: pipeline, pipeline. To be
     * run after {@link #insertLoad()} in the same transaction: then there is one state at any time.
     */
    public String pruneStates() {
        return "DELETE FROM " + states + " WHERE pipeline_name = ? AND _dlt_load_id < (SELECT max(l.load_id) FROM "
            + states + " AS s JOIN " + loads + " AS l ON l.load_id = s._dlt_load_id"
            + " WHERE s.pipeline_name = ? AND l.status = 0)";
    }

    /**
     * Removes completed loads but the newest: schema name, schema name, number to keep. Loads that a state refers to
     * stay, since a state without its load is invisible to dlt.
     */
    public String pruneLoads() {
        return "DELETE FROM " + loads + " WHERE schema_name = ? AND status = 0 AND load_id NOT IN (SELECT load_id FROM "
            + loads + " WHERE schema_name = ? AND status = 0 ORDER BY load_id DESC LIMIT ?)"
            + " AND load_id NOT IN (SELECT _dlt_load_id FROM " + states + ")";
    }

    /** Removes schema versions but the newest: schema name, schema name, number to keep (at least 1). */
    public String pruneVersions() {
        return "DELETE FROM " + versions + " WHERE schema_name = ? AND inserted_at < (SELECT min(inserted_at) FROM"
            + " (SELECT inserted_at FROM " + versions + " WHERE schema_name = ? ORDER BY inserted_at DESC LIMIT ?))";
    }
}
