package capture;

import base.Problem;
import event.ChangeEvent.Read;
import event.Rows;
import event.TableId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Rows of one table, kept in a file of this process until they are loaded by one reader. */
public abstract class KeptRows implements Rows {

    protected static final int BUFFER = 1 << 20;
    private static final int BATCH_ROWS = 8_192;
    private static final int STEP_BYTES = 4 << 20;

    /** Reads the file from its beginning. */
    protected interface KeptReader extends Closeable {
        /**
         * Puts the next row into {@code rows}.
         *
         * @return its size in bytes, about; less than 0 at the end
         */
        long read(Read[] rows, int at) throws IOException;
    }

    private final Path file;
    private KeptReader reader;
    private boolean singly;

    protected KeptRows(Path file) {
        this.file = file;
    }

    protected abstract KeptReader reader(Path file) throws IOException;

    protected abstract TableId table();

    @Override
    public int readers() {
        return 1;
    }

    @Override
    public synchronized void singly() {
        singly = true;
    }

    public synchronized boolean isSingly() {
        return singly;
    }

    @Override
    public Share share() {
        return this::read;
    }

    /** The next rows; none at the end. */
    public List<Read> next() {
        Read[] rows = new Read[BATCH_ROWS];
        return Arrays.asList(rows).subList(0, read(rows));
    }

    private synchronized int read(Read[] rows) {
        try {
            if (reader == null) {
                reader = reader(file);
            }
            int count = 0;
            for (long bytes = 0; count < rows.length && bytes < STEP_BYTES; count++) {
                long size = reader.read(rows, count);
                if (size < 0) {
                    break;
                }
                bytes += size;
            }
            return count;
        }
        catch (IOException e) {
            throw Problem.run("The copy of table " + table() + " in " + file + " cannot be read: " + Problem.why(e)
                    + ". Nothing of it was loaded; start again", e);
        }
    }

    /** Ends the reading, and removes the file. */
    public synchronized void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        }
        catch (IOException closedAnyway) {
            // it was only read
        }
        delete(file);
    }

    /** As far as that can be: the next copy has the same file. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        }
        catch (IOException stays) {
            // the next copy makes it anew
        }
    }
}
