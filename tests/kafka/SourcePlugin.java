///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final

/** What the plugin folder of Debezium's PostgreSQL connector holds. */
public class SourcePlugin {
    public static void main(String... args) {
        System.out.println(io.debezium.connector.postgresql.PostgresConnector.class.getName());
    }
}
