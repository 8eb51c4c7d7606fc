package load;

import base.Problem;
import base.Sql;
import change.Bulk;
import destination.BulkRows.BulkShare;
import destination.Destination;
import destination.Stage.StageColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The rows of a table that its source sends once. Where another writer of the destination may undo the load, they go to
 * a file first, a Parquet file, as long as that is not committed: the load can be run again from there.
 */
final class ReadRows implements AutoCloseable {

    /** A value that does not fit the column at {@code place}, of the row with this {@code _dlt_id}. */
    record Left(String rowId, int place, String text) {
    }

    private final Bulk bulk;
    private final Path file;
    private final List<Left> left = Collections.synchronizedList(new ArrayList<>());
    /** Why they could not be read to their end. */
    private String broken;
    private boolean kept;

    /** @param file where they are kept; null: nowhere */
    ReadRows(Bulk bulk, Path file) {
        this.bulk = bulk;
        this.file = file;
    }

    /** Values to be brought into columns of their own; known once the rows are inserted. */
    List<Left> left() {
        return left;
    }

    /**
     * Inserts them.
     *
     * @param columns of the rows
     * @param shares  hand them out, the first time
     * @param insert  an INSERT up to its FROM; {@code s} stands for the rows
     */
    void insert(Destination destination, List<StageColumn> columns, IntFunction<BulkShare> shares, String insert)
            throws SQLException {
        if (file == null) {
            destination.insertBulk(columns, bulk.readers(), shares, insert + " FROM bulk_rows() AS s");
            return;
        }
        if (!kept) {
            keep(destination, columns, shares);
        }
        destination.execute(insert + " FROM read_parquet(" + Sql.literal(file.toString()) + ") AS s");
    }

    private void keep(Destination destination, List<StageColumn> columns, IntFunction<BulkShare> shares)
            throws SQLException {
        if (broken != null) {
            throw Problem.run(broken);      // with no cause: some of the rows are gone, so it is not tried again
        }
        broken = "The rows of table " + bulk.table() + " could not be read to their end";
        try {
            Files.createDirectories(file.getParent());
            file.toFile().deleteOnExit();
            destination.insertBulk(columns, bulk.readers(), shares, "COPY (FROM bulk_rows() AS s) TO "
                    + Sql.literal(file.toString()) + " (FORMAT parquet)");
            kept = true;
        }
        catch (IOException e) {
            throw Problem.run("Cannot make the folder " + file.getParent() + ": " + Problem.why(e), e);
        }
        catch (SQLException e) {
            broken += ": " + e.getMessage();
            throw e;
        }
        catch (Problem problem) {
            broken = problem.getMessage();
            throw problem;
        }
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        }
        catch (IOException stays) {
            // the next load of this kind removes it
        }
    }
}
