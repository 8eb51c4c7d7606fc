///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../DebeziumDltLoaderMysql.java
//SOURCES BinlogSchema.java

import loader.DebeziumDltLoaderMysql;

/** {@link BinlogSchema} for MySQL. */
public class MysqlSchemaTest {

    public static void main(String... args) throws Exception {
        System.exit(BinlogSchema.test(new DebeziumDltLoaderMysql(), args));
    }
}
