//SOURCES Common.java
//SOURCES io/debezium/connector/postgresql/connection/pgoutput/PgOutputRelationMetaData.java

/* What replaces Debezium's classes in the PostgreSQL loader. No class of its own. */
