//SOURCES Binlog.java
//SOURCES io/debezium/connector/mysql/MySqlDatabaseSchema.java

/* What replaces Debezium's classes in the MySQL loader. No class of its own. */
