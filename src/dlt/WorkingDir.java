package dlt;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import dlt.DltState.LocalPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;

/**
 * A pipeline's working directory, where dlt's command line and {@code dlt.attach} look first:
 * https://dlthub.com/docs/general-usage/pipeline#pipeline-working-directory. It only repeats what the DuckDB file
 * holds; when it is lost, the next load writes it again.
 */
public final class WorkingDir {

    /** Folders of a pipeline that dlt has run once; tools list them (sqlmesh {@code init -t dlt}). */
    private static final List<String> EXPECTED = List.of("load/new", "load/normalized", "load/loaded",
        "normalize/extracted");

    private final Path folder;

    /** The working directory of a pipeline below dlt's pipelines directory; nothing is created yet. */
    public WorkingDir(Path pipelinesDir, String pipeline) {
        this.folder = pipelinesDir.resolve(pipeline);
    }

    /** The directory itself. */
    public Path path() {
        return folder;
    }

    /** The text of {@code state.json}; null if there is none. */
    public String stateJson() {
        return read(folder.resolve("state.json"));
    }

    /**
     * Writes state and schema, each file at once or not at all, and only if its text differs.
     *
     * @param others      schemas of the pipeline that programs have made; one that is here in the same version stays
     * @param extractedAt when the state was made
     * @throws Problem if the directory cannot be written
     */
    public void write(DltState state, DltSchema schema, List<DltSchema> others, LocalPlace place,
            Instant extractedAt) {
        Path schemas = folder.resolve("schemas");
        try {
            Files.createDirectories(schemas);
            for (String expected : EXPECTED) {
                Files.createDirectories(folder.resolve(expected));
            }
            replace(file(schema.name()), schema.pretty());
            for (DltSchema other : others) {
                if (version(read(file(other.name()))) < other.version()) {
                    replace(file(other.name()), other.pretty());
                }
            }
            replace(folder.resolve("state.json"), state.localJson(readableState(), place, extractedAt));
        }
        catch (IOException e) {
            throw Problem.run("Cannot write dlt's working directory '" + folder + "': " + e.getMessage()
                + "; give the loader the right to write there", e);
        }
    }

    /** Whether the files of some of these schemas are not there: dlt then takes them out of the state. */
    public boolean lacks(List<String> schemas) {
        return schemas.stream().anyMatch(schema -> !Files.exists(file(schema)));
    }

    private Path file(String schema) {
        return folder.resolve("schemas").resolve(schema + ".schema.json");
    }

    private static int version(String json) {
        try {
            return json == null ? 0 : DltJson.object(json, "A schema").path("version").asInt();
        }
        catch (Problem broken) {
            return 0;
        }
    }

    /** What only this machine knows; empty where there is no file that can be read. */
    public JsonNode local() {
        String text = readableState();
        return text == null ? DltJson.MAPPER.createObjectNode()
            : DltJson.object(text, "The file 'state.json'").path("_local");
    }

    /** A broken file is as good as none: all that counts is in the destination. */
    private String readableState() {
        String text = stateJson();
        try {
            if (text != null) {
                DltJson.object(text, "The file 'state.json'");
            }
            return text;
        }
        catch (Problem broken) {
            return null;
        }
    }

    static void replace(Path file, String text) throws IOException {
        if (text.equals(read(file))) {
            return;
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        }
        catch (NoSuchFileException none) {
            return null;
        }
        catch (IOException e) {
            throw Problem.run("Cannot read '" + file + "': " + e.getMessage()
                + "; give the loader the right to read it.", e);
        }
    }
}
