import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is written at the source, in groups that are recorded one at a time. A row in the table {@code label} begins
 * each class of changes; the cuts that follow it are counted under its name.
 */
final class Workload {

    static final String END = "END";
    static final List<String> GROUPS = List.of("dml", "dml+hb", "gtid", "gtid+hb", "first", "ddl", "ddl+hb", "swap",
            "swap+hb", "swap first", "xa", "xa+hb", "restart", "ddl, rotation", "other server");

    /** Longer than it takes the server to say that it has nothing to send, on which a heartbeat follows. */
    private static final int QUIET_MS = 400;

    private final Server server;
    private boolean quietBeforeDdl;

    Workload(Server server) {
        this.server = server;
    }

    /** What the engine of a group is given beside the usual. */
    static Map<String, String> properties(String group) {
        if (group.equals("ddl, rotation")) {
            return Map.of("heartbeat.interval.ms", "250", "connect.keep.alive.interval.ms", "100");
        }
        return group.endsWith("+hb") ? Map.of("heartbeat.interval.ms", "1", "connect.keep.alive.interval.ms", "100")
                : Map.of();
    }

    /** Whether a group makes sense on a server. */
    static boolean fits(String group, Server server) {
        return switch (group) {
            case "gtid", "gtid+hb" -> server != Server.FILE;
            case "first" -> !server.mariadb();      // Debezium cannot follow its log without any transaction
            case "other server" -> server.mariadb();
            default -> true;
        };
    }

    void create(String group) throws SQLException {
        server.execute("SET GLOBAL server_id = 1");
        server.resetLog();
        server.execute("DROP DATABASE IF EXISTS cut", "CREATE DATABASE cut", "USE cut",
                "CREATE TABLE label (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40))",
                "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(1000))",
                "CREATE TABLE u (id INT PRIMARY KEY, v VARCHAR(1000))", "CREATE TABLE w (id INT, v VARCHAR(100))",
                "CREATE TABLE other (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(1000))",
                "CREATE TABLE big (id INT PRIMARY KEY, v VARCHAR(1000))",
                "CREATE TABLE x (id INT PRIMARY KEY, v VARCHAR(1000))",
                "CREATE TABLE m (id INT PRIMARY KEY, v VARCHAR(1000)) ENGINE=MyISAM",
                "CREATE TABLE g (id INT PRIMARY KEY, v VARCHAR(1000))",
                "INSERT INTO t VALUES (-1, 'snapshot'), (-2, 'snapshot')", "INSERT INTO u VALUES (-1, 'snapshot')");
        if (group.equals("swap first")) {
            server.execute("CREATE TABLE _g_gho (id INT PRIMARY KEY, v VARCHAR(1000), extra INT)");
        }
        if (group.equals("first")) {
            server.resetLog();
        }
    }

    void run(String group) throws SQLException, IOException, InterruptedException {
        quietBeforeDdl = group.endsWith("+hb");
        switch (group.replace("+hb", "")) {
            case "dml" -> dml();
            case "swap first" -> {
                server.execute("RENAME TABLE g TO _g_del, _g_gho TO g", "INSERT INTO g VALUES (3, 'a', 1), (4,"
                        + " 'a', 1)");
                step("after", "INSERT INTO g VALUES (5, 'a', 1), (6, 'a', 1)");
            }
            case "gtid" -> gtid();
            case "other server" -> step("other server", "INSERT INTO t VALUES " + rows(1, 3, 1),
                    "SET GLOBAL server_id = 9");
            case "first" -> first();
            case "ddl" -> ddl();
            case "swap" -> swap();
            case "ddl, rotation" -> {
                // No heartbeat between the DDL before the rotation and the transaction before it.
                for (String change : List.of("v a", "a b", "b c", "c d")) {
                    label("altered");
                    quiet();
                    server.execute("INSERT INTO t VALUES (" + (int) change.charAt(2) + ", 'a')",
                            "ALTER TABLE t CHANGE " + change + " VARCHAR(500)", "FLUSH BINARY LOGS");
                    quiet();
                }
                step("after", "INSERT INTO t VALUES (3, 'a'), (4, 'a')");
            }
            case "xa" -> xa();
            case "restart" -> restart();
            default -> throw new IllegalArgumentException("there is no group " + group + ", there are " + GROUPS);
        }
        label(END);
    }

