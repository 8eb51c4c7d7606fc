/**
 * A DuckLake: a catalog in a DuckDB or SQLite file or in PostgreSQL, and Parquet files in a folder or an object store,
 * which many processes read and write at once. What it lacks of DuckDB is told by its dialect; a load that meets a
 * conflict is run again.
 *
 * <p>In: the lake's place, and what {@code destination} asks of any destination. Out: a {@code Destination} and a
 * {@code ReadOnly}. May not know: a source, a load. Only {@code Destinations} may name this package.
 */
package destination.ducklake;
