import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What befalls the server as a whole. */
final class ServerFaults {

    private ServerFaults() {
    }

    /** Of any server. */
    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a server that restarts, and one that is killed, is waited out", "restart", true,
                        ServerFaults::restart),
                new FaultsTest.Case("a server put back to an older state is noticed, also when it has written beyond"
                        + " the point where the loader was", "putback", true, ServerFaults::putBack));
    }

    static List<FaultsTest.Case> postgres() {
        return List.of(
                new FaultsTest.Case("a standby that is promoted goes on in the place of its primary, unless the loader"
                        + " was beyond it",
                        "promoted", false, ServerFaults::promoted),
                new FaultsTest.Case("a server recovered to a point in time goes on, unless the loader was beyond it",
                        "recovered", false, ServerFaults::recovered),
                new FaultsTest.Case("another server at the same place, with the same tables, is refused",
                        "another", false, ServerFaults::another),
                new FaultsTest.Case("a log that the server has removed is said", "removed", false,
                        ServerFaults::removed));
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

    private static void putBack(Scene scene) throws Exception {
        scene.load();
        scene.write();
        scene.load();
        scene.server.save();
        for (int i = 0; i < 3; i++) {
            scene.write();
        }
        scene.load();
        scene.same();
        List<List<String>> loaded = scene.loaded();
        scene.server.putBack();
        scene.refused(1, "the server was restored to an older state", scene.server.afresh());
        scene.server.grow();
        for (int i = 0; i < 4; i++) {
            scene.write();
        }
        scene.refused(1, "the server was restored to an older state", scene.server.afresh());
        Scene.check(scene.loaded().equals(loaded), "something was loaded over the gap");
    }

    /** The standby is a copy of the primary with its slot. */
    private static void promoted(Scene scene) throws Exception {
        scene.load();
        scene.write();
        scene.load();
        PostgresMachine primary = (PostgresMachine) scene.server;
        Path data = primary.data().resolveSibling("standby");
        copyStopped(primary, data);
        Files.createFile(data.resolve("standby.signal"));
        try (PostgresMachine standby = primary.on(data)) {
            standby.start();
            standby.promote();
            Scene there = at(standby, scene);
            there.write();
            there.load();
            there.same();
            // The old primary lives on, and the loader goes back to it: what it had from the new one is not in its log.
            primary.grow();
            scene.write();
            scene.configure().refused(1, "PostgreSQL", "drop --drop-all --drop-slot");
            there.configure().load();
            there.same();
        }
    }

    private static void copyStopped(PostgresMachine server, Path to) throws Exception {
        server.stop();
        PostgresMachine.copy(server.data(), to);
        server.start();
    }

    /** The loader of a scene, which is led to another server. */
    private static Scene at(PostgresMachine other, Scene scene) throws Exception {
        return new Scene(other, scene.name, scene.project.getParent(), scene.command()).configure().after(scene);
    }

    /**
     * A copy of the stopped server, with its slot, that is brought forward by the log up to a place: a new timeline.
     */
    private static void recovered(Scene scene) throws Exception {
        PostgresMachine server = (PostgresMachine) scene.server;
        scene.load();
        scene.write();
        scene.load();
        Path base = server.data().resolveSibling("base");
        copyStopped(server, base);
        scene.write();
        String before = end(server);
        scene.write();
        scene.load();
        scene.write();
        String later = end(server);
        scene.write();
        server.query("SELECT pg_switch_wal()");
        List<List<String>> loaded = scene.loaded();
        try (PostgresMachine recovered = recover(scene, base, before)) {
            Scene there = at(recovered, scene);
            there.refused(1, "the server was restored to an older state", recovered.afresh());
            recovered.grow();
            there.write();
            there.refused(1, "the server was restored to an older state", recovered.afresh());
            Scene.check(there.loaded().equals(loaded), "something was loaded over the gap");
        }
        try (PostgresMachine recovered = recover(scene, base, later)) {
            Scene there = at(recovered, scene);
            there.load();
            there.same();
            there.write();
            there.load();
            there.same();
        }
    }

    private static String end(PostgresMachine server) throws Exception {
        return server.query("SELECT pg_current_wal_lsn()").get(0).get(0);
    }

    /** With a slot from before, as after a copy of the disk: one by pg_basebackup has none. */
    private static PostgresMachine recover(Scene scene, Path base, String to) throws Exception {
        PostgresMachine server = (PostgresMachine) scene.server;
        Path data = base.resolveSibling("recovered-data");
        PostgresMachine.copy(base, data);
        Files.createFile(data.resolve("recovery.signal"));
        Files.writeString(data.resolve("postgresql.auto.conf"), "restore_command = 'cp \"" + server.data()
                + "/pg_wal/%f\" \"%p\"'\nrecovery_target_lsn = '" + to
                + "'\nrecovery_target_action = promote\nhot_standby = off\n", StandardOpenOption.APPEND);
        PostgresMachine recovered = server.on(data);
        recovered.start();
        scene.until("the server is recovered, with a new timeline", null, () -> recovered.query(
                "SELECT pg_walfile_name(pg_current_wal_lsn())").get(0).get(0).startsWith("00000002"));
        return recovered;
    }

    private static void another(Scene scene) throws Exception {
        scene.load();
        List<List<String>> loaded = scene.loaded();
        PostgresMachine server = (PostgresMachine) scene.server;
        try (PostgresMachine other = PostgresMachine.make(server.data().resolveSibling("another-data"))) {
            Scene there = new Scene(other, scene.name, scene.project.getParent(), scene.command()).create();
            there.refused(1, "was loading database mydb of the server with system identifier", "drop --drop-all");
            Scene.check(there.loaded().equals(loaded), "something of the other server was loaded");
        }
        scene.configure().load();
        scene.same();
    }

    private static void removed(Scene scene) throws Exception {
        Machine server = scene.server;
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
            scene.refused(1, "PostgreSQL has removed the log that replication slot removed needs",
                    "max_slot_wal_keep_size", "drop --drop-all --drop-slot");
        }
        finally {
            server.sql("ALTER SYSTEM RESET max_slot_wal_keep_size");
            server.query("SELECT pg_reload_conf()");
        }
    }
}
