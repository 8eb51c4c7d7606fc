package dlt;

import base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * A pipeline's working directory, where dlt's command line and {@code dlt.attach} look first:
 * https://dlthub.com/docs/general-usage/pipeline#pipeline-working-directory. It only repeats what the DuckDB file
 * holds; when it is lost, the next load writes it again.
 */
public final class WorkingDir {

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
     * @param initialCwd  see {@link DltState#localJson}
     * @param extractedAt when the state was made
     * @throws Problem if the directory cannot be written
     */
    public void write(DltState state, DltSchema schema, Path initialCwd, Instant extractedAt) {
        Path schemas = folder.resolve("schemas");
        try {
            Files.createDirectories(schemas);
            replace(schemas.resolve(schema.name() + ".schema.json"), schema.pretty());
            replace(folder.resolve("state.json"), state.localJson(readableState(), initialCwd, extractedAt));
        }
        catch (IOException e) {
            throw Problem.run("Cannot write dlt's working directory '" + folder + "': " + e.getMessage()
                + "; give the loader the right to write there, or another pipelines directory.", e);
        }
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

    private void replace(Path file, String text) throws IOException {
        if (text.equals(read(file))) {
            return;
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String read(Path file) {
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
