package load;

import base.Problem;
import capture.Requests;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Requests as files of the pipeline's folder, one each: {@code resnapshot-ID.json} says which tables, and beside it
 * {@code resnapshot-ID.answer} how far the loader is. Each is written under another name and then renamed, so nobody
 * reads half of one. A request outlives the processes; the loader removes it with its last word.
 */
public final class RequestFiles implements Requests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "resnapshot-";
    private static final String REQUEST = ".json";
    private static final String ANSWER = ".answer";

    private final Path folder;
    private final boolean unasked;

    public RequestFiles(Path pipelineDir) {
        this(pipelineDir, false);
    }

    RequestFiles(Path pipelineDir, boolean unasked) {
        this.folder = pipelineDir;
        this.unasked = unasked;
    }

    @Override
    public boolean unasked() {
        return unasked;
    }

    /** Asks for tables to be read again. */
    public Request ask(List<String> tables) {
        Request request = new Request(UUID.randomUUID().toString(), List.copyOf(tables));
        ObjectNode json = JSON.createObjectNode();
        tables.forEach(json.putArray("tables")::add);
        write(path(request.id(), REQUEST), json);
        return request;
    }

    /** What was answered last; null as long as nothing was. */
    public Answer answer(Request request) {
        JsonNode json = read(path(request.id(), ANSWER));
        return json == null ? null : new Answer(json.path("over").asBoolean(), json.path("exit_code").asInt(1),
                json.path("sentence").asText());
    }

    /** Takes back what nobody waits for any more, and what was answered. */
    public void remove(Request request) {
        delete(path(request.id(), REQUEST));
        delete(path(request.id(), ANSWER));
    }

    @Override
    public List<Request> open() {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(each -> each.getFileName().toString().startsWith(PREFIX)
                    && each.getFileName().toString().endsWith(REQUEST)).sorted().toList();
        }
        catch (IOException noFolder) {
            return List.of();
        }
        List<Request> open = new ArrayList<>();
        for (Path file : files) {
            JsonNode json = readable(file);
            if (json != null) {
                List<String> tables = new ArrayList<>();
                json.path("tables").forEach(each -> tables.add(each.asText()));
                String name = file.getFileName().toString();
                open.add(new Request(name.substring(PREFIX.length(), name.length() - REQUEST.length()), tables));
            }
        }
        return open;
    }

    /** As {@link #read}; a file that this user may not read is none: it does not end the loader. */
    private static JsonNode readable(Path file) {
        try {
            return read(file);
        }
        catch (Problem notOurs) {
            return null;
        }
    }

    /** Where it cannot be written, as on a full disk, the request stays, and is answered later. */
    @Override
    public void answer(Request request, Answer answer) {
        try {
            tell(request, answer);
        }
        catch (Problem later) {
            // the loader goes on
        }
    }

    private void tell(Request request, Answer answer) {
        if (answer.equals(answer(request))) {
            return;
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("over", answer.over()).put("exit_code", answer.exitCode()).put("sentence", answer.sentence());
        write(path(request.id(), ANSWER), json);
        if (answer.over()) {
            delete(path(request.id(), REQUEST));
        }
    }

    private Path path(String id, String ending) {
        return folder.resolve(PREFIX + id + ending);
    }

    /** Null where there is no such file, or none that can be understood. */
    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        }
        catch (NoSuchFileException | JsonProcessingException nothing) {
            return null;
        }
        catch (IOException e) {
            throw Problem.run("Cannot read " + file + ": " + Problem.why(e), e);
        }
    }

    private static void write(Path file, JsonNode json) {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.write(written, JSON.writeValueAsBytes(json));
            try {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            catch (AtomicMoveNotSupportedException e) {
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        catch (IOException e) {
            throw Problem.run("Cannot write " + file + ": " + Problem.why(e), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        }
        catch (IOException e) {
            throw Problem.run("Cannot remove " + file + ": " + Problem.why(e), e);
        }
    }
}
