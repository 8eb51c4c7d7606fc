package postgres;

import capture.KeptRows;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.TableId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.postgresql.copy.CopyOut;

/** The messages of a binary COPY, kept in a file until its rows are loaded. */
final class CopyFile extends KeptRows {

    private static final int TOLD_EVERY = 10_000;
    private static final int END = -1;

    private final CopyTable table;
    private final Origin origin;

    private CopyFile(Path file, CopyTable table, Origin origin) {
        super(file);
        this.table = table;
        this.origin = origin;
    }

    /**
     * Copies all rows into the file, which may be there.
     *
     * @param told is told how many more there are, from time to time
     */
    static CopyFile write(PostgresServer server, CopyTable table, Origin origin, Path file, IntConsumer told,
            BooleanSupplier closing) throws SQLException, IOException {
        CopyOut copy = server.copyOut(table.copy(""));
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(open(file), BUFFER))) {
            int messages = 0;
            for (byte[] message = copy.readFromCopy(); message != null && !closing.getAsBoolean();
                    message = copy.readFromCopy()) {
                out.writeInt(message.length);
                out.write(message);
                if (++messages % TOLD_EVERY == 0) {
                    told.accept(TOLD_EVERY);
                }
            }
            out.writeInt(END);
            told.accept(Math.max(0, messages % TOLD_EVERY - 1));        // the last message is the trailer
        }
        return new CopyFile(file, table, origin);
    }

    private static OutputStream open(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Files.newOutputStream(file);
    }

    @Override
    protected TableId table() {
        return table.id();
    }

    @Override
    protected KeptReader reader(Path file) throws IOException {
        return new MessageReader(new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)));
    }

    private final class MessageReader implements KeptReader {
        private final DataInputStream in;
        private final CopyStream stream = new CopyStream(table.fields());
        private byte[] message = new byte[0];
        private int at = -1;
        private boolean over;

        MessageReader(DataInputStream in) {
            this.in = in;
        }

        @Override
        public long read(Read[] rows, int index) throws IOException {
            if (!hasRow()) {
                return -1;
            }
            long size = message.length;
            rows[index] = table.read(message, at, origin);
            at = stream.next(message, stream.skip(message, at));
            return size;
        }

        private boolean hasRow() throws IOException {
            while (at < 0 && !over) {
                int length = in.readInt();
                over = length == END;
                if (!over) {
                    message = new byte[length];
                    in.readFully(message);
                    at = stream.next(message, 0);
                }
            }
            return at >= 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
