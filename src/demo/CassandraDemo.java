package demo;

import cli.Demo;
import java.util.List;

/** No Cassandra can be embedded: the demo is PostgreSQL's. */
public final class CassandraDemo implements Demo {

    @Override
    public Place place() {
        return new OtherLoader("DebeziumDltLoader.java", "A Cassandra cannot be embedded in a demo", "a PostgreSQL");
    }

    @Override
    public boolean hasServer() {
        return false;
    }

    @Override
    public String product() {
        return "Cassandra";
    }

    /** It has no JDBC driver. */
    @Override
    public String scheme() {
        return "cassandra";
    }

    @Override
    public List<String> tableStatements() {
        return List.of();
    }

    @Override
    public String tableWords() {
        return "CREATE TABLE test_users";
    }

    @Override
    public String tableName() {
        return "mydb.test_users";
    }
}
