package cassandra;

import event.TableId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a mutation in the commit log is about.
 *
 * @param partition  the partition key's values, as CQL serializes them; empty: any row of the table
 * @param clustering the clustering key's; empty: any row of the partition
 * @param micros     the newest timestamp in the mutation
 * @param place      where it stands in the log
 */
record TouchedRow(TableId table, List<ByteBuffer> partition, List<ByteBuffer> clustering, long micros, String place) {

    /** Equal for all mutations of one row. */
    record Id(TableId table, List<ByteBuffer> partition, List<ByteBuffer> clustering) {
    }

    Id id() {
        return new Id(table, partition, clustering);
    }
}
