import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Disks that are full, or cannot be written. */
final class DiskFaults {

    /**
     * DuckDB takes four fifths of what it believes the machine to have; on a cluster that is what Slurm says, in MB.
     */
    private static final Map<String, String> LITTLE_MEMORY = Map.of("SLURM_MEM_PER_NODE", "60");
    private static final int HEAP_MB = 400;

    private DiskFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a folder that cannot be written is said", "readonly", false, DiskFaults::readOnly),
                new FaultsTest.Case("a disk that is full for the DuckDB file: said, and nothing is lost once there is"
                        + " room", "fulldisk",
                        true, DiskFaults::full),
                new FaultsTest.Case("a disk that is full for dlt's working copy: said, loads go on, and nothing is"
                        + " lost",
                        "fullwork", false, DiskFaults::work),
                new FaultsTest.Case("a disk that is full for DuckDB's checkpoint: said, and nothing is lost or doubled"
                        + " once there is room",
                        "fullcheckpoint", false, DiskFaults::checkpoint),
                new FaultsTest.Case("a disk that is full for a COMMIT: said that it may be there or not, and nothing is"
                        + " lost or doubled",
                        "fullcommit", false, DiskFaults::commit),
                new FaultsTest.Case("a disk that is full for what DuckDB has no memory for: said, and nothing is lost"
                        + " once there is room",
                        "fullspill", false, DiskFaults::spill));
    }

    /** Runs as root pass over a folder's rights, so a file system that is mounted read-only is tried. */
    private static void readOnly(Scene scene) throws Exception {
        scene.load();
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 40)) {
            disk.with(scene.project.resolve("f.duckdb"));
            disk.option("remount,ro");
            scene.write();
            scene.refused(1, "DuckDB", "f.duckdb");
            disk.option("remount,rw");
            scene.load();
            scene.same();
        }
    }

    /** There is more to load than room. */
    private static void full(Scene scene) throws Exception {
        scene.load();
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 24)) {
            disk.with(scene.project.resolve("f.duckdb"));
            LoaderProcess loader = scene.start();
            loader.await("Streaming:");
            insertWide(scene);
            scene.ends(loader, 1, "DuckDB", "space");
            disk.clear();
            disk.option("remount,size=300m");
            scene.load();
            scene.same();
        }
    }

    /** It only repeats what the file holds, so no load depends on it. */
    private static void work(Scene scene) throws Exception {
        scene.load();
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 4)) {
            Path config = scene.project.resolve(".dlt/config.toml");
            Files.writeString(config, "[cdc_settings]\ndlt_pipelines_dir = \"disk/dlt\"\n" + Files.readString(config));
            LoaderProcess loader = scene.start();
            loader.await("Streaming:");
            disk.fill();
            scene.write();
            scene.says(loader, "dlt's working copy is not up to date");
            scene.caughtUp(loader);
            loader.signal("TERM");
            scene.ends(loader, 0);
            disk.clear();
            scene.write();
            scene.load();
            scene.same();
        }
    }

    /** There is room for the load in DuckDB's log, but not to write it into the file when that is closed. */
    private static void checkpoint(Scene scene) throws Exception {
        scene.load();
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 24)) {
            disk.with(scene.project.resolve("f.duckdb"));
            disk.fill();
            disk.leave(160 * 1024);
            LoaderProcess loader = scene.start();
            loader.await("Streaming:");
            for (int i = 0; i < 20 && loader.isAlive(); i++) {
                scene.write();
                Thread.sleep(300);
            }
            scene.ends(loader, 1, "DuckDB could not close", "No space left", "What was loaded is kept");
            disk.clear();
            scene.load();
            scene.same();
        }
    }

    /** A snapshot is one transaction, and DuckDB writes most of it into its log when that is committed. */
    private static void commit(Scene scene) throws Exception {
        scene.server.sql("INSERT INTO " + scene.appended() + " SELECT i, i, repeat('wide ' || i, 1200) FROM"
                + " generate_series(1001, 30000) i",
                "TRUNCATE fullcommit_log", "INSERT INTO fullcommit_seed SELECT * FROM fullcommit_a WHERE id > 1000");
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 24)) {
            Files.createSymbolicLink(scene.file(), scene.project.resolve("disk/f.duckdb"));
            scene.refused(1, "DuckDB could not complete a load", "It failed in its COMMIT");
            disk.option("remount,size=900m");
            scene.load();
            scene.same();
        }
    }

    private static void spill(Scene scene) throws Exception {
        scene.load();
        Path folder = Files.createDirectories(scene.pipeline().resolve("tmp"));
        try (Disk disk = Disk.mount(scene.project.resolve("disk"), 4)) {
            disk.with(folder);
            disk.fill();
            insertWide(scene);
            LoaderProcess loader = scene.start(HEAP_MB, LITTLE_MEMORY, "--until-current");
            scene.ends(loader, 1, "DuckDB");
            Scene.check(loader.all().contains("there is no room in " + folder)
                    || loader.all().contains("failed to offload"),
                    "another error: " + loader.tail());
            disk.clear();
            disk.option("remount,size=300m");
            scene.start(HEAP_MB, LITTLE_MEMORY, "--until-current").succeed(90);
            scene.same();
        }
    }

    /** Rows of 40 MB. */
    private static void insertWide(Scene scene) throws Exception {
        scene.server.sql("INSERT INTO " + scene.appended() + " SELECT i, i, (SELECT string_agg(md5((i * 1000 +"
                + " j)::text), '') FROM generate_series(1, 800) j) FROM generate_series(5000, 6500) i");
    }
}
