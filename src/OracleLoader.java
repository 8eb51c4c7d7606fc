//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES oracle/All.java
//SOURCES demo/OracleDemo.java
//SOURCES patches/Common.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-oracle:3.6.1.Final@fatjar
//DEPS io.debezium:debezium-ddl-parser:3.6.1.Final
//DEPS io.debezium:debezium-storage-kafka:3.6.1.Final
//DEPS com.oracle.database.jdbc:ojdbc11:23.26.1.0.0
//DEPS com.oracle.database.nls:orai18n:23.26.1.0.0
//FILES starter/deps/OracleLoader.java=OracleLoader.java

/*
 * The connector names caches, of which parts are not on Maven Central, and Oracle's XML libraries: "@fatjar" takes it
 * without what it names, and what is used of that stands here.
 *
 * All that DebeziumDltLoaderOracle.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
