/**
 * Oracle through LogMiner, as {@link capture} wants a source: checks before a start, resume point and watermark in the
 * redo logs, the tables' past definitions, and the converter of the values that the connector spoils.
 *
 * <p>In: Debezium's records, the server's catalogue, a checkpoint. Out: a {@code SourceDatabase}, a
 * {@code DuplicateFilter}. May not know: {@code postgres}, {@code binlog}, {@code changetable}, {@code load}, the
 * destination.
 */
package oracle;
