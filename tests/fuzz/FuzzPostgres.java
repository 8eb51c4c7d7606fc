///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../DebeziumDltLoader.java
//SOURCES ../schema/TestSource.java
//SOURCES ../schema/PostgresSource.java
//SOURCES ../schema/OlderState.java
//SOURCES ../schema/Project.java
//SOURCES ../types/Case.java
//SOURCES ../types/Cases.java
//SOURCES ../types/Loaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES Allowed.java
//SOURCES Author.java
//SOURCES Col.java
//SOURCES Corpus.java
//SOURCES Dialect.java
//SOURCES Fuzz.java
//SOURCES KeyType.java
//SOURCES Plan.java
//SOURCES Player.java
//SOURCES PostgresAuthor.java
//SOURCES PostgresDialect.java
//SOURCES Rng.java
//SOURCES Shrinker.java
//SOURCES Step.java
//SOURCES Switches.java
//SOURCES Tab.java
//SOURCES Truth.java
//SOURCES Type.java
//SOURCES Verdict.java

/** {@link Fuzz} with PostgreSQL at {@code POSTGRES_PORT} of this host. */
public class FuzzPostgres {

    public static void main(String... args) throws Exception {
        System.exit(Fuzz.run(new PostgresDialect(), args));
    }
}
