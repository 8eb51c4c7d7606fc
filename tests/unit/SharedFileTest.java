package load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Target;
import destination.duckdb.DuckDb;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** Several pipelines and one DuckDB file: a dataset is loaded by one of them. */
class SharedFileTest {

    private static final Watch NOBODY = new Watch() {
    };

    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void aPipelineHasLoaded() {
        file = folder.resolve("pipe.duckdb");
        try (LoaderRun run = new LoaderRun(folder, Map.of("users", List.of("id")))) {
            run.load(Sample.table("users", 1, "id INTEGER", "name VARCHAR").insert(1, "a"));
        }
    }

    private CdcConfig config(String pipeline, String dataset) {
        return new CdcConfig(pipeline, dataset, new DebeziumProperties(), Map.of(), Map.of(),
                new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                new CdcConfig.Limits(1_000, 1_000_000, 1_000, 10_000), Target.duckdb(file),
                folder.resolve("other/.dlt/pipelines/" + pipeline));
    }

    private Snapshot start(CdcConfig config) {
        try (DuckDb duckdb = new DuckDb(config, NOBODY, () -> true)) {
            return new Pipeline(config, duckdb, NOBODY).begin(Map.of("slot", "s")).snapshot();
        }
    }

    @Test
    void anotherPipelineIsKeptOutOfTheDataset() throws IOException {
        byte[] before = Files.readAllBytes(file);
        Problem problem = assertThrows(Problem.class, () -> start(config("mysql_cdc", "data")));
        assertEquals(2, problem.exitCode());
        for (String fact : List.of("Dataset data", file.toString(), "pipeline pipe", "pipeline mysql_cdc",
                "dataset_name")) {
            assertTrue(problem.getMessage().contains(fact), problem.getMessage());
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void itMayLoadADatasetOfItsOwn() {
        assertEquals(Snapshot.RUNNING, start(config("mysql_cdc", "other")));
        assertEquals(Snapshot.RUNNING, start(config("pipe", "another")));
    }

    @Test
    void aDatasetWhosePipelineWasDroppedIsFree() {
        CdcConfig first = config("pipe", "data");
        try (DuckDb duckdb = new DuckDb(first, NOBODY, () -> true)) {
            Dataset dataset = new Dataset(first, duckdb, sentence -> { });
            dataset.drop(dataset.tableNames(), true);
        }
        assertEquals(Snapshot.RUNNING, start(config("mysql_cdc", "data")));
    }
}
