import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** What goes wrong on the way to the server, and what is taken away at it while it runs. */
final class SourceFaults {

    private SourceFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a network that is cut in mid-stream is waited out", "cut", false, SourceFaults::cut),
                new FaultsTest.Case("a network that goes silent is noticed, and the loader goes on when it is back", "silent", false,
                        SourceFaults::silent),
                new FaultsTest.Case("a network that holds everything back for a while: what comes late is not loaded twice", "held",
                        true, SourceFaults::held),
                new FaultsTest.Case("a slot dropped while the loader runs, and while it does not: said, and nothing is loaded over"
                        + " the gap", "slot", false, SourceFaults::slot),
                new FaultsTest.Case("a slot that another holds is said, with who it is; a second folder is refused", "taken", false,
                        SourceFaults::taken),
                new FaultsTest.Case("a publication dropped while the loader runs, and while it does not, is said", "publication",
                        false, SourceFaults::publication),
                new FaultsTest.Case("a table that is dropped is warned of, and the other goes on", "dropped", false,
                        SourceFaults::dropped),
                new FaultsTest.Case("a password changed while the loader runs, and while it does not: said, not shown, and all is"
                        + " there once it is mended", "password", true, SourceFaults::password));
    }

    private static void cut(Scene scene) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            for (int i = 0; i < 3; i++) {
                Thread writer = inBackground(scene);
                Thread.sleep(150);
                link.cut();
                writer.join();
                scene.caughtUp(loader);
            }
            Scene.check(loader.said("The connection to PostgreSQL") && loader.all().contains("next try in"), "no retry is told");
            loader.signal("TERM");
            scene.ends(loader, 0);
            scene.same();
        }
    }

    private static Thread inBackground(Scene scene) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < 5; i++) {
                    scene.write();
                }
            }
            catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    /** Neither side hears that the other is gone: no reset, no answer, for connections that are there and for new ones. */
    private static void silent(Scene scene) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            scene.write();
            scene.caughtUp(loader);
            link.silence(true);
            scene.write();
            scene.says(loader, "next try in");
            link.silence(false);
            scene.write();
            scene.caughtUp(loader);
            loader.signal("TERM");
            scene.ends(loader, 0);
            scene.same();
        }
    }

    /** The old connection is given up, and comes to life again. */
    private static void held(Scene scene) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            scene.write();
            scene.caughtUp(loader);
            link.hold(true);
            scene.write();
            scene.says(loader, "next try in");
            scene.write();
            Thread.sleep(3_000);
            link.hold(false);
            scene.write();
            scene.caughtUp(loader);
            scene.write();
            scene.caughtUp(loader);
            loader.signal("TERM");
            scene.ends(loader, 0);
            scene.same();
        }
    }

    private static void dropSlot(Scene scene) throws Exception {
        try (Connection connection = scene.server.connect()) {
            Sql.query(connection, "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                    + scene.name + "' AND active");
            scene.until("the slot is free", null, () -> {
                Sql.query(connection, "SELECT pg_drop_replication_slot('" + scene.name + "')");
                return true;
            });
        }
    }

    private static void slot(Scene scene) throws Exception {
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.write();
        scene.caughtUp(loader);
        dropSlot(scene);
        scene.write();
        scene.ends(loader, 1, "slot", "is gone", "drop --drop-all --drop-slot");
        scene.refused(1, "Replication slot slot is gone");
        scene.server.query("SELECT pg_create_logical_replication_slot('slot', 'pgoutput')");
        scene.refused(1, "has moved on to", "drop --drop-all --drop-slot");
    }

    private static void taken(Scene scene) throws Exception {
        scene.load();
        Path copy = scene.project.resolveSibling("taken_copy");
        Files.createDirectories(copy.resolve(".dlt"));
        for (String file : List.of("secrets.toml", "config.toml")) {
            Files.copy(scene.project.resolve(".dlt").resolve(file), copy.resolve(".dlt").resolve(file));
        }
        String secrets = Files.readString(copy.resolve(".dlt/secrets.toml"));
        Files.writeString(copy.resolve(".dlt/secrets.toml"), secrets.replace("f.duckdb", "other.duckdb"));
        LoaderProcess first = scene.start();
        first.await("Streaming:");
        scene.refused(1, "is being loaded by process " + first.pid());
        scene.ends(scene.startIn(copy, "--until-current"), 1, "Replication slot taken exists", "no record of it");
        Files.copy(scene.file(), scene.project.resolve("other.duckdb"));
        scene.ends(scene.startIn(copy, "--until-current"), 1, "Replication slot taken is in use by the server process");
        scene.write();
        scene.caughtUp(first);
        first.signal("TERM");
        scene.ends(first, 0);
        scene.same();
    }

    private static void publication(Scene scene) throws Exception {
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.server.sql("DROP PUBLICATION publication");
        scene.write();
        scene.ends(loader, 1, "publication", "drop --drop-all --drop-slot");
        scene.refused(1, "publication", "drop --drop-all --drop-slot");
    }

    private static void dropped(Scene scene) throws Exception {
        LoaderProcess loader = scene.start();
        loader.await("Streaming:");
        scene.write();
        scene.caughtUp(loader);
        scene.server.sql("CREATE TABLE dropped_kept AS SELECT * FROM dropped_m", "DROP TABLE dropped_m",
                "INSERT INTO dropped_a VALUES (1, 1, 'one')");
        scene.says(loader, "Table public.dropped_m is not there any more");
        scene.server.sql("CREATE VIEW dropped_m AS SELECT * FROM dropped_kept", "INSERT INTO dropped_a VALUES (2, 2, 'two')");
        scene.caughtUp(loader);
        loader.signal("TERM");
        scene.ends(loader, 0);
        scene.server.sql("INSERT INTO dropped_a VALUES (3, 3, 'three')");
        scene.load();
        scene.same();
        scene.server.sql("DROP VIEW dropped_m", "DROP TRIGGER r ON dropped_a", "DROP TABLE dropped_a");
        scene.refused(2, "matches no table");
    }

    private static void password(Scene scene) throws Exception {
        scene.server.sql("CREATE ROLE changing LOGIN SUPERUSER PASSWORD 'old-secret'");
        scene.user = "changing";
        scene.password = "old-secret";
        LoaderProcess loader = scene.configure().start();
        loader.await("Streaming:");
        scene.server.sql("ALTER ROLE changing PASSWORD 'new-secret'");
        scene.write();
        scene.ends(loader, 1, "does not let user changing in", "password");
        Scene.check(!loader.all().contains("-secret"), "a password is shown");
        scene.refused(1, "does not let user changing in");
        scene.password = "new-secret";
        scene.configure().load();
        scene.same();
    }
}
