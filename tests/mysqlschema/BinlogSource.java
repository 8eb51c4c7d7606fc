import cli.Script;
import cli.Session;
import config.CdcConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import kind.SourceKind;

/**
 * A MySQL or MariaDB server on this host, whose administrator is root (password rootpassword). The loader comes as user
 * cdc, with the grants that it needs and no more.
 */
final class BinlogSource implements TestSource {

    private static final String GRANTS = "SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT";

    private final Script loader;
    private final int port;

    BinlogSource(Script loader, int port) {
        this.loader = loader;
        this.port = port;
    }

    @Override
    public SourceKind kind() {
        return loader.kind();
    }

    /** Another server, of the same kind. */
    BinlogSource at(int another) {
        return new BinlogSource(loader, another);
    }

    boolean isMysql() {
        return kind().name().equals("mysql");
    }

    @Override
    public void flow(CdcConfig config, Session session) {
        loader.flow(config, session);
    }

    /** {@code name} is the database. */
    @Override
    public String secrets(String name, String tables) {
        return """
                [sources.debezium]
                %1$s
                [sources.debezium.%2$s]
                host = "127.0.0.1"
                port = %3$d
                user = "cdc"
                password = "mypassword"
                database = "%4$s"
                """.formatted(tables.isEmpty() ? "" : "table_include_list = '''" + tables + "'''", kind().name(),
                port, name);
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = connectAs("root", "rootpassword");
        connection.createStatement().execute("CREATE USER IF NOT EXISTS cdc IDENTIFIED BY 'mypassword';"
                + " GRANT " + GRANTS + " ON *.* TO cdc");
        return connection;
    }

    Connection connectAs(String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:" + kind().name() + "://127.0.0.1:" + port
                + "/?allowMultiQueries=true&allowPublicKeyRetrieval=true&sslMode=" + (isMysql() ? "PREFERRED"
                        : "disable"),
                user, password);
    }

    @Override
    public void create(String database) throws SQLException {
        drop(database);
        Project.sql("CREATE DATABASE " + database);
    }

    @Override
    public void drop(String database) throws SQLException {
        Project.sql("DROP DATABASE IF EXISTS " + database, "DROP DATABASE IF EXISTS " + database + "_other");
    }

    /** Tables may leave the list by another name, and join it. */
    @Override
    public String included(String database) {
        return database + "\\.\\w+_[ma]," + database + "\\.marker";
    }

    /** Nothing: the server keeps no record of those who read its log. */
    @Override
    public void forget(String name) {
    }
}
