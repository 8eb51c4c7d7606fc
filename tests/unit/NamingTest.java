import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import com.fasterxml.jackson.databind.ObjectMapper;
import dlt.Naming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Names become what dlt makes of them; the vectors are dlt's own (tests/dlt/naming_vectors.py). */
class NamingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void columnNamesAreThoseOfDlt() throws IOException {
        compare(1, Naming::column);
    }

    @Test
    void tableNamesAreThoseOfDlt() throws IOException {
        compare(2, Naming::table);
    }

    @Test
    void aNameWithNothingLeftIsRefusedWithTheName() {
        Problem problem = assertThrows(Problem.class, () -> Naming.column("__"));
        assertEquals(2, problem.exitCode());
        assertTrue(problem.getMessage().contains("'__'"), problem.getMessage());
    }

    private static void compare(int cell, UnaryOperator<String> naming) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("tests/unit/naming_vectors.tsv"));
        assertTrue(lines.size() > 300);
        assertAll(lines.stream().map(line -> () -> {
            String[] cells = line.split("\t");
            String name = JSON.readValue(cells[0], String.class);
            String expected = JSON.readValue(cells[cell], String.class);
            if (expected == null) {
                assertThrows(Problem.class, () -> naming.apply(name), cells[0]);
            }
            else {
                assertEquals(expected, naming.apply(name), cells[0]);
            }
        }));
    }
}
