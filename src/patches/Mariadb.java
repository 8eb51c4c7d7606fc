//SOURCES Binlog.java
//SOURCES io/debezium/connector/mariadb/MariaDbDatabaseSchema.java

/* What replaces Debezium's classes in the MariaDB loader. No class of its own. */