    private static void quiet() {
        Stream.pause(QUIET_MS);
    }

    private void label(String name) throws SQLException {
        server.execute("INSERT INTO label (name) VALUES ('" + name + "')");
    }

    private void step(String name, String... sql) throws SQLException {
        label(name);
        try (Connection connection = server.connect()) {
            for (String each : sql) {
                if (quietBeforeDdl && each.matches("(ALTER|RENAME|CREATE|DROP|TRUNCATE) .*")) {
                    quiet();
                }
                Server.execute(connection, each);
            }
        }
    }

    private static String rows(int from, int count, int width) {
        return IntStream.range(from, from + count).mapToObj(i -> "(" + i + ", '" + "v".repeat(width) + i + "')")
                .collect(Collectors.joining(", "));
    }

    private void dml() throws SQLException, IOException, InterruptedException {
        step("single rows", "INSERT INTO t VALUES (1, 'a')", "INSERT INTO t VALUES (2, 'b')",
                "UPDATE t SET v = 'c' WHERE id = 2", "DELETE FROM t WHERE id = 1");
        step("rows of one event", "INSERT INTO t VALUES " + rows(10, 12, 1));
        step("events of one statement", "INSERT INTO big VALUES " + rows(0, 50, 500));
        step("several tables", "BEGIN", "INSERT INTO t VALUES (30, 'a'), (31, 'b')",
                "INSERT INTO u VALUES (30, 'a'), (31, 'b')", "UPDATE t SET v = 'c' WHERE id = 30",
                "DELETE FROM u WHERE id = 31", "INSERT INTO w VALUES (1, 'same'), (1, 'same')",
                "INSERT INTO t VALUES (32, 'b')", "COMMIT");
        step("keys changed", "UPDATE t SET id = id + 1000 WHERE id = 10", "UPDATE t SET id = id + 1000 WHERE id IN (11,"
                + " 12, 13)",
                "BEGIN", "INSERT INTO u VALUES (40, 'k')", "UPDATE u SET id = 41 WHERE id = 40",
                "UPDATE u SET id = 40 WHERE id = 41", "COMMIT");
        step("rows updated and deleted", "UPDATE t SET v = 'many' WHERE id < 100",
                "DELETE FROM t WHERE id IN (14, 15, 16)", "REPLACE INTO t VALUES (17, 'r'), (18, 'r'), (500, 'r')",
                "INSERT INTO t VALUES (17, 'd'), (501, 'd') ON DUPLICATE KEY UPDATE v = 'dup'");
        step("equal rows, no key", "INSERT INTO w VALUES (7, 'x'), (7, 'x'), (7, 'x')", "UPDATE w SET v = 'y'",
                "DELETE FROM w WHERE id = 7");
        step("truncate", "INSERT INTO u VALUES (50, 'a'), (51, 'a')", "TRUNCATE TABLE u",
                "INSERT INTO u VALUES (50, 'b')", "TRUNCATE TABLE u", "TRUNCATE TABLE w", "TRUNCATE TABLE u",
                "INSERT INTO u VALUES (52, 'c')");
        step("rolled back", "BEGIN", "INSERT INTO t VALUES (60, 'never')", "ROLLBACK", "BEGIN",
                "INSERT INTO t VALUES (61, 'a')", "SAVEPOINT s1", "INSERT INTO t VALUES (62, 'never')",
                "ROLLBACK TO s1", "INSERT INTO u VALUES (63, 'b')", "SAVEPOINT s2",
                "INSERT INTO t VALUES (64, 'c'), (65, 'c')", "RELEASE SAVEPOINT s2", "COMMIT");
        step("tables not captured", "INSERT INTO other (v) VALUES ('n'), ('n')", "BEGIN",
                "INSERT INTO other (v) VALUES ('n')", "INSERT INTO t VALUES (70, 'a')",
                "INSERT INTO other (v) VALUES ('n')", "INSERT INTO t VALUES (71, 'a'), (72, 'a')",
                "INSERT INTO other (v) VALUES ('n')", "COMMIT", "INSERT INTO other (v) VALUES ('n')");
        step("MyISAM", "INSERT INTO m VALUES (1, 'a')", "INSERT INTO m VALUES " + rows(2, 4, 1),
                "UPDATE m SET v = 'b'");
        if (!server.mariadb()) {
            step("compressed", "SET binlog_transaction_compression = ON", "INSERT INTO t VALUES (80, 'a')",
                    "INSERT INTO t VALUES " + rows(81, 6, 100), "BEGIN", "INSERT INTO t VALUES " + rows(90, 3, 1),
                    "INSERT INTO u VALUES " + rows(90, 3, 1), "UPDATE t SET id = id + 2000 WHERE id IN (90, 91)",
                    "COMMIT", "INSERT INTO big VALUES " + rows(1000, 40, 500));
            label("after compressed");
        }
        step("query logged", server.mariadb() ? "SET binlog_annotate_row_events = ON"
                : "SET binlog_rows_query_log_events = ON",
                "INSERT INTO t VALUES " + rows(110, 5, 1), "BEGIN", "UPDATE t SET v = 'q' WHERE id = 110",
                "INSERT INTO u VALUES (110, 'q'), (111, 'q')", "COMMIT");
        step("rotation", "INSERT INTO t VALUES (120, 'a')", "FLUSH BINARY LOGS", "INSERT INTO t VALUES "
                + rows(121, 4, 1),
                "FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (130, 'a')");
    }

