//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES Loader.java
//SOURCES mongodb/All.java
//SOURCES demo/MongodbDemo.java
//SOURCES patches/Common.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-mongodb:3.6.1.Final
//FILES starter/deps/MongodbLoader.java=MongodbLoader.java

/*
 * All that DebeziumDltLoaderMongodb.java needs. JBang builds it once, into a jar of its own: after a change of the
 * script, the script alone is compiled. No class of its own.
 */
