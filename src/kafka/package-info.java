/**
 * A sink for Kafka Connect: the topics that Debezium's connectors fill, through the same handler and pipeline. In: the
 * records of the partitions that Connect assigns to a task. Out: table changes for {@code load}, and how far each
 * partition is loaded, committed with its rows. Knows no source.
 */
package kafka;