    private void restart() throws SQLException, IOException, InterruptedException {
        step("before", "INSERT INTO t VALUES " + rows(140, 3, 1));
        server.restart();
        step("after", "INSERT INTO t VALUES " + rows(150, 3, 1), "BEGIN", "INSERT INTO t VALUES " + rows(160, 3, 1),
                "INSERT INTO u VALUES " + rows(160, 3, 1), "COMMIT");
    }

    private void gtid() throws SQLException {
        if (server.mariadb()) {
            step("two domains", "INSERT INTO t VALUES " + rows(1, 3, 1), "SET gtid_domain_id = 7",
                    "INSERT INTO t VALUES " + rows(11, 3, 1),
                    "SET gtid_domain_id = 0", "INSERT INTO t VALUES " + rows(21, 3, 1), "SET gtid_domain_id = 3",
                    "BEGIN", "INSERT INTO t VALUES " + rows(31, 3, 1), "INSERT INTO u VALUES " + rows(31, 3, 1),
                    "COMMIT", "SET gtid_domain_id = 7", "UPDATE t SET v = 'd' WHERE id < 20", "SET gtid_domain_id = 0",
                    "INSERT INTO t VALUES " + rows(41, 2, 1));
            return;
        }
        step("tagged", "SET gtid_next = 'AUTOMATIC:tag'", "INSERT INTO t VALUES " + rows(1, 3, 1),
                "INSERT INTO t VALUES (5, 'a')", "SET gtid_next = 'AUTOMATIC:ant'", "INSERT INTO t VALUES "
                        + rows(6, 3, 1), "SET gtid_next = 'AUTOMATIC'",
                "INSERT INTO t VALUES " + rows(10, 3, 1), "SET gtid_next = 'AUTOMATIC:tag'", "BEGIN",
                "INSERT INTO t VALUES " + rows(15, 2, 1), "INSERT INTO u VALUES " + rows(15, 2, 1), "COMMIT");
        step("several UUIDs", "SET gtid_next = 'ffffffff-0000-0000-0000-000000000001:1'", "INSERT INTO t VALUES "
                + rows(20, 3, 1),
                "SET gtid_next = '00000000-0000-0000-0000-000000000001:1'", "INSERT INTO t VALUES " + rows(30, 3, 1),
                "SET gtid_next = 'ffffffff-0000-0000-0000-000000000001:2'", "INSERT INTO t VALUES " + rows(40, 3, 1),
                "SET gtid_next = 'AUTOMATIC'", "INSERT INTO t VALUES " + rows(50, 3, 1));
        step("gaps", "SET gtid_next = '00000000-0000-0000-0000-000000000001:7'", "INSERT INTO t VALUES "
                + rows(60, 2, 1),
                "SET gtid_next = '00000000-0000-0000-0000-000000000001:3'", "INSERT INTO t VALUES " + rows(70, 2, 1),
                "SET gtid_next = '00000000-0000-0000-0000-000000000001:2'", "INSERT INTO t VALUES " + rows(80, 2, 1),
                "SET gtid_next = 'AUTOMATIC'", "INSERT INTO t VALUES " + rows(90, 2, 1));
    }

