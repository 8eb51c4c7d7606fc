//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES changetable/All.java
//SOURCES changetable/Db2.java
//SOURCES demo/Db2Demo.java
//SOURCES patches/Common.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-db2:3.6.1.Final
//DEPS com.ibm.db2:jcc:12.1.5.0
//FILES starter/deps/Db2Loader.java=Db2Loader.java

/*
 * All that DebeziumDltLoaderDb2.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
