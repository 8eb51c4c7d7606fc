///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DESCRIPTION The control of the kill test: DebeziumDltLoaderMariadb with the offset that loses rows.
//SOURCES ../../src/Loader.java
//SOURCES ../../ConfigHelperUniversal.java
//SOURCES ../../src/binlog/Binlog.java
//SOURCES ../../src/demo/MariadbDemo.java
//SOURCES NaiveBinlog.java
//SOURCES NaiveFlow.java
//SOURCES NaiveSource.java
//DEPS io.debezium:debezium-embedded:3.5.0.Final
//DEPS io.debezium:debezium-connector-mariadb:3.5.0.Final

import binlog.Binlog;
import binlog.MariadbServer;
import cli.Session;
import config.CdcConfig;
import demo.MariadbDemo;
import kind.MariadbKind;

/** The same flow as DebeziumDltLoaderMariadb, from the same parts, but for the offset. */
public class NaiveMariadbLoader {

    static void flow(CdcConfig config, Session session) {
        NaiveFlow.flow(new NaiveBinlog(new Binlog(config.debezium(), MariadbServer::new, (tables, committed) -> { },
                session.watch())), config, session);
    }

    public static void main(String... args) {
        System.exit(Loader.run("NaiveMariadbLoader", new MariadbKind(), new MariadbDemo(), NaiveMariadbLoader::flow, null,
                config -> config,
                config -> "MariaDB keeps nothing for a pipeline", args));
    }
}
