package cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * What a kind of source brings to {@code demo}: a server, its SQL and its words. The walk-through itself, with a table
 * {@code test_users}, is the verb's.
 */
public interface Demo {

    /** Where a server listens, and who may connect. */
    record Address(String host, int port, String user, String password, String database) {
    }

    /** A connection to the demo's server. */
    interface Client extends AutoCloseable {

        /** Each is committed by itself. */
        void run(String statement) throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /** Where the demo runs. */
    sealed interface Place permits Server, OtherLoader {
    }

    /**
     * A server, started by a JBang script that prints a line of JSON when it is ready and ends with its standard input.
     *
     * @param said  what it is, as in "Starting an embedded PostgreSQL ..."
     * @param files names of the script, first, and of the sources that it includes, all packed below {@code demo/}
     */
    record Server(String said, List<String> files) implements Place {
    }

    /**
     * The demo of another loader script, where this one's source cannot be had.
     *
     * @param script its file name
     * @param why    such as "No MySQL is installed here"
     * @param brings the source that it starts, such as "a MariaDB"
     */
    record OtherLoader(String script, String why, String brings) implements Place {
    }

    /** Chosen when the demo starts, by what this machine has. */
    Place place();

    /** Whether it can have a server of its own at all: else a starter has no demo, since no other loader is there. */
    default boolean hasServer() {
        return true;
    }

    /** The source's name in what is printed, such as PostgreSQL. */
    String product();

    /** The JDBC driver's: {@code postgresql} in {@code jdbc:postgresql:}. */
    String scheme();

    default Client connect(Address at) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:" + scheme() + "://" + at.host() + ":" + at.port()
                + "/" + at.database(), at.user(), at.password());
        return new Client() {
            @Override
            public void run(String sql) throws SQLException {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    /** What .dlt would say of the server, by key. */
    default Map<String, String> settings(Address at) {
        return Map.of("host", at.host(), "port", String.valueOf(at.port()), "user", at.user(), "password",
                at.password(), "database", at.database(), "table_include_list", tableName());
    }

    /** The key's column. */
    default String key() {
        return "id";
    }

    /** Makes the rows of Ada and Linus. */
    default String firstRows() {
        return "INSERT INTO test_users (name, email) VALUES ('Ada', 'ada@example.com'),"
                + " ('Linus', 'linus@example.com')";
    }

    /** Makes Alice and Bob, gives Alice another address, and deletes Bob. */
    default List<String> changes() {
        return List.of("INSERT INTO test_users (name, email) VALUES ('Alice', 'alice@example.com')",
                "INSERT INTO test_users (name, email) VALUES ('Bob', 'bob@example.com')",
                "UPDATE test_users SET email = 'alice.updated@example.com' WHERE name = 'Alice'",
                "DELETE FROM test_users WHERE name = 'Bob'");
    }

    /** A guest comes, every other time one leaves a card, and the one of eight visits ago is gone. */
    default List<String> visit(int guest) {
        return List.of("INSERT INTO test_users (name, email) VALUES ('Guest " + guest + "', 'guest" + guest
                        + "@example.com')",
                "UPDATE test_users SET email = 'left.a.card@example.com' WHERE name = 'Guest " + (guest % 2 == 0
                        ? guest / 2 : 0) + "'",
                "DELETE FROM test_users WHERE name = 'Guest " + (guest - 8) + "'");
    }

    /** Statements that make the empty table: {@code id}, which the source counts, {@code name} and {@code email}. */
    List<String> tableStatements();

    /** What an image of the source's runs once, when it makes its database {@code mydb}: these, and what they need. */
    default String initSql() {
        return "-- The image runs this once, when it makes the database.\n" + String.join(";\n", tableStatements())
                + ";\n";
    }

    /** What they do, in a few words, such as "CREATE TABLE test_users". */
    String tableWords();

    /** The table in {@code table_include_list}. */
    String tableName();
}
