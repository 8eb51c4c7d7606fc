//SOURCES DebeziumDltSinkConnector.java
//SOURCES DebeziumDltSinkTask.java
//SOURCES Losses.java
//SOURCES SinkConfig.java
//SOURCES SinkWatch.java
//SOURCES SourceOrder.java
//SOURCES TaskLoads.java
//SOURCES TopicAssignor.java
//SOURCES TopicRecords.java
//SOURCES TopicsKind.java

/* The sink for Kafka Connect. No class of its own. */
