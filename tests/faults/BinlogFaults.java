import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What a MySQL or MariaDB does otherwise than a PostgreSQL, and is not tested elsewhere: docs/troubleshooting.md says
 * where.
 */
final class BinlogFaults {

    private BinlogFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("an older copy of the file is taken where the log still has what is missing",
                        "older", true, BinlogFaults::older),
                new FaultsTest.Case("a file deleted while the loader does not run is made anew, with another snapshot",
                        "gone", false, BinlogFaults::gone),
                new FaultsTest.Case("a password changed while the loader runs: said when it connects again, not shown,"
                        + " and all is there once it is mended", "password", true, BinlogFaults::password),
                new FaultsTest.Case("of two loaders with one server_id the first ends with a sentence, and nothing is"
                        + " lost", "sameid",
                        false, BinlogFaults::sameId),
                ClockFaults.BACKWARD);
    }

    /** The schema history is then ahead of the file. */
    private static void older(Scene scene) throws Exception {
        Path copy = scene.project.resolve("copy.duckdb");
        scene.load();
        scene.write();
        scene.load();
        Files.copy(scene.file(), copy);
        scene.write();
        scene.server.sql("ALTER TABLE older_a ADD COLUMN more int FIRST", "INSERT INTO older_a VALUES (7, 1, 1,"
                + " 'one')");
        scene.load();
        scene.same();
        Files.copy(copy, scene.file(), StandardCopyOption.REPLACE_EXISTING);
        scene.load();
        scene.same();
        Scene.check(scene.destination("SELECT more FROM " + scene.server.dataset() + ".older_a WHERE id = 1")
                .equals(List.of(List.of("7"))),
                "the column that came is loaded");
    }

    /** There is no slot that would know of the pipeline. */
    private static void gone(Scene scene) throws Exception {
        scene.load();
        scene.write();
        scene.load();
        Files.delete(scene.file());
        scene.write();
        scene.server.sql("DROP TABLE gone_seed", "CREATE TABLE gone_seed AS SELECT * FROM gone_a",
                "DELETE FROM gone_log");
        scene.load();
        scene.same();
        scene.write();
        scene.load();
        scene.same();
    }

    /** The server asks for it only when somebody connects. */
    private static void password(Scene scene) throws Exception {
        scene.server.sql("CREATE USER changing@'%' IDENTIFIED BY 'old-secret'", "GRANT " + BinlogMachine.GRANTS
                + " TO changing@'%'");
        scene.user = "changing";
        scene.password = "old-secret";
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            scene.write();
            scene.caughtUp(loader);
            scene.server.sql("ALTER USER changing@'%' IDENTIFIED BY 'new-secret'");
            scene.write();
            scene.caughtUp(loader);
            link.cut();
            scene.write();
            scene.ends(loader, 1, "does not let user changing in", "password");
            Scene.check(!loader.all().contains("-secret"), "a password is shown");
            scene.refused(1, "does not let user changing in");
            scene.password = "new-secret";
            scene.configure().load();
            scene.same();
        }
    }

    private static void sameId(Scene scene) throws Exception {
        scene.source = "server_id = 4711";
        LoaderProcess first = scene.configure().start();
        first.await("Streaming:");
        scene.write();
        scene.caughtUp(first);
        Path copy = scene.project.resolveSibling("sameid_copy");
        Files.createDirectories(copy.resolve(".dlt"));
        for (String file : List.of("secrets.toml", "config.toml")) {
            Files.writeString(copy.resolve(".dlt").resolve(file), Files.readString(scene.project.resolve(".dlt")
                    .resolve(file))
                    .replace("f.duckdb", "other.duckdb"));
        }
        LoaderProcess second = scene.startIn(copy);
        scene.ends(first, 1, "has the same server_id: set another one");
        second.await("Streaming:");
        scene.write();
        Scene.check(second.isAlive(), second.tail());
        second.signal("TERM");
        scene.ends(second, 0);
        scene.load();
        scene.same();
    }
}
