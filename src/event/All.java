//SOURCES ArrayText.java
//SOURCES ArrayTypes.java
//SOURCES ChangeEvent.java
//SOURCES Checkpoint.java
//SOURCES ColumnType.java
//SOURCES DebeziumTimes.java
//SOURCES Decoder.java
//SOURCES Documents.java
//SOURCES Envelope.java
//SOURCES Exact.java
//SOURCES Given.java
//SOURCES LogPosition.java
//SOURCES MysqlDates.java
//SOURCES NestedTypes.java
//SOURCES Placeholder.java
//SOURCES PostgresText.java
//SOURCES Reached.java
//SOURCES RecordKind.java
//SOURCES Row.java
//SOURCES Rows.java
//SOURCES Shape.java
//SOURCES TableId.java
//SOURCES ToJson.java
//SOURCES Types.java

/* Change events and types. No class of its own. */
