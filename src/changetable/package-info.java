/**
 * SQL Server and Db2, as {@link capture} wants a source: checks before a start, resume point and watermark in change
 * tables, the tables' definitions, and the converters of the values that the connectors spoil. What is alike has
 * {@code ChangeTable} in its name.
 *
 * <p>In: Debezium's records, the server's catalogue, a checkpoint. Out: a {@code SourceDatabase}, a
 * {@code DuplicateFilter}. May not know: {@code postgres}, {@code binlog}, {@code load}, the destination.
 */
package changetable;
