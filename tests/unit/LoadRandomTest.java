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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MERGE against the simplest model of it. */
class LoadRandomTest {

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "name VARCHAR", "note VARCHAR");

    /** Random changes in random loads, against the simplest model: a map that is changed one by one. */
    @Test
    void randomChangesInRandomLoadsEndInTheSourcesState() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Map<Integer, String> live = new TreeMap<>();
            Map<Integer, String> gone = new TreeMap<>();
            LoaderRun run = new LoaderRun(folder.resolve("seed" + seed), Map.of("users", List.of("id")));
            for (int load = 0; load < 8; load++) {
                List<ChangeEvent> events = new ArrayList<>();
                for (int i = random.nextInt(25); i >= 0; i--) {
                    change(random, live, gone, events);
                }
                run.load(events.toArray(ChangeEvent[]::new));
                TreeMap<Integer, String> all = new TreeMap<>();
                gone.forEach((id, row) -> all.put(id, id + " " + row + " true"));
                live.forEach((id, row) -> all.put(id, id + " " + row + " false"));
                assertEquals(List.copyOf(all.values()), run.rows(
                        "SELECT id, name, note, deleted FROM T.users ORDER BY id"), "seed " + seed + ", load " + load);
            }
            run.close();
        }
    }

    /** The same with rows that a delete removes: the table is what the source is. */
    @Test
    void withHardDeletesTheTableIsTheSourcesState() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Map<Integer, String> live = new TreeMap<>();
            LoaderRun run = new LoaderRun(folder.resolve("hard" + seed), Map.of("users", List.of("id")),
                    new TableChoices(Map.of("*", "hard")));
            for (int load = 0; load < 8; load++) {
                List<ChangeEvent> events = new ArrayList<>();
                for (int i = random.nextInt(25); i >= 0; i--) {
                    change(random, live, new TreeMap<>(), events);
                }
                run.load(events.toArray(ChangeEvent[]::new));
                List<String> all = new ArrayList<>();
                live.forEach((id, row) -> all.add(id + " " + row));
                assertEquals(all, run.rows("SELECT COLUMNS(c -> c NOT LIKE '\\_dlt%' ESCAPE '\\') FROM T.users"
                        + " ORDER BY id"), "seed " + seed + ", load " + load);
            }
            run.close();
        }
    }

    private void change(Random random, Map<Integer, String> live, Map<Integer, String> gone,
            List<ChangeEvent> events) {
        int id = random.nextInt(8);
        String name = "n" + random.nextInt(1000);
        if (random.nextInt(60) == 0) {
            events.add(users.truncate());
            gone.putAll(live);
            live.clear();
        }
        else if (!live.containsKey(id)) {
            events.add(users.insert(id, name, "long" + name));
            live.put(id, name + " long" + name);
            gone.remove(id);
        }
        else {
            changeOf(id, name, random, live, gone, events);
        }
    }

    private void changeOf(int id, String name, Random random, Map<Integer, String> live, Map<Integer, String> gone,
            List<ChangeEvent> events) {
        String note = live.get(id).substring(live.get(id).indexOf(' ') + 1);
        int to = random.nextInt(8);
        int kind = random.nextInt(5);
        if (kind == 0) {
            events.add(users.delete(id));
            gone.put(id, live.remove(id));
        }
        else if (kind == 1 && !live.containsKey(to)) {
            events.add(users.delete(id));
            events.add(users.moved(users.key(id), to, name, SAME));
            gone.put(id, live.remove(id));
            live.put(to, name + " " + note);
            gone.remove(to);
        }
        else {
            boolean same = kind != 2;
            events.add(users.update(id, name, same ? SAME : "new" + name));
            live.put(id, name + " " + (same ? note : "new" + name));
        }
    }
}