    private void first() throws SQLException {
        server.execute("INSERT INTO t VALUES " + rows(1, 6, 1));
        step("second", "INSERT INTO t VALUES " + rows(10, 3, 1));
    }

    private void ddl() throws SQLException {
        step("column added", "INSERT INTO t VALUES (1, 'a'), (2, 'a')", "ALTER TABLE t ADD COLUMN c INT",
                "INSERT INTO t VALUES (3, 'a', 3), (4, 'a', 4)");
        step("column dropped", "ALTER TABLE t DROP COLUMN c", "INSERT INTO t VALUES (5, 'a'), (6, 'a')");
        step("column changed", "ALTER TABLE t MODIFY v TEXT, ADD COLUMN d INT FIRST",
                "INSERT INTO t VALUES (1, 7, 'a'), (2, 8, 'a')",
                "ALTER TABLE t CHANGE d e BIGINT", "INSERT INTO t VALUES (3, 9, 'a')");
        step("create and drop", "CREATE TABLE cs0 LIKE u", "INSERT INTO cs0 VALUES (1, 'a'), (2, 'a')",
                "DROP TABLE cs0", "CREATE TABLE cs0 (id INT PRIMARY KEY)", "INSERT INTO cs0 VALUES (1), (2)",
                "DROP TABLE cs0, m");
        step("create select", "CREATE TABLE cs1 (PRIMARY KEY (id)) SELECT * FROM u UNION SELECT 99, 'b'",
                "INSERT INTO cs1 VALUES (100, 'a')");
    }

    private void swap() throws SQLException {
        step("shadow", "INSERT INTO g VALUES (1, 'a'), (2, 'a')", "CREATE TABLE _g_gho LIKE g",
                "ALTER TABLE _g_gho ADD COLUMN extra INT", "INSERT INTO _g_gho SELECT id, v, 0 FROM g");
        step("swapped", "RENAME TABLE g TO _g_del, _g_gho TO g", "INSERT INTO g VALUES (3, 'a', 1), (4, 'a', 1)");
        step("dropped", "DROP TABLE _g_del", "INSERT INTO g VALUES (5, 'a', 1), (6, 'a', 1)");
    }

    private void xa() throws SQLException {
        step("one phase", "XA START 'a'", "INSERT INTO x VALUES " + rows(1, 3, 1), "XA END 'a'",
                "XA COMMIT 'a' ONE PHASE");
        step("committed", "XA START 'b'", "INSERT INTO x VALUES " + rows(10, 3, 1), "INSERT INTO u VALUES "
                + rows(10, 2, 1),
                "UPDATE x SET id = id + 100 WHERE id = 10", "INSERT INTO big VALUES " + rows(0, 30, 500), "XA END 'b'",
                "XA PREPARE 'b'", "XA COMMIT 'b'");
        step("rolled back", "XA START 'c'", "INSERT INTO x VALUES " + rows(20, 3, 1), "XA END 'c'", "XA PREPARE 'c'",
                "XA ROLLBACK 'c'");
        label("between");
        try (Connection one = server.connect()) {
            Server.execute(one, "XA START 'd'", "INSERT INTO x VALUES " + rows(30, 3, 1), "XA END 'd'",
                    "XA PREPARE 'd'");
            server.execute("INSERT INTO t VALUES " + rows(1, 3, 1), "UPDATE t SET v = 'b' WHERE id = 1");
        }
        server.execute("XA COMMIT 'd'", "INSERT INTO t VALUES " + rows(11, 3, 1));
        label("after");
    }
}
