//SOURCES DebeziumDltSinkConnector.java
//SOURCES DebeziumDltSinkTask.java
//SOURCES KeyPlaces.java
//SOURCES Losses.java
//SOURCES PartitionAssignor.java
//SOURCES SinkConfig.java
//SOURCES SinkWatch.java
//SOURCES SourceOrder.java
//SOURCES TaskAssignor.java
//SOURCES TaskLoads.java
//SOURCES TopicAssignor.java
//SOURCES TopicParts.java
//SOURCES TopicRecords.java
//SOURCES TopicsKind.java

/* The sink for Kafka Connect. No class of its own. */
