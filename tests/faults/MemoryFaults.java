import java.util.List;
import java.util.Map;

/** Rows that are too wide for the heap. */
final class MemoryFaults {

    private static final int HEAP_MB = 512;
    private static final int SMALL_HEAP_MB = 150;

    private MemoryFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("rows of 50 MB in the stream, with a heap of 512 MB: loaded, or a sentence and"
                        + " nothing lost", "wide",
                        false, MemoryFaults::stream),
                new FaultsTest.Case("rows of 50 MB in the direct snapshot, with a heap of 512 MB: loaded, or a sentence"
                        + " and nothing lost",
                        "widecopy", false, MemoryFaults::snapshot),
                new FaultsTest.Case("rows too wide for the heap, in the stream: said, and nothing is lost with a larger"
                        + " one", "heap",
                        false, MemoryFaults::streamTooWide),
                new FaultsTest.Case("rows too wide for the heap, in the direct snapshot: said, and nothing is lost with"
                        + " a larger one",
                        "heapcopy", false, MemoryFaults::snapshotTooWide));
    }

    private static void add(Scene scene) throws Exception {
        for (String table : List.of(scene.merged(), scene.appended())) {
            scene.server.sql("INSERT INTO " + table + " SELECT i, i, repeat(i || 'wide', 50 * 1024 * 1024 / 6) FROM"
                    + " generate_series(50, 53) i");
        }
    }

    private static void stream(Scene scene) throws Exception {
        scene.load();
        add(scene);
        passes(scene);
    }

    private static void snapshot(Scene scene) throws Exception {
        addToSnapshot(scene);
        passes(scene);
    }

    private static void addToSnapshot(Scene scene) throws Exception {
        add(scene);
        scene.server.sql("TRUNCATE " + scene.name + "_log", "INSERT INTO " + scene.name + "_seed SELECT * FROM "
                + scene.appended() + " WHERE id >= 50");
    }

    private static void streamTooWide(Scene scene) throws Exception {
        scene.load();
        add(scene);
        tooWide(scene);
    }

    private static void snapshotTooWide(Scene scene) throws Exception {
        addToSnapshot(scene);
        tooWide(scene);
    }

    private static void tooWide(Scene scene) throws Exception {
        scene.ends(scene.start(SMALL_HEAP_MB, Map.of(), "--until-current"), 1, "Out of memory");
        larger(scene);
    }

    private static void larger(Scene scene) throws Exception {
        LoaderProcess loader = scene.start(4 * HEAP_MB, Map.of(), "--until-current");
        Scene.check(loader.end(170) == 0, loader.tail());
        scene.same();
    }

    /** Where the heap is too small, a larger one brings what is missing. */
    private static void passes(Scene scene) throws Exception {
        LoaderProcess loader = scene.start(HEAP_MB, Map.of(), "--until-current");
        int code = loader.end(170);
        System.out.println("# " + scene.name + ": exit code " + code + " with a heap of " + HEAP_MB + " MB");
        if (code != 0) {
            Scene.check(code == 1 && loader.all().contains("Out of memory"), "exit code " + code + ": "
                    + loader.tail());
            larger(scene);
        }
        scene.same();
    }
}
