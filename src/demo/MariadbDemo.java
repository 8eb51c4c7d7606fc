//SOURCES BinlogDemo.java
//FILES demo/EmbeddedMariadb.java=EmbeddedMariadb.java
//FILES demo/TemporaryServer.java=TemporaryServer.java

package demo;

import java.util.List;

/** The demo of MariaDB: an embedded one. */
public final class MariadbDemo extends BinlogDemo {

    @Override
    public Place place() {
        return new Server("an embedded MariaDB (the first time its binaries are downloaded)",
                List.of("EmbeddedMariadb.java", "TemporaryServer.java"));
    }

    @Override
    public String product() {
        return "MariaDB";
    }

    @Override
    public String scheme() {
        return "mariadb";
    }
}
