/**
 * The numbers of a run, and who shows them: the terminal, a log, the file that {@code status} reads.
 *
 * <p>In: what the flow tells a {@code Watch}. Out: {@code Numbers}, from which lines on standard error and
 * {@code loader.status.json} are made. Nothing depends on it: a failure to write is a warning.
 */
package watch;
