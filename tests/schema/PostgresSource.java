import cli.Session;
import config.CdcConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import kind.PostgresKind;
import kind.SourceKind;
import loader.DebeziumDltLoader;

/** PostgreSQL at {@code POSTGRES_PORT} of this host; user, password and database of docker-compose.yml. */
final class PostgresSource implements TestSource {

    private static final String PORT = System.getenv().getOrDefault("POSTGRES_PORT", "5432");

    @Override
    public SourceKind kind() {
        return new PostgresKind();
    }

    @Override
    public void flow(CdcConfig config, Session session) {
        new DebeziumDltLoader().flow(config, session);
    }

    @Override
    public String secrets(String name, String tables) {
        return """
                [sources.debezium]
                slot_name = "%1$s"
                publication_name = "%1$s"
                %2$s
                [sources.debezium.postgres]
                host = "localhost"
                port = %3$s
                user = "myuser"
                password = "mypassword"
                database = "mydb"
                """.formatted(name, tables.isEmpty() ? "" : "table_include_list = '''" + tables + "'''", PORT);
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + PORT + "/mydb", "myuser", "mypassword");
    }

    @Override
    public void create(String schema) throws SQLException {
        drop(schema);
        forget(schema);
        Project.sql("CREATE SCHEMA " + schema, "CREATE PUBLICATION " + schema + " FOR TABLES IN SCHEMA " + schema
                + " WITH (publish_via_partition_root = true)");
    }

    @Override
    public void drop(String schema) throws SQLException {
        Project.sql("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    }

    @Override
    public String included(String schema) {
        return schema + "\\..*";
    }

    /** Slot and publication, also when a loader that ended badly still holds the slot. */
    @Override
    public void forget(String name) throws SQLException {
        Project.sql("SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE active AND"
                + " slot_name = '" + name + "'");
        Project.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                + name + "'",
                "DROP PUBLICATION IF EXISTS \"" + name + "\"");
    }
}
