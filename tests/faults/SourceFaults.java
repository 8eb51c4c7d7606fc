import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.PGConnection;

/** What is taken away at a PostgreSQL, or altered, while the loader runs and while it does not. */
final class SourceFaults {

    private SourceFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a slot dropped while the loader runs, and while it does not: said, and nothing is"
                        + " loaded over the gap", "slot", false, SourceFaults::slot),
                new FaultsTest.Case("a slot that another holds is said, with who it is; a second folder is refused",
                        "taken", false, SourceFaults::taken),
                new FaultsTest.Case("a slot that another takes while the loader connects again is waited for",
                        "retaken", false, SourceFaults::retaken),
                new FaultsTest.Case("a publication that sends only a part is refused, and warned of once it is mended",
                        "filtered", false, SourceFaults::filtered),
                new FaultsTest.Case("a setting that leaves out what was loaded last is not taken for a gap in silence",
                        "skipped", false, SourceFaults::skipped),
                new FaultsTest.Case("a publication dropped while the loader runs, and while it does not, is said",
                        "publication", false, SourceFaults::publication),
                new FaultsTest.Case("a table that is dropped is warned of, and the other goes on", "dropped", false,
                        SourceFaults::dropped),
                new FaultsTest.Case("a password changed while the loader runs, and while it does not: said, not shown,"
                        + " and all is there once it is mended", "password", true, SourceFaults::password));
    }

    private static void dropSlot(Scene scene) throws Exception {
        try (Connection connection = scene.server.connect()) {
            Sql.query(connection, "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE"
                    + " slot_name = '" + scene.name + "' AND active");
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

    private static void retaken(Scene scene) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            scene.write();
            scene.caughtUp(loader);
            link.cut();
            try (Connection other = read(scene)) {
                scene.says(loader, "Replication slot retaken is in use by the server process");
                scene.says(loader, "next try in 2 s");
                scene.write();
            }
            scene.caughtUp(loader);
            loader.signal("TERM");
            scene.ends(loader, 0);
            scene.same();
        }
    }

    /** Another reader of the slot, which confirms nothing. */
    private static Connection read(Scene scene) throws Exception {
        Properties properties = new Properties();
        Map.of("user", scene.user, "password", scene.password, "replication", "database",
                "assumeMinServerVersion", "9.4", "preferQueryMode", "simple").forEach(properties::setProperty);
        Connection connection = DriverManager.getConnection("jdbc:postgresql://localhost:" + scene.server.port()
                + "/mydb", properties);
        scene.until("the slot is free", null, () -> {
            connection.unwrap(PGConnection.class).getReplicationAPI().replicationStream().logical()
                    .withSlotName(scene.name)
                    .withSlotOption("proto_version", 1).withSlotOption("publication_names", scene.name).start();
            return true;
        });
        return connection;
    }

    /** What was changed meanwhile never comes, as PostgreSQL looks at the publication as it was at each change. */
    private static void filtered(Scene scene) throws Exception {
        scene.load();
        scene.write();
        scene.load();
        scene.server.sql("ALTER PUBLICATION filtered SET TABLE filtered_m, filtered_a WHERE (id < 0)");
        scene.refused(1, "Publication filtered sends only some rows or columns of public.filtered_a",
                "ALTER PUBLICATION");
        scene.server.sql("ALTER PUBLICATION filtered SET TABLE filtered_m, filtered_a");
        said(scene, "table public.filtered_a taken out and in again, or filtered");
        scene.same();
        scene.server.sql("ALTER PUBLICATION filtered SET (publish = 'insert')");
        scene.write();
        scene.refused(1, "Publication filtered leaves out UPDATE, DELETE, TRUNCATE", "ALTER PUBLICATION");
        scene.server.sql("ALTER PUBLICATION filtered SET (publish = 'insert, update, delete, truncate')");
        said(scene, "its settings, table public.filtered_a");
        try {
            scene.same();
        }
        catch (IllegalStateException gap) {
            return;
        }
        throw new IllegalStateException("nothing is missing, so that the warning is wrong");
    }

    /** Runs up to the present, and has to warn so. */
    private static void said(Scene scene, String altered) throws Exception {
        LoaderProcess loader = scene.start("--until-current");
        scene.ends(loader, 0, "Publication " + scene.name + " was altered since the snapshot (" + altered,
                "drop --drop-all --drop-slot");
    }

    /** The loader is killed before PostgreSQL hears that it may forget the change. */
    /** A heartbeat would move on the place from which changes are asked for again. */
    private static void skipped(Scene scene) throws Exception {
        String quiet = "heartbeat_interval_ms = 0\n";
        scene.source = quiet;
        LoaderProcess loader = scene.configure().start();
        loader.await("Streaming:");
        scene.server.sql("DELETE FROM skipped_a WHERE id = -1");
        scene.caughtUp(loader);
        loader.signal("KILL");
        loader.end(10);
        scene.source = quiet + "skipped_operations = \"d\"";
        scene.configure().server.sql("INSERT INTO skipped_a VALUES (1, 1, 'one')");
        scene.refused(1, "PostgreSQL does not send again what was loaded last", "skipped_operations");
        scene.source = quiet;
        scene.configure().load();
        scene.source = quiet + "skipped_operations = \"d\"";
        scene.configure().load();
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
        scene.says(loader, "Table public.dropped_m no longer exists");
        scene.server.sql("CREATE VIEW dropped_m AS SELECT * FROM dropped_kept",
                "INSERT INTO dropped_a VALUES (2, 2, 'two')");
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
