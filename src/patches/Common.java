//SOURCES io/debezium/heartbeat/HeartbeatImpl.java
//SOURCES io/debezium/pipeline/meters/CommonEventMeter.java
//SOURCES io/debezium/relational/TableId.java
//SOURCES io/debezium/util/Clock.java

/* What replaces Debezium's classes in every loader. No class of its own. */
