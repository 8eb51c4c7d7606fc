/**
 * One load is one transaction: plan, evolve the schema, stage, commit rows and position together.
 *
 * <p>In: {@code Changes}, and how far the source is read after them. Out: committed tables in dlt's format, and the
 * checkpoint to resume from. May not know: a particular source.
 */
package load;
