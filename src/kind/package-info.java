/**
 * One file per kind of source: connector class, artifacts, our keys, defaults with their reasons, and what users may
 * not change. {@code SourceKinds} is the only list of them.
 *
 * <p>In: nothing, or properties to derive others from. Out: plain text. May not know: configuration files, an engine,
 * a connection.
 */
package kind;
