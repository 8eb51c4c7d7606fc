import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.Patches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kind.SourceKind;
import kind.SourceKinds;
import org.junit.jupiter.api.Test;

/** Classes of ours that replace Debezium's: which there are, who checks them, and where they are described. */
class PatchesTest {

    private static final Path SOURCES = Path.of("src/patches");
    private static final Pattern SOURCE = Pattern.compile("(?m)^//SOURCES (\\S+)");
    private static final Pattern KIND = Pattern.compile("new (\\w+Kind)\\(\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `((?:\\w+\\.)+\\w+)` \\|(.*)\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    private static Set<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return names(SOURCES, files.filter(Files::isRegularFile));
        }
    }

    private static Set<String> names(Path folder, Stream<Path> files) {
        return files.map(file -> folder.relativize(file).toString().replace('\\', '/').replaceAll("\\.java$", "")
                .replace('/', '.')).filter(name -> name.contains(".")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void collect(Path source, Set<Path> seen) throws IOException {
        if (seen.add(source.normalize())) {
            Matcher matcher = SOURCE.matcher(Files.readString(source));
            while (matcher.find()) {
                collect(source.toAbsolutePath().getParent().resolve(matcher.group(1)), seen);
            }
        }
    }

    private static SourceKind kindOf(String script) {
        Matcher matcher = KIND.matcher(script);
        assertTrue(matcher.find());
        return SourceKinds.ALL.stream().filter(kind -> kind.getClass().getSimpleName().equals(matcher.group(1)))
                .findFirst().orElseThrow();
    }

    private static Set<String> checked(SourceKind kind) {
        Set<String> names = new TreeSet<>(Patches.COMMON);
        names.addAll(kind.patches());
        return names;
    }

    @Test
    void eachLoaderChecksThePatchesThatItIsBuiltOf() throws IOException {
        Path folder = SOURCES.toAbsolutePath();
        for (String name : List.of("DebeziumDltLoader", "DebeziumDltLoaderMysql", "DebeziumDltLoaderMariadb",
                "DebeziumDltLoaderMongodb", "DebeziumDltLoaderSqlserver")) {
            Path script = Path.of(name + ".java").toAbsolutePath();
            Set<Path> seen = new TreeSet<>();
            collect(script, seen);
            Set<String> patches = names(folder, seen.stream().filter(file -> file.startsWith(folder)));
            assertFalse(patches.isEmpty());
            assertEquals(patches, checked(kindOf(Files.readString(script))), name);
        }
    }

    @Test
    void eachPatchIsCheckedBySomeLoaderAndHasARowWithItsTest() throws IOException {
        Set<String> checked = new TreeSet<>();
        SourceKinds.ALL.forEach(kind -> checked.addAll(checked(kind)));
        assertEquals(files(), checked);
        Set<String> rows = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/patches.md")));
        while (row.find()) {
            assertTrue(rows.add(row.group(1)), row.group(1) + " has two rows");
            String[] cells = row.group(2).split("(?<!\\\\)\\|", -1);
            assertEquals(5, cells.length, row.group(1));
            Arrays.stream(cells).forEach(cell -> assertFalse(cell.isBlank(), row.group(1)));
            Matcher test = TEST.matcher(cells[3]);
            assertTrue(test.find(), row.group(1) + " names a test");
            assertTrue(Stream.of("unit", "standin").anyMatch(folder -> Files.exists(
                    Path.of("tests", folder, test.group(1) + ".java"))), test.group(1));
        }
        assertEquals(files(), rows);
    }
}
