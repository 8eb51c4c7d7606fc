package config;

import base.Secrets;

/**
 * A DuckLake, as dlt's section {@code [destination.ducklake.credentials]} describes it.
 *
 * @param kind           where its catalog is kept
 * @param catalog        the catalog's file, absolute, or the URL of its database, which may hold a password
 * @param metadataSchema the schema of the catalog's tables in a database server
 * @param storage        where its files go: an absolute folder, or a URL such as {@code s3://bucket/folder}
 * @param store          how to reach an object store; null for a folder
 * @param keep           for how long snapshots are kept, as DuckDB writes an interval: {@code 7 days}
 * @param maintainedEvery after so many loads the loader maintains it, too; 0: never
 */
public record Lake(Kind kind, String catalog, String metadataSchema, String storage, ObjectStore store,
        String keep, int maintainedEvery) {

    /** Where a catalog is kept. */
    public enum Kind {
        DUCKDB, SQLITE, POSTGRES;

        /** Whether it is a file beside others. */
        public boolean isFile() {
            return this != POSTGRES;
        }
    }

    /** How to reach an object store; an empty text is not given. */
    public record ObjectStore(String keyId, String secret, String token, String region, String endpoint,
            String urlStyle) {

        /** Never shows a secret. */
        @Override
        public String toString() {
            return endpoint.isEmpty() ? "object store" : Secrets.hidden(endpoint);
        }
    }

    /** What names the lake among all others, without a secret. */
    @Override
    public String toString() {
        return kind.isFile() ? catalog : Secrets.hidden(catalog) + "#" + metadataSchema;
    }
}
