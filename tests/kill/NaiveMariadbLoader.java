///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DESCRIPTION The control of the kill test: DebeziumDltLoaderMariadb with the offset that loses rows.
//SOURCES ../../DebeziumDltLoaderMariadb.java
//SOURCES NaiveBinlog.java
//SOURCES NaiveFlow.java
//SOURCES NaiveSource.java

import binlog.Binlog;
import binlog.MariadbServer;
import cli.Session;
import config.CdcConfig;
import loader.DebeziumDltLoaderMariadb;

/** The same flow as DebeziumDltLoaderMariadb, from the same parts, but for the offset. */
public class NaiveMariadbLoader extends DebeziumDltLoaderMariadb {

    @Override
    public void flow(CdcConfig config, Session session) {
        NaiveFlow.flow(new NaiveBinlog(new Binlog(config.debezium(), MariadbServer::new, (tables, committed) -> { },
                session.watch())), config, session);
    }

    public static void main(String... args) {
        System.exit(new NaiveMariadbLoader().run(args));
    }
}
