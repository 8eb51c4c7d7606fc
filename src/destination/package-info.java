/**
 * The DuckDB file, which readers share: attach, one transaction, release; staging through the Appender or a table function.
 *
 * <p>In: rows, statements and file path from {@code load}. Out: the tables as they are, committed rows. May not know: a source, what
 * a load does ({@code load}, {@code change}).
 */
package destination;
