import java.util.List;

/** Rows that are too wide for the heap. */
final class MemoryFaults {

    private static final int HEAP_MB = 512;

    private MemoryFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("rows of 50 MB in the stream, with a heap of 512 MB: loaded, or a sentence and nothing lost", "wide",
                        false, MemoryFaults::stream),
                new FaultsTest.Case("rows of 50 MB in the direct snapshot, with a heap of 512 MB: loaded, or a sentence and nothing lost",
                        "widecopy", false, MemoryFaults::snapshot));
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
        add(scene);
        scene.server.sql("TRUNCATE widecopy_log", "INSERT INTO widecopy_seed SELECT * FROM widecopy_a WHERE id >= 50");
        passes(scene);
    }

    /** Where the heap is too small, a larger one brings what is missing. */
    private static void passes(Scene scene) throws Exception {
        LoaderProcess loader = scene.start(List.of(), HEAP_MB, "--until-current");
        int code = loader.end(170);
        System.out.println("# " + scene.name + ": exit code " + code + " with a heap of " + HEAP_MB + " MB");
        if (code != 0) {
            Scene.check(code == 1 && loader.all().contains("Out of memory"), "exit code " + code + ": " + loader.tail());
            loader = scene.start(List.of(), 4 * HEAP_MB, "--until-current");
            Scene.check(loader.end(170) == 0, loader.tail());
        }
        scene.same();
    }
}
