//SOURCES CaptureInstance.java
//SOURCES ChangeTableDuplicateFilter.java
//SOURCES ChangeTableResume.java
//SOURCES ChangeTableServer.java
//SOURCES ChangeTableSource.java
//SOURCES SnapshotMoment.java

/* The sources of this folder that both servers need. No class of its own. */
package changetable;
