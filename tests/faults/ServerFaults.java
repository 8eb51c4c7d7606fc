import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What befalls the server as a whole. */
final class ServerFaults {

    private ServerFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a server that restarts, and one that is killed, is waited out", "restart", true,
                        ServerFaults::restart),
                new FaultsTest.Case("a server put back to an older state is noticed, also when it has written beyond the point where"
                        + " the loader was", "putback", true, ServerFaults::putBack),
                new FaultsTest.Case("a standby that is promoted goes on in the place of its primary, unless the loader was beyond it",
                        "promoted", false, ServerFaults::promoted),
                new FaultsTest.Case("a log that the server has removed is said", "removed", false, ServerFaults::removed));
    }

    private static void restart(Scene scene) throws Exception {
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.write();
        scene.server.stop();
        scene.says(loader, "next try in 2 s");
        scene.server.start();
        scene.write();
        scene.caughtUp(loader);
        scene.write();
        scene.server.kill();
        scene.server.start();
        scene.write();
        scene.caughtUp(loader);
        loader.signal("TERM");
        scene.ends(loader, 0);
        scene.same();
        scene.load();
        scene.same();
    }

    /** Copies the data of a stopped server. */
    static void copy(Path from, Path to) throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", to.toString()).inheritIO().start().waitFor();
        Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
        Scene.check(copy.waitFor() == 0, "the data is copied");
    }

    private static void backup(FaultServer server, Path to) throws IOException, InterruptedException {
        server.stop();
        copy(server.data(), to);
        server.start();
    }

    private static void putBack(Scene scene) throws Exception {
        FaultServer server = scene.server;
        Path backup = server.data().resolveSibling("older");
        scene.load();
        scene.write();
        scene.load();
        backup(server, backup);
        for (int i = 0; i < 3; i++) {
            scene.write();
        }
        scene.load();
        scene.same();
        List<List<String>> loaded = rows(scene);
        server.stop();
        copy(backup, server.data());
        server.start();
        scene.refused(1, "the server was restored to an older state", "drop --drop-all --drop-slot");
        server.sql("CREATE TABLE other AS SELECT i, repeat('x', 500) v FROM generate_series(1, 2000) i", "DROP TABLE other");
        scene.write();      // changes of the same rows, another time
        scene.refused(1, "PostgreSQL", "restored", "drop --drop-all --drop-slot");
        Scene.check(rows(scene).equals(loaded), "something was loaded over the gap");
    }

    private static List<List<String>> rows(Scene scene) throws Exception {
        return scene.destination("SELECT * FROM debezium_data." + scene.appended() + " ORDER BY __seq");
    }

    /** The standby is a copy of the primary with its slot. */
    private static void promoted(Scene scene) throws Exception {
        scene.load();
        scene.write();
        scene.load();
        scene.server.stop();
        Path data = scene.server.data().resolveSibling("standby");
        copy(scene.server.data(), data);
        Files.createFile(data.resolve("standby.signal"));
        scene.server.start();
        try (FaultServer standby = scene.server.on(data)) {
            standby.start();
            standby.promote();
            Scene there = new Scene(standby, scene.name, scene.project.getParent(), scene.command()).configure().after(scene);
            there.write();
            there.load();
            there.same();
            // The old primary lives on, and the loader goes back to it: what it had from the new one is not in its log.
            scene.server.sql("CREATE TABLE beyond AS SELECT i, repeat('x', 900) v FROM generate_series(1, 3000) i");
            scene.write();
            scene.configure().refused(1, "PostgreSQL", "drop --drop-all --drop-slot");
            there.configure().load();
            there.same();
        }
    }

    private static void removed(Scene scene) throws Exception {
        FaultServer server = scene.server;
        scene.load();
        server.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        server.query("SELECT pg_reload_conf()");
        try {
            scene.write();
            for (int i = 0; i < 4; i++) {
                server.sql("CREATE TABLE filler AS SELECT i FROM generate_series(1, 1000) i", "DROP TABLE filler");
                server.query("SELECT pg_switch_wal()");
            }
            server.sql("CHECKPOINT");
            scene.refused(1, "PostgreSQL has removed the log that replication slot removed needs", "max_slot_wal_keep_size",
                    "drop --drop-all --drop-slot");
        }
        finally {
            server.sql("ALTER SYSTEM RESET max_slot_wal_keep_size");
            server.query("SELECT pg_reload_conf()");
        }
    }
}
