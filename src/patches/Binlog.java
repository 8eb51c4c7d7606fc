//SOURCES Common.java
//SOURCES com/github/shyiko/mysql/binlog/event/deserialization/QueryEventDataDeserializer.java
//SOURCES io/debezium/connector/binlog/event/RowDeserializers.java
//SOURCES io/debezium/connector/binlog/jdbc/BinlogFieldReader.java
//SOURCES io/debezium/relational/TableEditorImpl.java

/* What replaces Debezium's classes in the loaders of MySQL and MariaDB. No class of its own. */
