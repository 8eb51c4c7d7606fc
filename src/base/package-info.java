/**
 * What everybody uses and that knows nobody: a problem with its sentence and exit code, folders, secrets to mask, a
 * clock that nobody can set, the places where tests end the process.
 *
 * <p>In: nothing. Out: small values and helpers. May not know: any other package, nor Debezium, dlt or DuckDB.
 */
package base;
