///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS io.debezium:debezium-embedded:3.5.0.Final
//DEPS io.debezium:debezium-connector-postgres:3.5.0.Final
//DEPS io.debezium:debezium-connector-mariadb:3.5.0.Final
//SOURCES TestRun.java
//SOURCES ../../src/patches/Mariadb.java
//SOURCES MariadbSchemaTest.java

/**
 * The unit tests of the shared sources, with the Debezium of the MariaDB loader:
 * {@code jbang tests/unit/UnitTestsMariadb.java [PATTERN]}, as UnitTests otherwise.
 */
public class UnitTestsMariadb {

    public static void main(String... args) throws Exception {
        TestRun.main(UnitTestsMariadb.class, args);
    }
}
