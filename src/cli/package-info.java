/**
 * One small class per verb: options, then the work. The one place where an exception becomes a sentence and an exit
 * code.
 *
 * <p>In: arguments, and what a loader script passes. Out: data on standard output, everything else on standard error.
 * May not know: a particular source. Only scripts and {@code demo} know this package.
 */
package cli;
