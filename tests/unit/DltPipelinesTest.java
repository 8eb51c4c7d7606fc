package config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder in which dlt looks for pipelines, for each way in which dlt finds it (run_context.py in dlt 1.31). */
class DltPipelinesTest {

    @TempDir
    Path folder;
    private final String user = System.getProperty("user.name");
    private Path project;
    private Path home;

    @BeforeEach
    void aUserWithAHome() throws IOException {
        System.setProperty("user.name", "somebody");
        project = Files.createDirectories(folder.resolve("project"));
        home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(project.resolve(".dlt"));
    }

    @AfterEach
    void restore() {
        System.setProperty("user.name", user);
    }

    private Path of(String config, Map<String, String> environment) {
        try {
            Files.writeString(project.resolve(".dlt/config.toml"), config);
        }
        catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Settings settings = Settings.of(project, environment);
        return DltPipelines.of(settings, settings.section("cdc_settings").get("dlt_pipelines_dir"),
                project.resolve(".dlt/pipelines"));
    }

    private Map<String, String> at(Path home) {
        return Map.of("HOME", home.toString());
    }

    @Test
    void withoutAnythingItIsInTheHome() {
        assertEquals(home.resolve(".dlt/pipelines"), of("", at(home)));
    }

    @Test
    void dltsVariablesWinAsTheyDoForDlt() throws IOException {
        assertEquals(Path.of("/data/pipelines"), of("", Map.of("HOME", home.toString(), "DLT_DATA_DIR", "/data")));
        Map<String, String> xdg = Map.of("HOME", home.toString(), "XDG_DATA_HOME", "/xdg");
        assertEquals(Path.of("/xdg/dlt/pipelines"), of("", xdg));
        Files.createDirectories(home.resolve(".dlt"));
        assertEquals(home.resolve(".dlt/pipelines"), of("", xdg), "a ~/.dlt that is there wins");
    }

    @Test
    void rootHasItInVar() {
        System.setProperty("user.name", "root");
        assertEquals(Path.of("/var/dlt/pipelines"), of("", at(home)));
    }

    @Test
    void aUserWithoutAHomeHasItWithTheTemporaryFiles() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "dlt", "pipelines");
        assertEquals(temporary, of("", at(folder.resolve("nowhere"))));
    }

    @Test
    void aWorkspaceKeepsItByProfile() throws IOException {
        Files.createFile(project.resolve(".dlt/.workspace"));
        assertEquals(project.resolve(".dlt/state/dev/pipelines"), of("", at(home)));
        Files.writeString(project.resolve(".dlt/profile-name"), "prod\n");
        assertEquals(project.resolve(".dlt/state/prod/pipelines"), of("", at(home)));
    }

    @Test
    void theSettingNamesAnotherOrNone() {
        assertEquals(home.resolve("x"), of("[cdc_settings]\ndlt_pipelines_dir = \"~/x\"\n", at(home)));
        assertEquals(project.resolve("x"), of("[cdc_settings]\ndlt_pipelines_dir = \"x\"\n", at(home)));
        assertNull(of("[cdc_settings]\ndlt_pipelines_dir = false\n", at(home)));
        Problem same = assertThrows(Problem.class, () -> of("[cdc_settings]\ndlt_pipelines_dir = \".dlt/pipelines\"\n",
                at(home)));
        assertTrue(same.getMessage().contains("would delete"), same.getMessage());
        Problem number = assertThrows(Problem.class, () -> of("[cdc_settings]\ndlt_pipelines_dir = 7\n", at(home)));
        assertTrue(number.getMessage().contains("dlt_pipelines_dir") && number.exitCode() == 2, number.getMessage());
    }
}
