/**
 * PostgreSQL, as {@link capture} wants a source: checks before a start, slot and publication, the direct snapshot,
 * resume point and watermark in the write-ahead log, and the converter of its values.
 *
 * <p>In: Debezium's records, the server's catalog, rows by COPY, a checkpoint. Out: a {@code SourceDatabase}, a {@code
 * DuplicateFilter}, values under the schemas of {@code event.Exact}. May not know: {@code binlog}, {@code load}, the
 * destination.
 */
package postgres;
