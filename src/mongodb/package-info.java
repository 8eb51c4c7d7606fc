/**
 * MongoDB's documents as rows of a table: {@code _id} is the key, and each field at the top a column.
 *
 * <p>And MongoDB as {@link capture} wants a source: checks before a start, and the resume token.
 *
 * <p>In: Debezium's change events, whose documents are extended JSON, and a checkpoint. Out: {@code event.ChangeEvent},
 * a {@code SourceDatabase}, a {@code DuplicateFilter}. May not know: other kinds of source, {@code load}, the
 * destination.
 *
 * @see <a href="https://debezium.io/documentation/reference/stable/connectors/mongodb.html#mongodb-events">Debezium:
 *      MongoDB data change events</a>
 */
package mongodb;
