///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//DESCRIPTION The control of the kill test: DebeziumDltLoaderMongodb with its offset in a file of its own.
//SOURCES ../../DebeziumDltLoaderMongodb.java
//SOURCES ../kill/NaiveFlow.java
//SOURCES ../kill/NaiveSource.java
//SOURCES NaiveMongo.java

import cli.Session;
import config.CdcConfig;
import loader.DebeziumDltLoaderMongodb;
import mongodb.Mongo;

/** The same flow as DebeziumDltLoaderMongodb, from the same parts, but for the offset. */
public class NaiveMongodbLoader extends DebeziumDltLoaderMongodb {

    @Override
    public void flow(CdcConfig config, Session session) {
        NaiveFlow.flow(new NaiveMongo(new Mongo(config.debezium(), (tables, committed) -> { }, table -> false,
                session.watch())), config, session);
    }

    public static void main(String... args) {
        System.exit(new NaiveMongodbLoader().run(args));
    }
}
