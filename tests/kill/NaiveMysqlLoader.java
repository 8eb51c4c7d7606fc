///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DESCRIPTION The control of the kill test: DebeziumDltLoaderMysql with the offset that loses rows.
//SOURCES ../../src/Loader.java
//SOURCES ../../ConfigHelperUniversal.java
//SOURCES ../../src/binlog/Binlog.java
//SOURCES ../../src/demo/MysqlDemo.java
//SOURCES NaiveBinlog.java
//SOURCES NaiveFlow.java
//SOURCES NaiveSource.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-mysql:3.6.1.Final

import binlog.Binlog;
import binlog.MysqlServer;
import cli.Session;
import config.CdcConfig;
import demo.MysqlDemo;
import kind.MysqlKind;

/** The same flow as DebeziumDltLoaderMysql, from the same parts, but for the offset. */
public class NaiveMysqlLoader {

    static void flow(CdcConfig config, Session session) {
        NaiveFlow.flow(new NaiveBinlog(new Binlog(config.debezium(), MysqlServer::new, (tables, committed) -> { },
                session.watch())), config, session);
    }

    public static void main(String... args) {
        System.exit(Loader.run("NaiveMysqlLoader", new MysqlKind(), new MysqlDemo(), NaiveMysqlLoader::flow, null,
                config -> config,
                config -> "MySQL keeps nothing for a pipeline", args));
    }
}
