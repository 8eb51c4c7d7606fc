//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES load/All.java
//SOURCES kafka/All.java
//DEPS org.apache.kafka:connect-api:4.3.1
//DEPS org.mongodb:bson:5.6.2
//DEPS org.yaml:snakeyaml:2.7

/* The plugin for Kafka Connect: what a load needs, without a source and Debezium's engine. No class of its own. */
