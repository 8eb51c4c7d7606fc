///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES EngineRun.java
//SOURCES ../../src/Loader.java
//SOURCES ../../src/binlog/All.java
//SOURCES ../../src/patches/Mysql.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-mysql:3.6.1.Final

import java.util.List;
import kind.MysqlKind;

/**
 * As {@link EngineOnly}, for MySQL. Debezium's own readers take the place of ours: they spoil dates that no calendar
 * has, and the benchmark's rows have none.
 */
public class EngineOnlyMysql {

    public static void main(String... args) throws Exception {
        EngineRun.main(new MysqlKind(), List.of("io.debezium.pipeline.meters.CommonEventMeter",
                "io.debezium.connector.binlog.event.RowDeserializers",
                "io.debezium.connector.binlog.jdbc.BinlogFieldReader"), args);
    }
}
