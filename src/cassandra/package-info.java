/**
 * Cassandra: the commit logs that a node leaves in its {@code cdc_raw} folder tell which rows changed; their present
 * state is read from the node. In: one node's files and its CQL port. Out: change events. Knows nothing of the other
 * sources, and of nothing that loads.
 */
package cassandra;
