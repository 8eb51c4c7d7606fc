//JAVA 17+
//COMPILE_OPTIONS -encoding UTF-8 -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES base/Problem.java
//SOURCES base/Sql.java
//SOURCES event/All.java
//SOURCES postgres/PostgresTopicTypes.java
//SOURCES postgres/PostgresTypes.java
//SOURCES postgres/PostgresValues.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final

/* The converter for the plugin folder of Debezium's source connector in Kafka Connect. No class of its own. */
