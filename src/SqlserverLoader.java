//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES changetable/All.java
//SOURCES changetable/Sqlserver.java
//SOURCES demo/SqlserverDemo.java
//SOURCES patches/Sqlserver.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-sqlserver:3.6.1.Final
//FILES starter/deps/SqlserverLoader.java=SqlserverLoader.java

/*
 * All that DebeziumDltLoaderSqlserver.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
