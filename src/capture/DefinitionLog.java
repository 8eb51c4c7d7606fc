package capture;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import event.TableId;
import io.debezium.relational.history.HistoryRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;

/**
 * The file with the tables' past definitions, one line of JSON each, as Debezium's {@code HistoryRecord} has it. A
 * start takes out what belongs after the resume point: the connector comes by it again.
 */
public final class DefinitionLog implements AppliedHistory.Lines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    private DefinitionLog(Path file) {
        this.file = file;
    }

    /** The one that the settings name. */
    public static DefinitionLog of(Properties debezium) {
        return new DefinitionLog(Path.of(debezium.getProperty("schema.history.internal.file.filename")));
    }

    public Path file() {
        return file;
    }

    /** The lines; none where the file is missing. The last one may be half-written: it is of what comes again. */
    @Override
    public synchronized List<String> read() {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
            List<String> whole = new ArrayList<>();
            for (String line : lines) {
                if (tree(line) != null) {
                    whole.add(line);
                }
            }
            return whole;
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public boolean isEmpty() {
        return read().isEmpty();
    }

    /** Whether there is a definition of each of the tables. */
    public boolean holds(List<TableId> tables) {
        List<TableId> known = read().stream().map(DefinitionLog::tree).map(DefinitionLog::table).toList();
        return known.containsAll(tables);
    }

    /** Takes out the definitions that do not stand the test: those from the resume point on. */
    public synchronized void cut(Predicate<JsonNode> kept) {
        List<String> lines = read().stream().filter(line -> kept.test(tree(line))).toList();
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.write(next, lines, StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    /** Empties the file; what was in it is kept beside it, for people to look at. */
    public synchronized void clear() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file) && Files.size(file) > 0) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".old"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public synchronized void append(String line, HistoryRecord record) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (ByteBuffer text = StandardCharsets.UTF_8.encode(line + "\n"); text.hasRemaining();) {
                channel.write(text);
            }
            channel.force(false);
        }
        catch (IOException e) {
            throw failure(e);
        }
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        }
        catch (JsonProcessingException halfWritten) {
            return null;
        }
    }

    /** The table of a line; of a line without one, that of no name. */
    public static TableId table(JsonNode line) {
        JsonNode id = line.path("tableChanges").path(0).path("id");
        io.debezium.relational.TableId table = id.isMissingNode() ? null
                : io.debezium.relational.TableId.parse(id.asText());
        return table == null ? new TableId("", "") : new TableId(table.schema(), table.table());
    }

    private Problem failure(IOException e) {
        return Problem.run("The schema history " + file + " cannot be read or written (" + e.getMessage()
                + "): the loader keeps the tables' definitions there", e);
    }
}
