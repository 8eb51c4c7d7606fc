//SOURCES Cassandra.java
//SOURCES CassandraDoctor.java
//SOURCES CassandraFeed.java
//SOURCES CassandraNode.java
//SOURCES CassandraTable.java
//SOURCES CassandraValues.java
//SOURCES CommitLogFolder.java
//SOURCES CommitLogMutations.java
//SOURCES CommitLogOffsets.java
//SOURCES NodeConfig.java
//SOURCES RowReader.java
//SOURCES TouchedRow.java

/* The sources of this folder. No class of its own. */
