//SOURCES Db2Definitions.java
//SOURCES Db2Doctor.java
//SOURCES Db2Kept.java
//SOURCES Db2Layouts.java
//SOURCES Db2Server.java
//SOURCES Db2Source.java
//SOURCES Db2Table.java
//SOURCES Db2Tables.java
//SOURCES Db2Types.java
//SOURCES LayoutChanged.java

/* The sources of this folder that Db2 alone needs. No class of its own. */
package changetable;
