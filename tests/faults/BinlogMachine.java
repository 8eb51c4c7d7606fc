import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The MySQL or MariaDB that {@code FAULTS_SERVER} names, {@code "mysql PORT CONTAINER"} or
 * {@code "mariadb PORT pid:PID"}, at 127.0.0.1, with a database mydb, whose root has the password rootpassword. The
 * loader comes as user cdc.
 */
final class BinlogMachine extends Machine {

    /** What a loader needs and no more. */
    static final String GRANTS = "SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.*";
    private static final long PATIENCE_MS = 120_000;

    private final String kind;
    private final int port;
    private final BinlogHost host;

    BinlogMachine(String server) throws IOException {
        String[] words = server.split(" ");
        kind = words[0];
        port = Integer.parseInt(words[1]);
        host = words[2].startsWith("pid:") ? new BinlogHost.Local(Long.parseLong(words[2].substring(4)))
                : new BinlogHost.Docker(words[2]);
        System.setProperty("mariadb.logging.disable", "true");
    }

    String kind() {
        return kind;
    }

    @Override
    int port() {
        return port;
    }

    @Override
    void start() throws IOException, InterruptedException {
        host.start();
        for (long end = System.currentTimeMillis() + PATIENCE_MS;; Thread.sleep(200)) {
            try (Connection connection = connect()) {
                return;
            }
            catch (SQLException notYet) {
                if (System.currentTimeMillis() > end) {
                    throw new IOException(notYet);
                }
            }
        }
    }

    @Override
    void stop() throws IOException, InterruptedException {
        host.stop();
    }

    @Override
    void kill() throws IOException, InterruptedException {
        host.kill();
    }

    @Override
    void save() throws IOException, InterruptedException {
        stop();
        host.save();
        start();
    }

    @Override
    void putBack() throws IOException, InterruptedException {
        stop();
        host.putBack();
        start();
    }

    @Override
    void grow() throws SQLException {
        sql("CREATE TABLE grown (v longtext)", "INSERT INTO grown VALUES (REPEAT('x', 500000))", "DROP TABLE grown");
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + kind + "://127.0.0.1:" + port + "/mydb?connectTimeout=5000"
                + (kind.equals("mysql") ? "&allowPublicKeyRetrieval=true&sslMode=DISABLED" : ""), "root",
                "rootpassword");
    }

    @Override
    String user() {
        return "cdc";
    }

    @Override
    String password() {
        return "cdcpassword";
    }

    @Override
    String pipeline() {
        return kind + "_cdc";
    }

    @Override
    String dataset() {
        return kind + "_cdc_data";
    }

    @Override
    String afresh() {
        return "drop --drop-all";
    }

    @Override
    String counter() {
        return "bigint AUTO_INCREMENT";
    }

    @Override
    String text() {
        return "v";
    }

    @Override
    void prepare(Scene scene) throws SQLException {
        String record = "INSERT INTO " + scene.name + "_log (op, id, n, v) VALUES ";
        String inserted = record + "('insert', NEW.id, NEW.n, NEW.v);";
        String deleted = record + "('delete', OLD.id, OLD.n, OLD.v);";
        String trigger = "CREATE TRIGGER " + scene.name + "_%1$s AFTER %1$s ON " + scene.appended()
                + " FOR EACH ROW BEGIN %2$s END";
        sql(trigger.formatted("INSERT", inserted), trigger.formatted("DELETE", deleted), trigger.formatted("UPDATE",
                "IF NEW.id <> OLD.id THEN " + deleted + inserted + " ELSE " + record
                        + "('update', NEW.id, NEW.n, NEW.v); END IF;"),
                "CREATE USER IF NOT EXISTS cdc@'%' IDENTIFIED BY 'cdcpassword'", "GRANT " + GRANTS + " TO cdc@'%'");
    }

    @Override
    String secrets(Scene scene) {
        return """
                [sources.debezium.%1$s]
                host = "127.0.0.1"
                port = %2$d
                user = "%3$s"
                password = "%4$s"
                database = "mydb"
                table_include_list = "mydb.%5$s_m,mydb.%5$s_a"
                %6$s
                """.formatted(kind, scene.port, scene.user, scene.password, scene.name, scene.source);
    }

    /** The server keeps nothing for a loader. */
    @Override
    void forget(Scene scene) {
    }

    @Override
    public void close() throws IOException, InterruptedException {
        host.close();
    }
}
