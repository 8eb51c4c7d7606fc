//FILES demo/EmbeddedPostgres.java=EmbeddedPostgres.java

package demo;

import cli.Demo;
import java.util.List;

/** The demo of PostgreSQL: an embedded one. */
public final class PostgresDemo implements Demo {

    @Override
    public Place place() {
        return new Server("an embedded PostgreSQL (the first time its binaries are downloaded)",
                List.of("EmbeddedPostgres.java"));
    }

    @Override
    public String product() {
        return "PostgreSQL";
    }

    @Override
    public String scheme() {
        return "postgresql";
    }

    @Override
    public List<String> tableStatements() {
        return List.of("CREATE TABLE test_users (id SERIAL PRIMARY KEY, name VARCHAR(100), email VARCHAR(100))",
                "ALTER TABLE test_users REPLICA IDENTITY FULL", "CREATE PUBLICATION debezium_pub FOR TABLE test_users");
    }

    @Override
    public String tableWords() {
        return "CREATE TABLE test_users, REPLICA IDENTITY FULL";
    }

    @Override
    public String tableName() {
        return "public.test_users";
    }
}
