//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES postgres/All.java
//SOURCES demo/PostgresDemo.java
//SOURCES patches/Postgres.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final
//FILES starter/deps/PostgresLoader.java=PostgresLoader.java

/*
 * All that DebeziumDltLoader.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
