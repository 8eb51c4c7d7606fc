//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES binlog/All.java
//SOURCES binlog/MysqlReader.java
//SOURCES demo/MysqlDemo.java
//SOURCES patches/Mysql.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-mysql:3.6.1.Final
//DEPS com.mysql:mysql-connector-j:9.7.0
//FILES starter/deps/MysqlLoader.java=MysqlLoader.java

/*
 * All that DebeziumDltLoaderMysql.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
