package dlt;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The pipeline's own folder, which holds the DuckDB file. It is no working folder of dlt's: dlt's {@code sync} and
 * {@code drop()} remove a working folder with all that is in it, and a Python pipeline that finds no {@code state.json}
 * in one empties it. So there is one here that no dlt reads: its engine version is a sentence, which dlt's error shows.
 */
public final class PipelineFolder {

    private static final String ATTEMPT = "attempt";

    private final Path folder;
    private final String pipeline;

    /** Nothing is created yet. */
    public PipelineFolder(Path folder, String pipeline) {
        this.folder = folder;
        this.pipeline = pipeline;
    }

    /**
     * The load id of the attempt at the snapshot that this folder's loader has loaded last; empty where there is none.
     */
    public String attempt() {
        JsonNode known = read();
        return known.path(ATTEMPT).asText(
            known.at("/sources").path(pipeline).path("checkpoint").path(ATTEMPT).asText(""));
    }

    /** Keeps dlt off the folder, removes the working copy that earlier versions wrote there, and notes the attempt. */
    public void claim(String attempt) throws IOException {
        JsonNode known = read();
        if (attempt.equals(known.path(ATTEMPT).asText())) {
            return;
        }
        ObjectNode note = DltJson.MAPPER.createObjectNode();
        note.put("_state_version", 1)
            .put("_state_engine_version", "leave pipelines_dir out: " + folder + " holds the DuckDB file, which dlt"
                + " would delete; dlt's working copy is in dlt's own folder")
            .put("pipeline_name", pipeline).put(ATTEMPT, attempt).putObject("_local");
        Files.createDirectories(folder);
        WorkingDir.replace(folder.resolve("state.json"), DltJson.compact(note));
        Path schemas = folder.resolve("schemas");
        Files.deleteIfExists(schemas.resolve(pipeline + ".schema.json"));
        try {
            Files.deleteIfExists(schemas);
        }
        catch (DirectoryNotEmptyException notOurs) {
            // a Python program has schemas of its own there
        }
    }

    private JsonNode read() {
        try {
            String text = WorkingDir.read(folder.resolve("state.json"));
            return text == null ? DltJson.MAPPER.createObjectNode() : DltJson.object(text, "The file 'state.json'");
        }
        catch (Problem broken) {
            return DltJson.MAPPER.createObjectNode();
        }
    }
}
