package capture;

import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.Row;
import event.TableId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rows as they come from an engine, in Java's serialization. */
final class RowFile extends KeptRows {

    /** The writer and the reader forget after so many rows what they have written and read. */
    private static final int FORGET_EVERY = 1_000;

    private final ObjectOutputStream out;
    private TableId table;
    private Row.Schema schema = Row.UNKNOWN.schema();
    private Row.Schema keySchema = Row.UNKNOWN.schema();
    private Origin origin;
    private long count;

    /** @param file is made anew */
    RowFile(Path file) throws IOException {
        super(file);
        Files.deleteIfExists(file);
        out = new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    /** One more row; all have the same columns. */
    void write(Read row) throws IOException {
        if (count == 0) {
            table = row.table();
            schema = row.row().schema();
            keySchema = row.key().schema();
            origin = row.origin();
        }
        out.writeUnshared(values(row.key()));
        out.writeUnshared(values(row.row()));
        if (++count % FORGET_EVERY == 0) {
            out.reset();
        }
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.schema().columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.at(i);
        }
        return values;
    }

    /** There are no more rows. */
    void end() throws IOException {
        out.close();
    }

    Row.Schema schema() {
        return schema;
    }

    /** The columns of the source's own key. */
    List<String> key() {
        return keySchema.columns().stream().map(Row.Column::name).toList();
    }

    Origin origin() {
        return origin;
    }

    @Override
    protected TableId table() {
        return table;
    }

    @Override
    protected KeptReader reader(Path file) throws IOException {
        ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        return new KeptReader() {
            private long left = count;

            @Override
            public long read(Read[] rows, int at) throws IOException {
                if (left == 0) {
                    return -1;
                }
                left--;
                Row key = row(keySchema, in);
                Row row = row(schema, in);
                rows[at] = new Read(table, key, row, origin);
                return row.bytes();
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private static Row row(Row.Schema columns, ObjectInputStream in) throws IOException {
        try {
            Object[] values = (Object[]) in.readUnshared();
            return columns.columns().isEmpty() ? Row.UNKNOWN : new Row(columns, values);
        }
        catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        }
        catch (IOException fullDisk) {
            // nobody reads it
        }
        super.close();
    }
}
