///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES EngineRun.java
//SOURCES CopyOut.java
//SOURCES ../../src/Loader.java
//SOURCES ../../src/postgres/All.java
//SOURCES ../../src/patches/Postgres.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final

import java.util.List;
import kind.PostgresKind;

/**
 * The ceiling of the benchmark for PostgreSQL, {@link EngineRun}. The class path has to begin with the dependencies and
 * end with this script's own jar, so that Debezium is as its makers have it and not with our stand-ins.
 */
public class EngineOnly {

    public static void main(String... args) throws Exception {
        EngineRun.main(new PostgresKind(), List.of("io.debezium.pipeline.meters.CommonEventMeter"), args);
    }
}
