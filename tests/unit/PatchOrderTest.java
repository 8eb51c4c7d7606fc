import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import capture.Patches;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start is refused where Debezium's own classes are ahead of ours; tests/test_errors.sh starts whole loaders. */
class PatchOrderTest {

    private static final String TABLE_ID = "io.debezium.relational.TableId";

    /** What {@link Patches} of another class loader objects to. */
    private static Throwable objection(URLClassLoader loader, List<String> names) throws Exception {
        Class<?> patches = loader.loadClass(Patches.class.getName());
        assertEquals(loader, patches.getClassLoader());
        return assertThrows(InvocationTargetException.class,
                () -> patches.getMethod("require", List.class).invoke(null, names)).getCause();
    }

    private static int exitCode(Throwable problem) throws ReflectiveOperationException {
        assertEquals(Problem.class.getName(), problem.getClass().getName(), problem.toString());
        return (int) problem.getClass().getMethod("exitCode").invoke(problem);
    }

    @Test
    void oursAreLoadedAndNotInitialised() {
        assertDoesNotThrow(() -> Patches.require(List.of("io.debezium.connector.binlog.event.RowDeserializers")));
    }

    @Test
    void debeziumsOwnClassIsNamedWithItsJarAndWhatToDo() throws Exception {
        try (URLClassLoader loader = ClassPath.ownLast()) {
            Throwable problem = objection(loader, List.of());
            assertEquals(2, exitCode(problem));
            String theirs = Path.of(loader.getResource("io/debezium/heartbeat/HeartbeatImpl.class").getPath()
                    .replaceAll("^file:|!.*", "")).toString();
            assertEquals("Class io.debezium.heartbeat.HeartbeatImpl is Debezium's own, from " + theirs
                    + ", not this loader's, which replaces it: values and rows would be lost silently. Put "
                    + ClassPath.ours() + " ahead of Debezium's jars on the class path (in a script: its //DEPS"
                    + " line ahead of Debezium's)", problem.getMessage());
        }
    }

    @Test
    void oursAreDefinedWhereDebeziumsAreAhead() throws Exception {
        List<String> ofSource = List.of("io.debezium.connector.binlog.event.RowDeserializers",
                "io.debezium.relational.TableEditorImpl",
                "io.debezium.connector.postgresql.connection.pgoutput.PgOutputRelationMetaData");
        try (URLClassLoader loader = ClassPath.ownLast()) {
            Class<?> patches = loader.loadClass(Patches.class.getName());
            patches.getMethod("load", List.class).invoke(null, ofSource);
            patches.getMethod("require", List.class).invoke(null, ofSource);
            Class<?> rows = loader.loadClass(ofSource.get(0));
            for (Class<?> nested : rows.getDeclaredClasses()) {
                assertEquals(rows.getProtectionDomain().getCodeSource(), nested.getProtectionDomain().getCodeSource(),
                        nested.getName());
            }
        }
    }

    @Test
    void aPatchThatWasLoadedBeforeIsRefused() throws Exception {
        try (URLClassLoader loader = ClassPath.ownLast()) {
            loader.loadClass(TABLE_ID);
            loader.loadClass(Patches.class.getName()).getMethod("load", List.class).invoke(null, List.of());
            String said = objection(loader, List.of()).getMessage();
            assertTrue(said.startsWith("Class " + TABLE_ID + " is Debezium's own"), said);
        }
    }

    @Test
    void aPatchOfTheSourceIsLookedAtToo() throws Exception {
        Problem problem = assertThrows(Problem.class,
                () -> Patches.require(List.of("io.debezium.relational.TableImpl")));
        assertTrue(problem.getMessage().contains("Class io.debezium.relational.TableImpl is Debezium's own"),
                problem.getMessage());
        Problem missing = assertThrows(Problem.class, () -> Patches.require(List.of("io.debezium.Nothing")));
        assertEquals(2, missing.exitCode());
        String said = missing.getMessage();
        assertTrue(said.startsWith("Class io.debezium.Nothing, which replaces Debezium's, is missing; "), said);
    }

    /** One jar with everything in it, for which the tool took Debezium's class: its place tells nothing. */
    @Test
    void debeziumsOwnClassInOurJarIsNoticed(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("all.jar");
        String entry = TABLE_ID.replace('.', '/') + ".class";
        copyOurs(jar);
        try (URLClassLoader loader = ClassPath.after(jar)) {
            Class<?> patches = loader.loadClass(Patches.class.getName());
            assertDoesNotThrow(() -> patches.getMethod("require", List.class).invoke(null, List.of()));
        }
        try (URLClassLoader debezium = ClassPath.without(); InputStream theirs = debezium.getResourceAsStream(entry);
                FileSystem inside = FileSystems.newFileSystem(jar)) {
            Files.copy(theirs, inside.getPath(entry), StandardCopyOption.REPLACE_EXISTING);
        }
        try (URLClassLoader loader = ClassPath.after(jar)) {
            Throwable problem = objection(loader, List.of());
            assertEquals(2, exitCode(problem));
            assertEquals("Class " + TABLE_ID + " is Debezium's own, from " + jar + ", not this loader's, which replaces"
                    + " it: values and rows would be lost silently. Build that jar again so that the loader's"
                    + " classes win over Debezium's", problem.getMessage());
        }
    }

    private static void copyOurs(Path jar) throws IOException {
        if (Files.isRegularFile(ClassPath.ours())) {
            Files.copy(ClassPath.ours(), jar);
            return;
        }
        try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                Stream<Path> files = Files.walk(ClassPath.ours())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = inside.getPath(ClassPath.ours().relativize(file).toString());
                if (copy.getParent() != null) {
                    Files.createDirectories(copy.getParent());
                }
                Files.copy(file, copy);
            }
        }
    }
}
