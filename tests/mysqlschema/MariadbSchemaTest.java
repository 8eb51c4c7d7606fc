///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../DebeziumDltLoaderMariadb.java
//SOURCES BinlogSchema.java

import loader.DebeziumDltLoaderMariadb;

/** {@link BinlogSchema} for MariaDB. */
public class MariadbSchemaTest {

    public static void main(String... args) throws Exception {
        System.exit(BinlogSchema.test(new DebeziumDltLoaderMariadb(), args));
    }
}
