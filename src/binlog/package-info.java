/**
 * MySQL and MariaDB, as {@link capture} wants a source: checks before a start, resume point and watermark in a binary
 * log, the schema history, what the log does not tell, and the converter of their values.
 *
 * <p>In: Debezium's records and binlog events, the server's catalogue, a checkpoint. Out: a {@code SourceDatabase}, a
 * {@code DuplicateFilter}, values under the schemas of {@code event.Exact}. May not know: {@code postgres},
 * {@code load}, the destination.
 */
package binlog;
