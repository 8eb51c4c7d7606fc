package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import event.ChangeEvent;
import event.ChangeEvent.Described;
import event.ChangeEvent.Insert;
import event.Row;
import event.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys that two rows share until their transaction ends, as with a deferrable primary key, against the simplest model:
 * a list of rows. The changes are loaded at once, one by one with a restart after each, and in loads that end anywhere.
 */
class SharedKeyTest {

    /** How the table tells its rows apart, and what its log has of an old row. */
    private enum Form {
        /** A deferrable primary key of two columns, and REPLICA IDENTITY FULL. */
        DEFERRABLE,
        /** A deferrable primary key, and REPLICA IDENTITY USING INDEX: a unique one of key and code. */
        INDEX,
        /** Merged by a column that is not the primary key. */
        OTHER
    }

    @TempDir
    Path folder;
    private final Sample full = Sample.table("t", 2, "k INTEGER", "j VARCHAR", "a VARCHAR", "note VARCHAR");
    private final Sample index = Sample.table("t", 1, "k INTEGER", "code INTEGER", "a VARCHAR", "note VARCHAR");
    private final Sample other = Sample.table("t", 1, "code INTEGER", "k INTEGER", "a VARCHAR", "note VARCHAR");
    private int codes;

    @Test
    void aDeleteRemovesTheRowThatItWasAndNotTheOneThatHasComeUnderItsKey() {
        for (List<Integer> cuts : List.of(List.<Integer>of(), List.of(1), List.of(2), List.of(3), List.of(4),
                List.of(5), List.of(1, 2, 3, 4, 5))) {
            List<ChangeEvent> events = new ArrayList<>();
            for (int id = 1; id <= 3; id++) {
                int to = id % 3 + 1;
                String song = String.valueOf((char) ('A' + id - 1));
                events.add(full.delete(id, "j", song, "n"));
                events.add(full.moved(full.key(id, "j"), to, "j", song, "n"));
            }
            for (boolean merge : List.of(true, false)) {
                LoaderRun run = run("rotate" + cuts + merge, Form.DEFERRABLE, merge);
                run.load(described(Form.DEFERRABLE), full.insert(1, "j", "A", "n"), full.insert(2, "j", "B", "n"),
                        full.insert(3, "j", "C", "n"));
                int from = 0;
                for (int cut : cuts) {
                    run.load(events.subList(from, cut).toArray(ChangeEvent[]::new));
                    from = cut;
                }
                run.load(events.subList(from, 6).toArray(ChangeEvent[]::new));
                assertEquals(List.of("1 C", "2 A", "3 B"), run.rows(merge
                        ? "SELECT k, a FROM T.t WHERE NOT deleted ORDER BY k"
                        : "SELECT k, a FROM T.t WHERE __op <> 'delete' QUALIFY row_number() OVER (PARTITION BY k ORDER"
                        + " BY __seq DESC) = 1 ORDER BY k"), cuts + (merge ? " MERGE" : " APPEND"));
                assertEquals(merge ? "3" : "9", run.one("SELECT count(*) FROM T.t"));
                run.close();
            }
        }
    }

    @Test
    void ofTwoAlikeRowsOneRemainsAndWhereNoneWasNoneIs() {
        for (boolean cut : List.of(true, false)) {
            for (boolean merge : List.of(true, false)) {
                LoaderRun run = run("alike" + cut + merge, Form.DEFERRABLE, merge);
                run.load(described(Form.DEFERRABLE), full.insert(1, "j", "A", "n"));
                List<ChangeEvent> alike = List.of(full.insert(1, "j", "A", "n"), full.insert(2, "j", "A", "n"),
                        full.delete(1, "j", "A", "n"), full.delete(2, "j", "A", "n"));
                run.load(alike.subList(0, cut ? 2 : 4).toArray(ChangeEvent[]::new));
                run.load(alike.subList(cut ? 2 : 4, 4).toArray(ChangeEvent[]::new));
                assertEquals("{1 j=A n}", live(run, merge), "cut " + cut + ", merge " + merge);
                run.close();
            }
        }
    }

