//SOURCES Mongo.java
//SOURCES MongoDoctor.java
//SOURCES MongoDuplicateFilter.java
//SOURCES MongoErrors.java
//SOURCES MongoPosition.java
//SOURCES MongoServer.java
//SOURCES MongoSettings.java

/* The sources of this folder, but for those of documents, which are in Loader.java. No class of its own. */
