import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Properties;

/** What befalls the DuckDB file. */
final class FileFaults {

    private FileFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a file that a reader holds is waited for, and told; two Ctrl+C end the wait at"
                        + " once", "locked",
                        true, FileFaults::locked),
                new FaultsTest.Case("a file deleted, or replaced by an older copy, while the loader runs: said, nothing"
                        + " written",
                        "replaced", true, FileFaults::replaced),
                new FaultsTest.Case("an older copy of the file is taken where the slot still has what is missing,"
                        + " and refused where it has not", "older", false, FileFaults::older),
                new FaultsTest.Case("a file that is damaged is said, and left as it is", "damaged", false,
                        FileFaults::damaged));
    }

    private static void locked(Scene scene) throws Exception {
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.write();
        scene.caughtUp(loader);
        try (Connection reader = open(scene, true)) {
            Sql.query(reader, "SELECT 1");
            scene.write();
            scene.says(loader, "open: waiting until it is closed");
            Thread.sleep(2_000);
            Scene.check(loader.isAlive(), "the loader waits");
        }
        scene.caughtUp(loader);
        try (Connection reader = open(scene, true)) {
            Sql.query(reader, "SELECT 1");
            scene.write();
            Thread.sleep(1_500);
            loader.signal("INT");
            scene.says(loader, "Stopping:");
            long asked = System.nanoTime();
            loader.signal("INT");
            Scene.check(loader.end(20) == 130, "the second Ctrl+C ends it with 130: " + loader.tail());
            Scene.check(System.nanoTime() - asked < 3_000_000_000L, "at once");
        }
        scene.load();
        scene.same();
    }

    static Connection open(Scene scene, boolean readOnly) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("duckdb.read_only", String.valueOf(readOnly));
        for (int i = 0;; i++) {
            try {
                return DriverManager.getConnection("jdbc:duckdb:" + scene.file(), properties);
            }
            catch (java.sql.SQLException taken) {
                if (i == 100) {
                    throw taken;
                }
                Thread.sleep(30);
            }
        }
    }

    private static void replaced(Scene scene) throws Exception {
        Path copy = scene.project.resolve("copy.duckdb");
        Path aside = scene.project.resolve("aside.duckdb");
        scene.load();
        Files.copy(scene.file(), copy);
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.write();
        scene.caughtUp(loader);
        Files.copy(scene.file(), aside);
        Files.copy(copy, scene.file(), StandardCopyOption.REPLACE_EXISTING);
        scene.write();
        scene.ends(loader, 1, "is not the one that this run was loading", "Nothing was written");
        Scene.check(Files.mismatch(copy, scene.file()) < 0, "the copy was written to");
        Files.move(aside, scene.file(), StandardCopyOption.REPLACE_EXISTING);
        scene.load();
        scene.same();
        loader = scene.start();
        loader.await("Streaming:");
        Files.move(scene.file(), aside);
        scene.write();
        scene.ends(loader, 1, "is not the one that this run was loading", "deleted");
        Scene.check(!Files.exists(scene.file()), "a new file was made");
        scene.refused(1, "Replication slot replaced exists, but this pipeline has no record of it");
        Files.move(aside, scene.file());
        scene.load();
        scene.same();
    }

    private static void older(Scene scene) throws Exception {
        Path copy = scene.project.resolve("copy.duckdb");
        scene.load();
        scene.write();
        scene.load();
        Files.copy(scene.file(), copy);
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        String at = scene.server.query("SELECT pg_current_wal_lsn()::text").get(0).get(0);
        scene.write();
        scene.caughtUp(loader);
        loader.signal("TERM");
        scene.ends(loader, 0);
        scene.load();
        Files.copy(copy, scene.file(), StandardCopyOption.REPLACE_EXISTING);
        boolean past = scene.server.query("SELECT confirmed_flush_lsn > '" + at
                + "' FROM pg_replication_slots WHERE slot_name = 'older'").get(0).get(0).equals("t");
        Scene.check(past, "the slot has moved on");
        scene.refused(1, "Replication slot older has moved on to", "an older copy", "drop --drop-all --drop-slot");
        Scene.check(Files.mismatch(copy, scene.file()) < 0, "the copy was written to");
    }

    private static void damaged(Scene scene) throws Exception {
        scene.load();
        byte[] good = Files.readAllBytes(scene.file());
        for (int at : new int[] {0, 8, 4096, 8192}) {
            try (RandomAccessFile file = new RandomAccessFile(scene.file().toFile(), "rw")) {
                file.seek(at);
                file.write(new byte[at == 4096 ? 8192 : 512]);
            }
            byte[] bad = Files.readAllBytes(scene.file());
            LoaderProcess loader = scene.start("--until-current");
            int code = loader.end(60);
            if (code == 0) {
                // one of two headers, perhaps not the newest
                Scene.check(at == 8192, "a file damaged at " + at + " is loaded");
            }
            else {
                Scene.check(code == 1 && loader.all().contains("the DuckDB file " + scene.file())
                        && !loader.all().contains("\tat "),
                        "damaged at " + at + ": exit code " + code + ": " + loader.tail());
                Scene.check(java.util.Arrays.equals(bad, Files.readAllBytes(scene.file())),
                        "the file is left as it is");
            }
            Files.write(scene.file(), good);
        }
        scene.write();
        scene.load();
        scene.same();
    }
}
