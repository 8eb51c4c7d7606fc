//SOURCES OracleColumn.java
//SOURCES OracleDoctor.java
//SOURCES OracleErrors.java
//SOURCES OracleResume.java
//SOURCES OracleServer.java
//SOURCES OracleSource.java
//SOURCES OracleTables.java
//SOURCES OracleTypes.java
//SOURCES RedoDuplicateFilter.java
//SOURCES RedoPlace.java

/* The sources of this folder. No class of its own. */