    @Test
    void randomTransactionsEndInTheSourcesStateHoweverTheyAreCut() {
        int seeds = Integer.getInteger("seeds", 2);
        for (Form form : Form.values()) {
            for (int seed = 0; seed < seeds; seed++) {
                for (boolean merge : form == Form.OTHER ? List.of(true) : List.of(true, false)) {
                    play(form, seed, merge);
                }
            }
        }
    }

    /** Once at once, once each change alone with a new loader, and at random places. */
    private void play(Form form, int seed, boolean merge) {
        Random random = new Random(seed);
        List<Object[]> rows = new ArrayList<>();
        List<ChangeEvent> events = new ArrayList<>();
        Map<Integer, String> states = new TreeMap<>();
        for (int transaction = 0; transaction < 6; transaction++) {
            transaction(form, random, rows, events);
            states.put(events.size(), state(form, rows));
        }
        for (int way = 0; way < 3; way++) {
            String what = form + " seed " + seed + (merge ? " MERGE" : " APPEND") + " way " + way;
            LoaderRun run = run("r" + what.replace(' ', '_'), form, merge);
            run.load(described(form));
            for (int from = 0; from < events.size();) {
                int to = way == 0 ? events.size() : way == 1 ? from + 1
                        : Math.min(events.size(), from + 1 + random.nextInt(7));
                if (form == Form.INDEX && to < events.size() && events.get(to) instanceof Insert half
                        && !half.movedFrom().isEmpty()) {
                    to++;       // the log has what was left out with the other half only
                }
                run.load(events.subList(from, to).toArray(ChangeEvent[]::new));
                if (states.containsKey(to)) {
                    assertEquals(states.get(to), live(run, merge), what + " after change " + to);
                }
                if (way == 1 && random.nextInt(4) == 0) {
                    run.close();
                    run = run("r" + what.replace(' ', '_'), form, merge);
                    run.load(described(form));
                }
                from = to;
            }
            requireClean(run, merge, events.size(), what);
            run.close();
        }
    }

    private void requireClean(LoaderRun run, boolean merge, int events, String what) {
        if (merge) {
            assertEquals("0", run.one("SELECT count(*) - count(DISTINCT " + (what.startsWith("DEF") ? "(k, j)" : "k")
                    + ") FROM T.t"), what);
            return;
        }
        assertEquals(events + " " + events + " 1", run.one("SELECT count(*), count(DISTINCT __seq), min(__seq) FROM"
                + " T.t"), what);
    }

    /** One that changes rows in any order, and leaves no key to two of them. */
    private void transaction(Form form, Random random, List<Object[]> rows, List<ChangeEvent> events) {
        if (random.nextInt(12) == 0) {
            events.add(table(form).truncate());
            rows.clear();
        }
        for (int i = random.nextInt(8); i >= 0; i--) {
            change(form, random, rows, events);
        }
        for (Object[] row : List.copyOf(rows)) {
            if (rows.stream().filter(each -> each[0].equals(row[0])).count() > 1) {
                int free = 0;
                while (taken(rows, free)) {
                    free++;
                }
                if (free < 6 && random.nextBoolean()) {
                    move(form, row, free, events);
                }
                else {
                    events.add(delete(form, row));
                    rows.remove(row);
                }
            }
        }
    }

    private static boolean taken(List<Object[]> rows, int key) {
        return rows.stream().anyMatch(row -> row[0].equals(key));
    }

    private void change(Form form, Random random, List<Object[]> rows, List<ChangeEvent> events) {
        int kind = random.nextInt(5);
        if (kind == 0 || rows.isEmpty()) {
            Object[] row = {random.nextInt(5), ++codes, "a" + random.nextInt(2), random.nextBoolean() ? null : "n"};
            rows.add(row);
            events.add(insert(form, row));
            return;
        }
        Object[] row = rows.get(random.nextInt(rows.size()));
        if (kind == 1) {
            events.add(delete(form, row));
            rows.remove(row);
        }
        else if (kind == 2) {
            Object[] old = row.clone();
            row[2] = "a" + random.nextInt(2);
            boolean same = random.nextBoolean();
            row[3] = same ? row[3] : "m" + random.nextInt(2);
            events.add(update(form, old, row, same && row[3] != null));
        }
        else {
            move(form, row, random.nextInt(5), events);
        }
    }

