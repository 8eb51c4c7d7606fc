package watch;

import base.Problem;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a run is getting on, as {@link StatusFile} writes it and {@code status} shows it. Moments are ISO 8601 in UTC,
 * empty where there was none; numbers that are not known are null.
 *
 * @param phase            what it does, or how it ended
 * @param detail           what it waits for, or why it failed
 * @param phaseSince       when the phase began
 * @param pid              of the loader's process
 * @param processStartedAt when that process began, which tells it from a later one with the same number
 * @param updatedAt        when this was written
 * @param lastCommitAt     when a load was committed last, in this run
 * @param lastLoadId       dlt's id of that load
 * @param loads            how many loads this run has committed
 * @param loadSeconds      how long these loads took, together
 * @param commitSeconds    how much of that the destination's commits took
 * @param changesPerS      changes loaded per second, in a snapshot rows read, over the last ten seconds
 * @param lagMs            from the commit of the newest change at the source to its commit here, or to now while it
 *                         waits
 * @param lagBytes         of the source's log, from {@code offset} to {@code logEnd}
 * @param retainedBytes    of the source's log, that it keeps for this pipeline
 * @param offset           where in the source's log the destination goes on after a restart
 * @param logEnd           the end of the source's log, as it was told last
 * @param queueFill        how full the queue between source and loads is, from 0 to 1
 * @param retries          how often this run has waited for what can pass by itself
 * @param idleSince        when the newest change was loaded, while none waits and none has come for two seconds
 * @param snapshotRows     rows read by the snapshot, by source table
 * @param snapshot         the same with what is to come
 * @param loaded           rows and changes loaded in this run, by destination table
 * @param operations       the same by operation: snapshot, insert, update, delete, truncate
 * @param misfits          values that went to a variant column in this run, by {@code table.column} at the source
 * @param warnings         the newest ones, oldest first, each with what to do
 */
public record Status(String pipeline, Phase phase, String detail, String phaseSince, long pid, String processStartedAt,
        String updatedAt, String lastCommitAt, String lastLoadId, long loads, double loadSeconds, double commitSeconds,
        double changesPerS, Long lagMs, Long lagBytes, Long retainedBytes, String offset, String logEnd,
        double queueFill, long retries, String idleSince, Map<String, Long> snapshotRows,
        Map<String, Reading> snapshot, Map<String, Long> loaded, Map<String, Map<String, Long>> operations,
        Map<String, Long> misfits, List<Warning> warnings) {

    /** What an older loader has not written is empty. */
    public Status {
        phaseSince = phaseSince == null ? "" : phaseSince;
        idleSince = idleSince == null ? "" : idleSince;
        snapshot = snapshot == null ? Map.of() : snapshot;
        operations = operations == null ? Map.of() : operations;
        misfits = misfits == null ? Map.of() : misfits;
    }

    /**
     * A table of a snapshot.
     *
     * @param estimate of its rows, by the source, null where it has none
     * @param rowsPerS rows read per second, over the last ten seconds
     * @param done     whether all of it is read
     */
    public record Reading(long rows, Long estimate, double rowsPerS, boolean done) {
    }

    /** {@code DEAD} is never written: the process is gone and has not said how it ended. */
    public enum Phase {
        STARTING, SNAPSHOT, STREAMING, WAITING, STOPPED, FAILED, DEAD;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the run is over. */
        public boolean isEnd() {
            return this == STOPPED || this == FAILED || this == DEAD;
        }
    }

    /** What a user was warned of. */
    public record Warning(String at, String sentence) {
    }

    /** The file, in dlt's working folder of the pipeline. */
    public static final String FILE = "loader.status.json";

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    /** The moment at which a process began is computed from a clock's ticks. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    /** What the last or running loader of a pipeline has written; nothing when none has. */
    public static Optional<Status> read(Path pipelineDir) {
        Path file = pipelineDir.resolve(FILE);
        try {
            Status status = JSON.readValue(Files.readAllBytes(file), Status.class);
            if (status == null || !status.isWhole()) {
                throw damaged(file, null);
            }
            return Optional.of(status.judged());
        }
        catch (NoSuchFileException none) {
            return Optional.empty();
        }
        catch (JsonProcessingException e) {
            throw damaged(file, e);
        }
        catch (IOException e) {
            throw Problem.run("The status file " + file + " cannot be read: " + Problem.why(e), e);
        }
    }

    private static Problem damaged(Path file, Exception why) {
        return Problem.run("The status file " + file + " is damaged: the next run replaces it, or delete it", why);
    }

    /** Whether all is there that is always written. */
    private boolean isWhole() {
        return Stream.of(pipeline, phase, detail, processStartedAt, updatedAt, lastCommitAt, lastLoadId, offset, logEnd,
                snapshotRows, loaded, warnings).allMatch(Objects::nonNull) && isMoment(updatedAt)
                && (processStartedAt.isEmpty() || isMoment(processStartedAt));
    }

    private static boolean isMoment(String text) {
        try {
            Instant.parse(text);
            return true;
        }
        catch (DateTimeParseException e) {
            return false;
        }
    }

    private Status judged() {
        return phase.isEnd() || isProcessAlive() ? this : new Status(pipeline, Phase.DEAD, "process " + pid
                + " is gone and has not said how it ended (killed?); it last wrote at " + updatedAt
                + ". Nothing is lost: run again to resume", updatedAt, pid, processStartedAt, updatedAt, lastCommitAt,
                lastLoadId, loads, loadSeconds, commitSeconds, 0, lagMs, lagBytes, retainedBytes, offset, logEnd, 0,
                retries, "", snapshotRows, snapshot, loaded, operations, misfits, warnings);
    }

    /** Whether the loader is at work. */
    @JsonIgnore
    public boolean isRunning() {
        return !phase.isEnd();
    }

    private boolean isProcessAlive() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(process -> process.info().startInstant()
                .map(start -> processStartedAt.isEmpty()
                        || Duration.between(start, Instant.parse(processStartedAt)).abs().compareTo(SAME_START) < 0)
                .orElse(true)).orElse(false);
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
