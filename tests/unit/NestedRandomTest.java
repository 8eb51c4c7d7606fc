package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import config.TableChoices;
import event.ChangeEvent;
import event.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes of a table with documents, in loads of any length, some after a restart: every row has its own
 * document's values, whatever the source left out of its changes, and no nested row is of no row.
 */
class NestedRandomTest {

    private enum Kind { SOFT, HARD, APPEND }

    /** A row of the model; {@code doc} null for NULL. */
    private record Model(String doc, String note) {
    }

    @TempDir
    Path folder;
    private final Sample orders = Sample.table("orders", 1, "id INTEGER", "note VARCHAR", "doc JSON");
    private final Map<Integer, Model> there = new TreeMap<>();
    private final Map<Integer, Model> marked = new TreeMap<>();
    private final List<String> history = new ArrayList<>();
    private Random random;
    private int notes;

    private LoaderRun start(Kind kind, Path file) {
        return new LoaderRun(file, kind == Kind.APPEND ? Map.of() : Map.of("orders", List.of("id")), new TableChoices(
                kind == Kind.HARD ? Map.of("*", "hard") : Map.of(), Map.of(), null, Map.of("orders.doc", "tables")));
    }

    @Test
    void everyRowHasItsOwn() {
        for (Kind kind : Kind.values()) {
            for (int seed = 1; seed <= 12; seed++) {
                check(kind, seed);
            }
        }
    }

    private void check(Kind kind, int seed) {
        random = new Random(seed);
        there.clear();
        marked.clear();
        history.clear();
        Path file = folder.resolve(kind + "-" + seed);
        LoaderRun run = start(kind, file);
        for (int load = 0; load < 8; load++) {
            List<ChangeEvent> events = new ArrayList<>();
            for (int i = random.nextInt(7); i >= 0; i--) {
                change(events);
            }
            run.load(events.toArray(ChangeEvent[]::new));
            if (random.nextInt(3) == 0) {
                run.close();
                run = start(kind, file);
            }
        }
        compare(kind, run, kind + " " + seed);
        run.close();
    }

    private void change(List<ChangeEvent> events) {
        int id = 1 + random.nextInt(6);
        int what = random.nextInt(30);
        Model old = there.get(id);
        if (what == 0) {
            events.add(orders.truncate());
            marked.putAll(there);
            there.clear();
            history.add("truncate null null null");
        }
        else if (old == null) {
            Model row = new Model(document(), "n" + ++notes);
            put(id, row, "insert");
            events.add(orders.insert(id, row.note(), row.doc()));
        }
        else if (what < 6) {
            remove(id, old, "delete");
            events.add(orders.delete(id));
        }
        else if (what < 10 && !there.containsKey(id + 10)) {
            boolean same = old.doc() != null && random.nextBoolean();
            Model row = new Model(same ? old.doc() : document(), "n" + ++notes);
            remove(id, old, "delete");
            put(id + 10, row, "insert");
            events.add(orders.delete(id));
            events.add(orders.moved(orders.key(id), id + 10, row.note(), same ? SAME : row.doc()));
        }
        else {
            boolean same = old.doc() != null && random.nextInt(3) > 0;
            Model row = new Model(same ? old.doc() : document(), "n" + ++notes);
            put(id, row, "update");
            events.add(orders.update(id, row.note(), same ? SAME : row.doc()));
        }
    }

    private void put(int id, Model row, String op) {
        there.put(id, row);
        marked.remove(id);
        history.add(op + " " + id + " " + row.note() + " " + row.doc());
    }

    private void remove(int id, Model old, String op) {
        there.remove(id);
        marked.put(id, old);
        history.add(op + " " + id + " null null");
    }

    /** A number and a list of lists, of which nothing else could be made. */
    private String document() {
        if (random.nextInt(6) == 0) {
            return null;
        }
        List<String> inner = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            inner.add("{\"v\":" + random.nextInt(9) + ",\"w\":[" + random.nextInt(9) + "]}");
        }
        return "{\"n\":" + random.nextInt(1000) + ",\"l\":[" + String.join(",", inner) + "]}";
    }

    private void compare(Kind kind, LoaderRun run, String what) {
        List<String> expected = new ArrayList<>();
        if (kind == Kind.APPEND) {
            expected.addAll(history);
        }
        there.forEach((id, row) -> expected.addAll(kind == Kind.APPEND ? List.of() : List.of(id + " " + row.note() + " "
                + row.doc() + (kind == Kind.SOFT ? " false" : ""))));
        marked.forEach((id, row) -> expected.addAll(kind != Kind.SOFT || there.containsKey(id) ? List.of() : List.of(id
                + " " + row.note() + " " + row.doc() + " true")));
        boolean nested = run.one("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'orders__doc__l__w'")
                .equals("1");
        String list = !nested ? "NULL" : "(SELECT string_agg('{\"v\":' || l.v || ',\"w\":[' || w.value || ']}', ','"
                + " ORDER BY l._dlt_list_idx) FROM T.orders__doc__l l JOIN T.orders__doc__l__w w ON w._dlt_parent_id ="
                + " l._dlt_id AND w._dlt_root_id = o._dlt_id WHERE l._dlt_parent_id = o._dlt_id)";
        String doc = "CASE WHEN o.doc__n IS NULL THEN NULL ELSE '{\"n\":' || o.doc__n || ',\"l\":[' || coalesce(" + list
                + ", '') || ']}' END";
        List<String> stored = run.rows("SELECT " + (kind == Kind.APPEND ? "__op, id, note, " + doc + " FROM T.orders o"
                + " ORDER BY __seq" : "id, note, " + doc + (kind == Kind.SOFT ? ", deleted" : "")
                + " FROM T.orders o"));
        assertEquals(kind == Kind.APPEND ? String.join("\n", expected) : String.join("\n", new TreeSet<>(expected)),
                kind == Kind.APPEND ? String.join("\n", stored) : String.join("\n", new TreeSet<>(stored)), what);
        for (String table : nested ? List.of("orders__doc__l", "orders__doc__l__w") : List.<String>of()) {
            assertEquals("0 0", run.one("SELECT count(*) FILTER (_dlt_root_id NOT IN (SELECT _dlt_id FROM T.orders)),"
                    + " count(*) - count(DISTINCT _dlt_id) FROM T." + table), what);
            assertEquals("0", run.one("SELECT count(*) FROM T." + table + " WHERE _dlt_id <>"
                    + " dlt_nested_id(_dlt_parent_id || '_" + table + "_' || _dlt_list_idx)"), what);
        }
    }
}
