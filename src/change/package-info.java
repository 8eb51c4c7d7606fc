/**
 * Change events become what one load does to each table: the newest change of every key (MERGE), or every change
 * (APPEND).
 *
 * <p>In: change events in commit order, the configured keys. Out: {@code Changes}, one {@code TableChanges} for each
 * version of a table's schema. May not know: where events come from, SQL, the destination.
 */
package change;
