/**
 * Progress on the terminal, and the file that {@code status} reads.
 *
 * <p>In: what the flow tells a {@code Watch}. Out: lines on standard error, {@code loader.status.json}. Nothing
 * depends on it: a failure to write is a warning.
 */
package watch;
