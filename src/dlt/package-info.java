/**
 * dlt's format, as dlt itself would write it: naming, hashes, JSON, schema, state, system tables, working folder.
 *
 * <p>In: tables and columns. Out: names, records and SQL text. May not know: sources, change events, an open
 * connection.
 */
package dlt;
