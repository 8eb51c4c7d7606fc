package binlog;

import base.Problem;
import capture.AppliedHistory;
import event.TableId;
import io.debezium.document.Document;
import io.debezium.relational.history.HistoryRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The file with the tables' past definitions, a line for each DDL. The checkpoint has the length and the checksum of
 * what belongs before its resume point: a start cuts the file there, as the server sends later DDL again, and notices
 * when that part is lost or damaged.
 */
final class HistoryLog implements AppliedHistory.Lines {

    private static final String BYTES = "history_bytes";
    private static final String CRC = "history_crc";

    /** A line of this engine's life; {@code inside}: its DDL is part of a transaction that begins at {@code at}. */
    private record Line(BinlogPosition at, boolean inside, long start, long crcBefore) {

        private boolean isBefore(BinlogPosition resume) {
            if (!at.gtids().isEmpty() && !resume.gtids().isEmpty()) {
                // Both are sets without what follows. The place does not tell: it moves on with a new file of the log,
                // where the set may still be without the DDL that the last one ended with.
                return !at.containsAll(resume);
            }
            int order = at.compareTo(resume);
            return order < 0 || order == 0 && !inside && resume.gtids().isEmpty();
        }
    }

    private final Path file;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private long bytes;

    HistoryLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Whether the file still begins with what the checkpoint's position was stored with. */
    boolean holds(Map<String, Object> position) {
        long length = ((Number) position.getOrDefault(BYTES, 0L)).longValue();
        try {
            byte[] all = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            CRC32 sum = new CRC32();
            sum.update(all, 0, (int) Math.min(length, all.length));
            return length > 0 && length <= all.length && sum.getValue() == ((Number) position.get(CRC)).longValue();
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    /** Whether a table is in what the checkpoint's position was stored with: it was there then, captured or not. */
    boolean has(TableId table, Map<String, Object> position) {
        if (!holds(position)) {
            return false;
        }
        String id = "\"id\":\"\\\"" + table.schema() + "\\\".\\\"" + table.name() + "\\\"\"";
        long length = ((Number) position.get(BYTES)).longValue();
        try {
            return new String(Files.readAllBytes(file), 0, (int) length, StandardCharsets.UTF_8).contains(id);
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    /** Cuts off what belongs after the checkpoint's position. */
    synchronized void cut(Map<String, Object> position) {
        begin(((Number) position.get(BYTES)).longValue());
    }

    /** Empties the file; what was in it is kept beside it, for people to look at. */
    synchronized void clear() {
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".old"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        catch (IOException e) {
            throw failure(e);
        }
        begin(0);
    }

    private void begin(long length) {
        lines.clear();
        crc.reset();
        bytes = length;
        try {
            if (length > 0) {
                crc.update(Arrays.copyOf(Files.readAllBytes(file), (int) length));
            }
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(length);
                channel.force(true);
            }
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void append(String line, HistoryRecord record) {
        Document position = record.document().getDocument(HistoryRecord.Fields.POSITION);
        Map<String, Object> offset = new HashMap<>();
        offset.put(BinlogPosition.FILE, position.getString(BinlogPosition.FILE));
        offset.put(BinlogPosition.POS, position.getLong(BinlogPosition.POS));
        offset.put(BinlogPosition.GTIDS, position.getString(BinlogPosition.GTIDS));
        append(line, position.has("snapshot") ? null : BinlogPosition.of(offset), position.getLong("event", 0) > 0);
    }

    /** @param at null for a line that is older than any resume point: the tables as the snapshot found them */
    synchronized void append(String line, BinlogPosition at, boolean inside) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (at != null) {
            lines.add(new Line(at, inside, bytes, crc.getValue()));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.position(bytes);
            for (ByteBuffer buffer = ByteBuffer.wrap(text); buffer.hasRemaining();) {
                channel.write(buffer);
            }
            channel.force(false);
        }
        catch (IOException e) {
            throw failure(e);
        }
        crc.update(text);
        bytes += text.length;
    }

    @Override
    public synchronized List<String> read() {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public synchronized boolean isEmpty() {
        return bytes == 0;
    }

    /**
     * What to store with a resume point, which never goes back.
     *
     * @param resume as given by the engine that appends the lines: places of two servers do not compare; null: still
     *               the one
     *               that it has started from
     */
    synchronized Map<String, Object> before(BinlogPosition resume) {
        while (resume != null && !lines.isEmpty() && lines.peek().isBefore(resume)) {
            lines.remove();
        }
        Line next = lines.peek();
        return Map.of(BYTES, next == null ? bytes : next.start(), CRC, next == null ? crc.getValue()
                : next.crcBefore());
    }

    private Problem failure(IOException e) {
        return Problem.run("The schema history " + file + " cannot be read or written (" + e.getMessage()
                + "): the loader keeps the tables' definitions there", e);
    }
}
