//JAVA 17+
//DEPS org.apache.cassandra:cassandra-all:5.0.2

/* The class path of a node: its main class is org.apache.cassandra.service.CassandraDaemon. */
class Node { }
