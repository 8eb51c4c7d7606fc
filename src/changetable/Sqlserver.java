//SOURCES SqlserverDoctor.java
//SOURCES SqlserverServer.java
//SOURCES SqlserverSource.java
//SOURCES SqlserverTables.java
//SOURCES SqlserverTypes.java

/* The sources of this folder that SQL Server alone needs. No class of its own. */
package changetable;
