/**
 * Writes what {@code init} leaves in a new folder: a loader script and all that it needs there.
 *
 * <p>In: the files that are packed into this program, and what the loader says of itself. Out: a folder. May not know:
 * a particular source.
 */
package starter;
