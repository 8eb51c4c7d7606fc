/**
 * The seam to where the tables go: attach, one transaction, release; staging through the Appender or a table function;
 * the types and DDL that it has. {@code Destinations} is the only list of them.
 *
 * <p>In: rows and statements from {@code load}. Out: the tables as they are, committed rows. May not know: a source,
 * what a load does ({@code load}, {@code change}).
 */
package destination;
