//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES binlog/All.java
//SOURCES binlog/MariadbReader.java
//SOURCES demo/MariadbDemo.java
//SOURCES patches/Mariadb.java
//DEPS io.debezium:debezium-embedded:3.5.0.Final
//DEPS io.debezium:debezium-connector-mariadb:3.5.0.Final
//DEPS org.apache.commons:commons-lang3:3.20.0
//FILES starter/deps/MariadbLoader.java=MariadbLoader.java

/*
 * All that DebeziumDltLoaderMariadb.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
