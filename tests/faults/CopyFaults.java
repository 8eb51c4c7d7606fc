import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What befalls while a table is read again, beside the stream. */
final class CopyFaults {

    /** 64 MB and 32 MB. */
    private static final int LARGE = 6;
    private static final int MORE_THAN_THE_DISK = 5;
    private static final int FIRST_ROWS = 500;
    /** For the start of the verb and of the copy. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private CopyFaults() {
    }

    static List<FaultsTest.Case> servers() {
        return List.of(new FaultsTest.Case("a table is read again though the server is killed while it is copied",
                "copyrestart", true, CopyFaults::restart));
    }

    static List<FaultsTest.Case> disks() {
        return List.of(new FaultsTest.Case("a disk that is full for the copy of a table: said, the stream goes on, and"
                + " the table is read again once there is room", "copydisk", true, CopyFaults::disk));
    }

    private static void restart(Scene scene) throws Exception {
        LoaderProcess loader = begin(scene, LARGE);
        LoaderProcess verb = scene.verb("resnapshot", scene.merged());
        awaitCopy(scene);
        scene.server.kill();
        scene.says(loader, "is not read again yet");
        scene.server.start();
        scene.write();
        end(scene, loader, verb);
    }

    private static void disk(Scene scene) throws Exception {
        scene.load();
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 20)) {
            disk.with(scene.pipeline());
            LoaderProcess loader = begin(scene, MORE_THAN_THE_DISK);
            LoaderProcess verb = scene.verb("resnapshot", scene.merged());
            scene.says(loader, scene.merged() + " cannot be written: No space left");
            scene.write();
            scene.caughtUp(loader);
            disk.option("remount,size=300m");
            scene.write();
            end(scene, loader, verb);
        }
    }

    /** A loader that streams, and a table that takes some time to be copied. */
    private static LoaderProcess begin(Scene scene, int doublings) throws Exception {
        for (int rows = FIRST_ROWS, i = 0; i < doublings; i++, rows *= 2) {
            scene.server.sql("INSERT INTO " + scene.merged() + " SELECT id - " + rows
                    + ", n, repeat('wide ', 400) FROM " + scene.merged());
        }
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.caughtUp(loader);
        return loader;
    }

    private static void end(Scene scene, LoaderProcess loader, LoaderProcess verb) throws Exception {
        scene.says(loader, "is read, and in place");
        scene.ends(verb, 0);
        scene.caughtUp(loader);
        loader.signal("TERM");
        scene.ends(loader, 0);
        scene.same();
    }

    private static void awaitCopy(Scene scene) throws Exception {
        Path copy = scene.pipeline().resolve("resnapshot.copy");
        for (long end = System.nanoTime() + PATIENCE_NANOS; !Files.exists(copy) || Files.size(copy) == 0;
                Thread.sleep(1)) {
            Scene.check(System.nanoTime() < end, "no copy is begun");
        }
    }
}
