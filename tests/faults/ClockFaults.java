import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** Clocks that are set. */
final class ClockFaults {

    private static final int HEAP_MB = 400;

    private ClockFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a last load id in the future, as when the clock was set back: ids still rise", "clock", false,
                        ClockFaults::clock),
                new FaultsTest.Case("a clock that is set back and forth while the loader runs: changes come as before, ids still rise",
                        "jump", false, ClockFaults::jump));
    }

    private static void clock(Scene scene) throws Exception {
        scene.load();
        try (Connection connection = FileFaults.open(scene, false)) {
            Sql.execute(connection, "UPDATE debezium_data._dlt_loads SET load_id = (load_id::DECIMAL(20,6) + 86400)::VARCHAR",
                    "UPDATE debezium_data._dlt_pipeline_state SET _dlt_load_id = (_dlt_load_id::DECIMAL(20,6) + 86400)::VARCHAR");
        }
        scene.write();
        scene.load();
        scene.same();
        rises(scene);
    }

    private static void rises(Scene scene) throws Exception {
        List<List<String>> ids = scene.destination("SELECT load_id FROM " + scene.server.dataset() + "._dlt_loads ORDER BY rowid");
        for (int i = 1; i < ids.size(); i++) {
            Scene.check(ids.get(i).get(0).compareTo(ids.get(i - 1).get(0)) > 0, "load ids do not rise: " + ids);
        }
    }

    /** The clock of the loader's process alone, by a library in front of the C library. */
    private static void jump(Scene scene) throws Exception {
        Path shift = scene.project.resolve("shift");
        set(shift, 0);
        LoaderProcess loader = scene.start(HEAP_MB, Map.of("LD_PRELOAD", library(scene).toString(), "CLOCK_SHIFT", shift.toString()));
        loader.await("Streaming:");
        scene.write();
        scene.caughtUp(loader);
        for (int hours : new int[] {-1, 2, -24}) {
            set(shift, hours * 3_600L);
            Thread.sleep(700);
            for (int i = 0; i < 3; i++) {
                scene.write();
                scene.caughtUp(loader);
            }
        }
        loader.signal("TERM");
        scene.ends(loader, 0);
        rises(scene);
        scene.write();
        scene.load();
        scene.same();
        rises(scene);
    }

    private static void set(Path shift, long seconds) throws Exception {
        Files.write(shift, ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(seconds).array(),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static Path library(Scene scene) throws Exception {
        Path library = scene.project.resolve("clock.so");
        try {
            Process compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(),
                    System.getenv("FAULTS_SOURCES") + "/clock.c", "-ldl").inheritIO().start();
            Scene.check(compiler.waitFor() == 0, "clock.c is compiled");
            return library;
        }
        catch (java.io.IOException none) {
            throw new FaultsTest.Skipped("there is no C compiler (cc)");
        }
    }
}
