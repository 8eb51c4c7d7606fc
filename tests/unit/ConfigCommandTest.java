import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import kind.SourceKinds;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command {@code ConfigHelperUniversal.java}; tests/test_kinds.sh runs it with every connector. */
class ConfigCommandTest extends ConfigProject {

    private static final String KINDS = String.join(", ", SourceKinds.names()) + ".";

    @Test
    void theCommandPrintsSortedAndMasked() {
        Run run = run("postgres", "--project", project.toString());
        assertEquals(0, run.code());
        assertTrue(run.out().contains("database.password=********\n"), run.out());
        assertEquals(run.out().lines().sorted().toList(), run.out().lines().toList());
        assertTrue(run("postgres", "--project", project.toString(), "--show-secrets").out().contains(PASSWORD));
    }

    @Test
    void theOutputFileIsForItsOwnerAndMasked() throws IOException {
        Path file = project.resolve("out.properties");
        Files.writeString(file, "old");
        Run run = run("postgres", "--project", project.toString(), "--output", file.toString());
        assertEquals(0, run.code());
        assertTrue(run.err().contains("masked"), run.err());
        assertFalse(Files.readString(file).contains(PASSWORD));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void theOutputReplacesAFileAndNothingElse() throws IOException {
        Path link = Files.createSymbolicLink(project.resolve("link"), Files.createDirectory(project.resolve("empty")));
        for (Path taken : List.of(link, project.resolve("empty"), project.resolve("none/out.properties"))) {
            Run run = run("postgres", "--project", project.toString(), "--output", taken.toString());
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains(taken + " cannot be written, since"), run.err());
        }
        assertTrue(Files.isSymbolicLink(link) && Files.isDirectory(link));
        try (var files = Files.list(project)) {
            assertEquals(3, files.count(), "nothing is left behind");
        }
    }

    @Test
    void theHelpNamesTheKinds() {
        assertTrue(run("--help").out().replaceAll("\\s+", " ").contains("One of " + KINDS));
    }

    @Test
    void anUnknownSourceEndsWithTwoAndTheKinds() {
        Run run = run("postgress");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("are " + KINDS), run.err());
        assertEquals(1, run.err().lines().count());
        assertEquals(2, run().code());
    }

    @Test
    void validateTellsAllThatIsWrongAtOnceAndDoesNotConnect() throws IOException {
        secrets(POSTGRES.replace("host = \"db.example\"", "hots = \"x\"") + "port = \"five\"\ntopic_prefix = \"a b\"\n"
                + "max_batch_size = [[1]]\nlsn_flush_mode = \"manual\"\n");
        config("[cdc_settings]\nload_max_row = 1\n");
        Run run = run("postgres", "--project", project.toString(), "--validate");
        assertEquals(2, run.code());
        for (String fact : List.of("line 2: sources.debezium.postgres.hots is neither", "postgres.host is missing",
                "line 6: sources.debezium.postgres.port is \"five\", expected a whole number",
                "line 7: sources.debezium.postgres.topic_prefix (topic.prefix): a b has invalid format",
                "line 8: sources.debezium.postgres.max_batch_size",
                "line 9: sources.debezium.postgres.lsn_flush_mode cannot",
                "line 2: cdc_settings.load_max_row is not a known setting", "skip  connection: not tried")) {
            assertTrue(run.out().contains(fact), fact + " in " + run.out());
        }
        assertEquals(8, run.out().lines().count(), run.out());
    }

    @Test
    void validateNamesTheKeyBehindAFailedConnection() throws IOException {
        secrets(POSTGRES.replace("db.example", "127.0.0.1") + "port = 1\n");
        Run run = run("postgres", "--project", project.toString(), "--validate");
        assertEquals(1, run.code());
        assertTrue(run.out().startsWith("ok    names and values: "), run.out());
        assertTrue(run.out().contains("\nfail  connection: .dlt/secrets.toml line 2: sources.debezium.postgres.host"
                + " (database.hostname): "), run.out());
        assertFalse(run.out().contains(PASSWORD));
    }

    @Test
    void validateGoesWithNoOutput() {
        assertEquals(2, run("postgres", "--project", project.toString(), "--validate", "--show-secrets").code());
        assertEquals(2, run("postgres", "--project", project.toString(), "--validate", "--timeout", "0").code());
    }

    private record Run(int code, String out, String err) {
    }

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = ConfigHelperUniversal.commandLine().setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = line.execute(args);
        return new Run(code, out.toString(), err.toString());
    }
}
