package load;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import config.CdcConfig;
import dlt.DltSchema;
import dlt.DltState;
import dlt.PipelineFolder;
import dlt.WorkingDir;
import event.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * dlt's working copy of the pipeline, in dlt's own folder, so that dlt's tools find it there. It only repeats what the
 * DuckDB file holds: when it cannot be written, that is said once, and loads go on.
 */
final class WorkingCopy {

    private final CdcConfig config;
    private final Consumer<String> warn;
    private final WorkingDir dir;
    private final PipelineFolder own;
    private final DltState.LocalPlace place;
    private boolean looked;
    private boolean warned;
    private String claimed = "";

    /** @param warn is told what the user should know */
    WorkingCopy(CdcConfig config, Consumer<String> warn) {
        this.config = config;
        this.warn = warn;
        Path pipelines = config.dltPipelines();
        this.dir = pipelines == null || isOurs(pipelines) ? null : new WorkingDir(pipelines, config.pipeline());
        this.own = new PipelineFolder(config.pipelineDir(), config.pipeline());
        this.place = new DltState.LocalPlace(config.pipelineDir().resolve("../../.."), config.target().lake() == null
                ? config.target().file() : null);
    }

    private boolean isOurs(Path pipelines) {
        return pipelines.equals(config.pipelineDir().getParent());
    }

    /** The text of {@code state.json}; null if there is none. */
    String stateJson() {
        return dir == null ? null : dir.stateJson();
    }

    /** Whether this project's folder has loaded what the checkpoint tells of. */
    boolean hasLoaded(Checkpoint committed) {
        return !committed.attempt().isEmpty() && own.attempt().equals(committed.attempt());
    }

    /** Whether a schema is missing there. */
    boolean lacks(List<String> schemas) {
        return dir != null && dir.lacks(schemas);
    }

    /**
     * Brings the copy up to what is committed, and keeps dlt off the folder of the file.
     *
     * @param others the pipeline's schemas that are not ours
     */
    void write(DltState state, DltSchema schema, List<DltSchema> others) {
        Checkpoint committed = DltRecords.checkpoint(state, config.pipeline());
        try {
            if (!claimed.equals(committed.attempt())) {
                own.claim(committed.attempt());
                claimed = committed.attempt();
            }
            if (dir != null) {
                look();
                dir.write(state, schema, others, place, Instant.now());
            }
            else if (config.dltPipelines() != null) {
                warnOnce("dlt's working copy is not written: " + config.dltPipelines() + " is the folder of the DuckDB"
                        + " files, which dlt would delete. Set DLT_DATA_DIR, or dlt_pipelines_dir in [cdc_settings], to"
                        + " another folder");
            }
        }
        catch (IOException e) {
            notWritten(Problem.why(e));
        }
        catch (Problem problem) {
            notWritten(problem.getMessage());
        }
    }

    /** Writes a copy that dlt has removed, or that has lost where the file is, as after dlt's {@code sync}. */
    void restore(DltState state, DltSchema schema, List<DltSchema> others) {
        if (dir != null) {
            JsonNode local = dir.local();
            boolean lost = local.isEmpty() || !local.has("duckdb_database")
                    && local.path("initial_cwd").asText().equals(place.project().toString());
            if (lost || lacks(state.schemaNames())) {
                write(state, schema, others);
            }
        }
    }

    /** dlt keeps one working folder for all pipelines of a name, so its tools see the one that was loaded last. */
    private void look() {
        JsonNode local = dir.local();
        String file = local.path("duckdb_database").asText("");
        boolean other = file.isEmpty() ? local.has("initial_cwd")
                && !local.path("initial_cwd").asText().equals(place.project().toString())
                : !file.equals(String.valueOf(place.file()));
        if (!looked && other) {
            warn.accept(dir.path() + " also holds pipeline " + config.pipeline() + " of "
                    + local.path("initial_cwd").asText() + ": dlt's tools see the one that was loaded last, and a `dlt"
                    + " pipeline " + config.pipeline() + " drop` would drop that one's tables. Set dlt_pipelines_dir in"
                    + " [cdc_settings] of one of them");
        }
        if (!looked && dir.path().startsWith(Path.of(System.getProperty("java.io.tmpdir"), "dlt"))) {
            warn.accept("This user has no home folder that can be written, so dlt's working copy is where dlt then has"
                    + " it, in " + dir.path() + ", and may vanish: the loader writes it again. DLT_DATA_DIR, or"
                    + " dlt_pipelines_dir in [cdc_settings], names another folder");
        }
        looked = true;
    }

    private void notWritten(String why) {
        warnOnce("dlt's working copy is not up to date, so dlt's own tools may show an older state: " + why
                + ". Loads go on. [cdc_settings] dlt_pipelines_dir names another folder, or is false for none");
    }

    private void warnOnce(String sentence) {
        if (!warned) {
            warned = true;
            warn.accept(sentence);
        }
    }
}
