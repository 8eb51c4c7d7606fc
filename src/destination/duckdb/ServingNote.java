package destination.duckdb;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import config.PropertiesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a file is served, for other processes of the same user: a file beside the DuckDB file that only its owner may
 * read.
 *
 * @param uri   such as {@code quack:localhost:9494}
 * @param token what a reader has to show
 * @param pid   of the process that serves
 */
public record ServingNote(String uri, String token, long pid) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The note's place for a DuckDB file. */
    public static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".serving.json");
    }

    /** Of a DuckDB file that is being served; a note that a killed process left behind does not count. */
    public static Optional<ServingNote> of(Path file) {
        Path place = beside(file);
        if (!Files.isRegularFile(place)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(place), ServingNote.class))
                    .filter(note -> ProcessHandle.of(note.pid()).isPresent());
        }
        catch (IOException e) {
            throw Problem.run("Cannot read " + place + ", which says where the file is served: " + Problem.why(e), e);
        }
    }

    void write(Path place) {
        try {
            PropertiesFile.write(place, JSON.writeValueAsString(this));
        }
        catch (JsonProcessingException e) {
            throw new IllegalStateException("three values are JSON", e);
        }
    }

    static void remove(Path place) {
        try {
            Files.deleteIfExists(place);
        }
        catch (IOException e) {
            // its process is gone soon, and the note no longer counts
        }
    }
}
