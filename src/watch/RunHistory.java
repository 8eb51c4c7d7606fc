package watch;

import base.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import watch.Status.Phase;

/**
 * The last runs of a pipeline. A run needs to write nothing at its end: what its status file says last is moved here by
 * the next run, so a killed run is in it, too.
 */
public final class RunHistory {

    /** A line of JSON a run, oldest first, in the pipeline's folder. */
    public static final String FILE = "loader.history.jsonl";
    /** How many runs are kept. */
    static final int KEPT = 100;
    private static final int DETAIL_CHARS = 500;

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * One run. Moments are ISO 8601 in UTC.
     *
     * @param startedAt when its process began
     * @param endedAt   when it last wrote its status; empty while it runs
     * @param phase     how it ended, or what it does
     * @param detail    why it failed, or what it waits for
     * @param loads     how many it committed
     * @param rows      rows and changes that it loaded
     */
    public record Run(String startedAt, String endedAt, Phase phase, String detail, long pid, long loads, long rows) {

        static Run of(Status status) {
            String detail = status.detail();
            return new Run(status.processStartedAt(), status.isRunning() ? "" : status.updatedAt(), status.phase(),
                    detail.length() > DETAIL_CHARS ? detail.substring(0, DETAIL_CHARS) + "…" : detail, status.pid(),
                    status.loads(), status.loaded().values().stream().mapToLong(Long::longValue).sum());
        }

        public String toJson() {
            try {
                return JSON.writeValueAsString(this);
            }
            catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private RunHistory() {
    }

    /** The runs, oldest first, the last or running one among them. */
    public static List<Run> read(Path pipelineDir) {
        try {
            List<Run> runs = kept(pipelineDir.resolve(FILE));
            Status.read(pipelineDir).map(Run::of).filter(last -> !runs.contains(last)).ifPresent(runs::add);
            return runs;
        }
        catch (IOException e) {
            throw Problem.run("The file " + pipelineDir.resolve(FILE) + " cannot be read: " + Problem.why(e), e);
        }
    }

    /**
     * Keeps what the status file says of the run before, which the next run's takes the place of. A status file that is
     * missing or damaged tells nothing.
     *
     * @param warn takes the sentence that says that the file cannot be written
     */
    static void keep(Path pipelineDir, Consumer<String> warn) {
        Path file = pipelineDir.resolve(FILE);
        try {
            List<Run> runs = read(pipelineDir);
            if (!runs.isEmpty()) {
                Path written = file.resolveSibling(FILE + ".new");
                Files.writeString(written, runs.subList(Math.max(0, runs.size() - KEPT), runs.size()).stream()
                        .map(run -> run.toJson() + "\n").collect(Collectors.joining()));
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        catch (IOException e) {
            warn.accept("Cannot write " + file + ", so that `history` forgets the last run: " + Problem.why(e));
        }
        catch (Problem damaged) {
            // `status` says so, until this run's takes its place
        }
    }

    /** A line that is none of ours tells nothing. */
    private static List<Run> kept(Path file) throws IOException {
        List<Run> runs = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                try {
                    Run run = JSON.readValue(line, Run.class);
                    if (run != null && run.startedAt() != null && run.endedAt() != null && run.phase() != null
                            && run.detail() != null) {
                        runs.add(run);
                    }
                }
                catch (JsonProcessingException damaged) {
                    // somebody has edited it
                }
            }
        }
        catch (NoSuchFileException none) {
            // the first run
        }
        return runs;
    }
}
