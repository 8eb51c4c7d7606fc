package cassandra;

import event.TableId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.cassandra.db.Clustering;
import org.apache.cassandra.db.LivenessInfo;
import org.apache.cassandra.db.Mutation;
import org.apache.cassandra.db.commitlog.CommitLogDescriptor;
import org.apache.cassandra.db.commitlog.CommitLogReadHandler;
import org.apache.cassandra.db.marshal.CompositeType;
import org.apache.cassandra.db.partitions.PartitionUpdate;
import org.apache.cassandra.db.rows.Row;
import org.apache.cassandra.db.rows.Unfiltered;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;

/** Tells which rows the mutations of a commit log are about; what cannot be read is an error, never skipped. */
final class CommitLogMutations implements CommitLogReadHandler {

    private final Predicate<TableId> captured;
    private final Consumer<TouchedRow> touched;

    CommitLogMutations(Predicate<TableId> captured, Consumer<TouchedRow> touched) {
        this.captured = captured;
        this.touched = touched;
    }

    @Override
    public boolean shouldSkipSegmentOnError(CommitLogReadException error) throws IOException {
        throw error;
    }

    @Override
    public void handleUnrecoverableError(CommitLogReadException error) throws IOException {
        throw error;
    }

    @Override
    public void handleMutation(Mutation mutation, int size, int position, CommitLogDescriptor descriptor) {
        for (PartitionUpdate update : mutation.getPartitionUpdates()) {
            TableId table = new TableId(mutation.getKeyspaceName(), update.metadata().name);
            if (captured.test(table)) {
                add(table, update, descriptor.fileName() + ":" + position);
            }
        }
    }

    private void add(TableId table, PartitionUpdate update, String place) {
        List<ByteBuffer> partition = partition(update);
        long micros = update.maxTimestamp();
        boolean rowsAreClustered = update.metadata().clusteringColumns().size() > 0;
        boolean partitionDeleted = update.partitionLevelDeletion().markedForDeleteAt() > LivenessInfo.NO_TIMESTAMP;
        if (partitionDeleted && rowsAreClustered) {
            touched.accept(new TouchedRow(table, List.of(), List.of(), micros, place));
            return;
        }
        if (partitionDeleted || !update.staticRow().isEmpty()) {
            touched.accept(new TouchedRow(table, partition, List.of(), micros, place));
        }
        try (UnfilteredRowIterator all = update.unfilteredIterator()) {
            while (all.hasNext()) {
                Unfiltered one = all.next();
                touched.accept(one instanceof Row row
                        ? new TouchedRow(table, partition, clustering(row.clustering()), micros, place)
                        : new TouchedRow(table, List.of(), List.of(), micros, place));
            }
        }
    }

    private static List<ByteBuffer> partition(PartitionUpdate update) {
        ByteBuffer key = update.partitionKey().getKey().duplicate();
        return update.metadata().partitionKeyType instanceof CompositeType composite
                ? List.of(composite.split(key)) : List.of(key);
    }

    private static List<ByteBuffer> clustering(Clustering<?> clustering) {
        List<ByteBuffer> values = new ArrayList<>();
        for (int i = 0; i < clustering.size(); i++) {
            values.add(clustering.bufferAt(i).duplicate());
        }
        return values;
    }
}