    private void move(Form form, Object[] row, int to, List<ChangeEvent> events) {
        Object[] old = row.clone();
        row[0] = to;
        if (form == Form.OTHER || old[0].equals(to)) {
            events.add(update(form, old, row, row[3] != null));
            return;
        }
        events.add(delete(form, old));
        Object[] values = values(form, row);
        values[3] = values[3] == null || form == Form.DEFERRABLE ? values[3] : SAME;
        events.add(form == Form.DEFERRABLE ? full.moved(full.key(old[0], "j"), values)
                : index.moved(index.key(old[0]), values));
    }

    private Sample table(Form form) {
        return form == Form.DEFERRABLE ? full : form == Form.INDEX ? index : other;
    }

    private static Object[] values(Form form, Object[] row) {
        return form == Form.DEFERRABLE ? new Object[] {row[0], "j", row[2], row[3]}
                : form == Form.INDEX ? row.clone() : new Object[] {row[1], row[0], row[2], row[3]};
    }

    private ChangeEvent insert(Form form, Object[] row) {
        return table(form).insert(values(form, row));
    }

    private ChangeEvent delete(Form form, Object[] row) {
        return form == Form.INDEX ? index.delete(row[0], row[1]) : table(form).delete(values(form, row));
    }

    private ChangeEvent update(Form form, Object[] old, Object[] row, boolean noteStays) {
        Object[] values = values(form, row);
        values[3] = noteStays ? SAME : values[3];
        return form == Form.INDEX && old[0].equals(row[0]) ? index.update(values)
                : table(form).updateFrom(form == Form.INDEX ? index.row(old[0], old[1])
                        : table(form).row(values(form, old)), values);
    }

    private static String state(Form form, List<Object[]> rows) {
        return new TreeMap<>(rows.stream().collect(Collectors.toMap(row -> row[0] + (form == Form.DEFERRABLE ? " j"
                : " " + row[1]),
                row -> row[2] + " " + row[3]))).toString();
    }

    private String live(LoaderRun run, boolean merge) {
        Map<String, String> rows = new TreeMap<>();
        if (run.one("SELECT count(*) FROM duckdb_tables() WHERE table_name = 't'").equals("0")) {
            return rows.toString();
        }
        String second = run.one("SELECT count(*) FROM duckdb_columns() WHERE table_name = 't' AND column_name = 'j'")
                .equals("1")
                ? "j" : "code";
        run.rows(merge ? "SELECT k, " + second + ", a, note FROM T.t WHERE NOT deleted"
                : "SELECT k, " + second + ", a, note FROM T.t WHERE __op <> 'truncate' AND __seq > (SELECT"
                + " coalesce(max(__seq), 0) FROM T.t WHERE __op = 'truncate') QUALIFY row_number() OVER (PARTITION BY k"
                + " ORDER BY __seq DESC) = 1 AND __op <> 'delete'").forEach(line -> {
                    String[] words = line.split(" ");
                    rows.put(words[0] + " " + words[1], words[2] + " " + words[3]);
                });
        return rows.toString();
    }

    private LoaderRun run(String name, Form form, boolean merge) {
        return new LoaderRun(folder.resolve(name), !merge ? Map.of()
                : Map.of("t", form == Form.DEFERRABLE ? List.of("k", "j") : List.of("k")));
    }

    private Described described(Form form) {
        List<String> columns = table(form).schema().columns().stream().map(Row.Column::name).toList();
        return switch (form) {
            case DEFERRABLE -> new Described(full.id(), List.of(), columns, null);
            case INDEX -> new Described(index.id(), List.of(List.of("k", "code")), List.of("k", "code"), null);
            case OTHER -> new Described(other.id(), List.of(List.of("code")), columns, null);
        };
    }
}
