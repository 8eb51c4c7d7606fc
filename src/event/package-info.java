/**
 * Debezium's records become change events; Debezium's types become the destination's.
 *
 * <p>In: {@code SourceRecord}s with their Connect schemas. Out: {@code ChangeEvent} (Read, Insert, Update, Delete,
 * Truncate) and typed {@code Row}s. May not know: who reads the log, what becomes of the events.
 */
package event;
