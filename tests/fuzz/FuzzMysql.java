///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../DebeziumDltLoaderMysql.java
//SOURCES ../mysqlschema/BinlogSource.java
//SOURCES ../mysqltypes/MysqlCase.java
//SOURCES ../mysqltypes/MysqlCases.java
//SOURCES ../mysqltypes/MysqlLoaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES ../mysqltypes/MysqlServer.java
//SOURCES BinlogAuthor.java
//SOURCES BinlogDialect.java
//SOURCES ../schema/TestSource.java
//SOURCES ../schema/OlderState.java
//SOURCES ../schema/Project.java
//SOURCES Allowed.java
//SOURCES Author.java
//SOURCES Col.java
//SOURCES Corpus.java
//SOURCES Dialect.java
//SOURCES Fuzz.java
//SOURCES KeyType.java
//SOURCES Plan.java
//SOURCES Player.java
//SOURCES Rng.java
//SOURCES Shrinker.java
//SOURCES Step.java
//SOURCES Switches.java
//SOURCES Tab.java
//SOURCES Truth.java
//SOURCES Type.java
//SOURCES Verdict.java

import loader.DebeziumDltLoaderMysql;

/**
 * {@link Fuzz} with MySQL at {@code BINLOG_PORT} of this host ({@link BinlogSource}); {@code TYPES_KIND} is its kind.
 */
public class FuzzMysql {

    public static void main(String... args) throws Exception {
        System.exit(Fuzz.run(new BinlogDialect(new DebeziumDltLoaderMysql()), args));
    }
}
