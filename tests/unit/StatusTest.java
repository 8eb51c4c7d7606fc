package watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import watch.Status.Phase;

/** The status file as {@code status} and {@code doctor} read it. */
class StatusTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "{\"phase\":\"streaming\",\"pid\":1}", "{\"phase\":\"dreaming\"}",
            "garbage",
        "{\"phase\":\"stopped\",\"pipeline\":\"p\""})
    void aDamagedFileIsToldInASentence(String text) throws IOException {
        Files.writeString(folder.resolve(Status.FILE), text);
        Problem damaged = assertThrows(Problem.class, () -> Status.read(folder));
        assertTrue(damaged.getMessage().contains(Status.FILE + " is damaged"), damaged.getMessage());
    }

    @Test
    void aMomentThatIsNoneIsDamageAndWhatTheLoaderWritesIsNot() throws IOException {
        new StatusFile(new Numbers("p", position -> ""), folder, sentence -> { }).during(() -> { });
        assertEquals(Phase.STOPPED, Status.read(folder).orElseThrow().phase());
        Path file = folder.resolve(Status.FILE);
        Files.writeString(file, Files.readString(file).replaceFirst("(\"updated_at\" : \")[^\"]*", "$1yesterday"));
        assertThrows(Problem.class, () -> Status.read(folder));
    }
}
