//SOURCES BinlogDemo.java
//SOURCES Mysqld.java
//FILES demo/LocalMysql.java=LocalMysql.java
//FILES demo/Mysqld.java=Mysqld.java
//FILES demo/TemporaryServer.java=TemporaryServer.java

package demo;

import java.util.List;
import java.util.Optional;

/**
 * The demo of MySQL: with the one that is installed, since Maven Central has no binaries of it; else that of MariaDB.
 */
public final class MysqlDemo extends BinlogDemo {

    @Override
    public Place place() {
        Optional<Mysqld> mysqld = Mysqld.find();
        if (mysqld.isPresent()) {
            return new Server("MySQL %s (%s) on a temporary data folder".formatted(mysqld.get().version(),
                    mysqld.get().program()), List.of("LocalMysql.java", "Mysqld.java", "TemporaryServer.java"));
        }
        return new OtherLoader("DebeziumDltLoaderMariadb.java", "No MySQL is installed here (no mysqld of 8 or later)",
                "a MariaDB");
    }

    @Override
    public String product() {
        return "MySQL";
    }

    @Override
    public String scheme() {
        return "mysql";
    }
}
