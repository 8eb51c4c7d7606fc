/**
 * Documents → columns and rows of nested tables, as dlt unpacks them.
 *
 * <p>In: staged rows with their documents, and the tables that there are. Out: staged rows of each table, and which
 * columns and tables they need. May not know: how they come into the tables.
 */
package nested;
