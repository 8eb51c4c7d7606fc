///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DESCRIPTION The control of the kill test: DebeziumDltLoaderMysql with the offset that loses rows.
//SOURCES ../../DebeziumDltLoaderMysql.java
//SOURCES NaiveBinlog.java
//SOURCES NaiveFlow.java
//SOURCES NaiveSource.java

import binlog.Binlog;
import binlog.MysqlServer;
import cli.Session;
import config.CdcConfig;
import loader.DebeziumDltLoaderMysql;

/** The same flow as DebeziumDltLoaderMysql, from the same parts, but for the offset. */
public class NaiveMysqlLoader extends DebeziumDltLoaderMysql {

    @Override
    public void flow(CdcConfig config, Session session) {
        NaiveFlow.flow(new NaiveBinlog(new Binlog(config.debezium(), MysqlServer::new, (tables, committed) -> { },
                session.watch())), config, session);
    }

    public static void main(String... args) {
        System.exit(new NaiveMysqlLoader().run(args));
    }
}
