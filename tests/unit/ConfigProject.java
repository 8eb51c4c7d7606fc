import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import base.Problem;
import config.CdcConfig;
import config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kind.PostgresKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A project with settings for PostgreSQL, to be changed by a test. */
abstract class ConfigProject {

    static final String PASSWORD = "hunter2-9f3";
    static final String POSTGRES = """
            [sources.debezium.postgres]
            host = "db.example"
            user = "myuser"
            password = "hunter2-9f3"
            database = "mydb"
            """;

    @TempDir
    Path project;
    final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void writePostgres() throws IOException {
        secrets(POSTGRES);
    }

    CdcConfig load() {
        return CdcConfig.load(project, env, new PostgresKind(), "debezium_cdc", "debezium_data");
    }

    Settings settings() {
        return Settings.of(project, env);
    }

    static String said(Runnable action) {
        Problem problem = assertThrows(Problem.class, action::run);
        assertEquals(2, problem.exitCode());
        return problem.getMessage();
    }

    void secrets(String toml) throws IOException {
        write("secrets.toml", toml);
    }

    void config(String toml) throws IOException {
        write("config.toml", toml);
    }

    private void write(String name, String toml) throws IOException {
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt").resolve(name), toml);
    }
}
