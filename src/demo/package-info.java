/**
 * Each kind's demo: starts a server, writes to it, and shows what arrives. The servers are scripts of their own, so
 * only those who use them download them.
 *
 * <p>In: a free port and a folder. Out: a printed before and after, and a DuckDB file. Only scripts know this package.
 */
package demo;
