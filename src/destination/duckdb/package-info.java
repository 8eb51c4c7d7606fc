/**
 * The DuckDB file: shared with readers, closed when nothing waits, refused with a sentence if it is damaged or locked.
 *
 * <p>In: the file's path, and what {@code destination} asks of any destination. Out: a {@code Destination} and a
 * {@code ReadOnly}. May not know: a source, a load. Only {@code Destinations} may name this package.
 */
package destination.duckdb;
