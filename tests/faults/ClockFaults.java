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

    /** The end is then told by a heartbeat that was made after another moment: MySQL and MariaDB have no other mark. */
    static final FaultsTest.Case BACKWARD = new FaultsTest.Case("a clock that is set back again and again: a run up to"
            + " the present ends, with everything", "backward", false, ClockFaults::backward);

    private ClockFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a last load id in the future, as when the clock was set back: ids still rise",
                        "clock", false, ClockFaults::clock),
                new FaultsTest.Case("a clock that is set back and forth while the loader runs: changes come as before,"
                        + " ids still rise",
                        "jump", false, ClockFaults::jump),
                BACKWARD);
    }

    private static void clock(Scene scene) throws Exception {
        scene.load();
        try (Connection connection = FileFaults.open(scene, false)) {
            Sql.execute(connection, "UPDATE debezium_data._dlt_loads SET load_id = (load_id::DECIMAL(20,6) +"
                    + " 86400)::VARCHAR",
                    "UPDATE debezium_data._dlt_pipeline_state SET _dlt_load_id = (_dlt_load_id::DECIMAL(20,6) +"
                            + " 86400)::VARCHAR");
        }
        scene.write();
        scene.load();
        scene.same();
        rises(scene);
    }

    private static void rises(Scene scene) throws Exception {
        List<List<String>> ids = scene.destination("SELECT load_id FROM " + scene.server.dataset()
                + "._dlt_loads ORDER BY rowid");
        for (int i = 1; i < ids.size(); i++) {
            Scene.check(ids.get(i).get(0).compareTo(ids.get(i - 1).get(0)) > 0, "load ids do not rise: " + ids);
        }
    }

    /** The clock of the loader's process alone, by a library in front of the C library. */
    private static void jump(Scene scene) throws Exception {
        Path shift = scene.project.resolve("shift");
        set(shift, 0);
        LoaderProcess loader = scene.start(HEAP_MB, Map.of("LD_PRELOAD", library(scene).toString(), "CLOCK_SHIFT",
                shift.toString()));
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

    private static void backward(Scene scene) throws Exception {
        scene.load();
        if (scene.server instanceof PostgresMachine) {      // whoever may write sets a mark in the log
            scene.server.sql("CREATE ROLE backward LOGIN REPLICATION PASSWORD 'read-only'",
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO backward",
                    "ALTER ROLE backward SET default_transaction_read_only = on");
            scene.user = "backward";
            scene.password = "read-only";
            scene.configure().refused(1, "GRANT pg_read_all_stats TO backward;");
            scene.server.sql("GRANT pg_read_all_stats TO backward");
        }
        scene.write();
        Path shift = scene.project.resolve("shift");
        long ahead = 40_000;     // a server's new certificate is not valid before it was made
        set(shift, ahead);
        LoaderProcess loader = scene.start(HEAP_MB, Map.of("LD_PRELOAD", library(scene).toString(), "CLOCK_SHIFT",
                shift.toString()), "--until-current");
        for (; loader.isAlive() && ahead > 0; ahead -= 60) {
            set(shift, ahead);
            Thread.sleep(100);
        }
        scene.ends(loader, 0);
        scene.same();
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
