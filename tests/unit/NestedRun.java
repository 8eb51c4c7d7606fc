package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import capture.SourceTable;
import change.PrimaryKeys;
import config.TableChoices;
import dlt.NestedId;
import event.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** What the tests of {@code [cdc_settings.nested]} share: a table with a document, and runs of the loader. */
abstract class NestedRun {

    static final Map<String, List<String>> BY_ID = Map.of("orders", List.of("id"));
    static final String TWO = "[{\"sku\": \"a\", \"tags\": [\"x\", \"y\"]}, {\"sku\": \"b\", \"tags\": []}]";

    @TempDir
    Path folder;
    final Sample orders = Sample.table("orders", 1, "id INTEGER", "lines JSON", "note VARCHAR");
    LoaderRun run;

    LoaderRun start(Map<String, List<String>> keys, String depth, Map<String, String> deletes) {
        stop();
        run = new LoaderRun(folder, keys, new TableChoices(deletes, Map.of(), null, depth.isEmpty() ? Map.of()
                : Map.of("orders.lines", depth)));
        return run;
    }

    LoaderRun merge() {
        return start(BY_ID, "tables", Map.of());
    }

    LoaderRun append() {
        return start(Map.of(), "tables", Map.of());
    }

    LoaderRun hard() {
        return start(BY_ID, "tables", Map.of("*", "hard"));
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    /** The nested rows with the row that they are of; every id checked. */
    List<String> lines(String root) {
        assertIds();
        return run.rows("SELECT " + root + ", l._dlt_list_idx, l.sku FROM T.orders__lines l JOIN T.orders o ON"
                + " o._dlt_id = l._dlt_root_id ORDER BY ALL");
    }

    List<String> tags(String root) {
        assertIds();
        return run.rows("SELECT " + root + ", l.sku, t.value FROM T.orders__lines__tags t JOIN T.orders__lines l ON"
                + " l._dlt_id = t._dlt_parent_id JOIN T.orders o ON o._dlt_id = t._dlt_root_id ORDER BY ALL");
    }

    void assertIds() {
        for (String nested : run.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'dest' AND"
                + " table_name LIKE 'orders\\_\\_%' ESCAPE '\\'")) {
            assertEquals("0", run.one("SELECT count(*) FROM T." + nested + " n WHERE _dlt_root_id NOT IN (SELECT"
                    + " _dlt_id FROM T.orders)"), nested + " has rows of no row");
            for (String row : run.rows("SELECT _dlt_parent_id, _dlt_list_idx, _dlt_id FROM T." + nested)) {
                String[] of = row.split(" ");
                assertEquals(NestedId.of(of[0], nested, Long.parseLong(of[1])), of[2], nested);
            }
            assertEquals("0", run.one("SELECT count(*) - count(DISTINCT _dlt_id) FROM T." + nested));
        }
    }


    static void assertRefused(String sentence, Runnable load) {
        Problem problem = assertThrows(Problem.class, load::run);
        assertTrue(problem.getMessage().contains(sentence) && problem.exitCode() == 2, problem.getMessage());
    }

    void check(String... columns) {
        new StartCheck(run.config, new PrimaryKeys(BY_ID, Map.of()), new Watch() {
        }).check(List.of(new SourceTable(orders.id(), List.of(columns), List.of(columns), "", () -> false)),
                run.pipeline.committed());
    }
}
