//SOURCES Common.java
//SOURCES io/debezium/connector/sqlserver/SqlServerChangeEventSourceFactory.java

/* What replaces Debezium's classes in the SQL Server loader. No class of its own. */
