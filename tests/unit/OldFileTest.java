package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import destination.ReadOnly;
import destination.duckdb.DuckDbReader;
import event.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file that an earlier loader wrote with DuckDB 2.0.0, whose process was killed after its last COMMIT: that load is
 * in the {@code .wal} alone.
 */
class OldFileTest {

    private static final String ALL = "SELECT id, name, amount, \"at\", doc, u, hex(data), tags, span, deleted FROM"
            + " T.users ORDER BY id";
    private static final List<String> ROWS = List.of(
            "1 eins 3.50 2023-11-14T22:13:20Z {\"a\": 1} 00000000-0000-0001-0000-000000000002 0041 [x, y] 1 day false",
            "2 two null null null null null null null true", "3 three null null null null null null null false");

    @TempDir
    Path folder;

    @BeforeEach
    void unpack() throws IOException {
        unpack("duckdb_2_0_0.duckdb", "pipe.duckdb");
        unpack("duckdb_2_0_0.duckdb.wal", "pipe.duckdb.wal");
    }

    private void unpack(String packed, String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of("tests/unit/" + packed + ".gz")))) {
            Files.copy(in, folder.resolve(name));
        }
    }

    @Test
    void isReadWithItsLog() throws Exception {
        try (ReadOnly file = DuckDbReader.open(folder.resolve("pipe.duckdb"), false, 1);
                var statement = file.connection().createStatement();
                var row = statement.executeQuery("SELECT count(*), max(name) FROM data.users")) {
            row.next();
            assertEquals("3 two", row.getLong(1) + " " + row.getString(2));
        }
    }

    @Test
    void isLoadedIntoAsIfNothingHadChanged() {
        for (int opened = 0; opened < 2; opened++) {
            try (LoaderRun run = new LoaderRun(folder, Map.of("users", List.of("id")))) {
                assertEquals(ROWS, run.rows(ALL).subList(0, 3));
                assertEquals("first second", run.one("SELECT string_agg(what, ' ' ORDER BY __seq) FROM T.log"));
                assertEquals(opened == 0 ? 8 : 10, run.pipeline.committed().seq());
                if (opened == 0) {
                    Sample altered = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "more INTEGER");
                    run.load(altered.insert(4, "four", 4), altered.update(4, "vier", 5));
                }
                assertEquals("vier 5", run.one("SELECT name, more FROM T.users WHERE id = 4"));
            }
        }
    }

    @Test
    void inTheFormatOfANewerDuckDbIsRefusedWithTheWayOut() throws IOException {
        Files.delete(folder.resolve("pipe.duckdb"));
        Files.delete(folder.resolve("pipe.duckdb.wal"));
        unpack("duckdb_2_0_0_format.duckdb", "pipe.duckdb");
        String wayOut = "format is newer than the loader's DuckDB reads. Copy it with the DuckDB that wrote it:"
                + " ATTACH '" + folder.resolve("pipe.duckdb") + "' AS newer (READ_ONLY);";
        for (Executable open : List.<Executable>of(() -> new LoaderRun(folder, Map.of()),
                () -> DuckDbReader.open(folder.resolve("pipe.duckdb"), false, 1))) {
            String said = assertThrows(Problem.class, open).getMessage();
            assertTrue(said.contains(wayOut), said);
        }
    }
}
