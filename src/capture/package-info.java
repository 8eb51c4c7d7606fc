/**
 * The seam to a source. Keeps Debezium's engine alive, drops what the destination already holds, decodes, and hands
 * out batches, each with how far the source is read after its events.
 *
 * <p>In: Debezium's records, and the committed checkpoint through {@code CheckpointStore}. Out: {@code Batch}es of
 * change events in the source's commit order. May not know: a particular source ({@code postgres}, {@code binlog}),
 * nor {@code change}, {@code load} or the destination.
 */
package capture;
