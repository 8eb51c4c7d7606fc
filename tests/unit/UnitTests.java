///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final
//DEPS io.debezium:debezium-connector-mysql:3.6.1.Final
//SOURCES TestRun.java
//SOURCES ../../src/patches/Mysql.java
//SOURCES MysqlDdlTest.java
//SOURCES MysqlSchemaTest.java

/**
 * The unit tests, with the Debezium of the PostgreSQL and MySQL loaders:
 * {@code jbang tests/unit/UnitTests.java [PATTERN]}, where PATTERN is a regular expression on the class name.
 */
public class UnitTests {

    public static void main(String... args) throws Exception {
        TestRun.main(UnitTests.class, args);
    }
}
