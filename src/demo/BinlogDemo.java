package demo;

import cli.Demo;
import java.util.List;

/** What the demos of MySQL and MariaDB have in common. */
abstract class BinlogDemo implements Demo {

    @Override
    public List<String> tableStatements() {
        return List.of("CREATE TABLE test_users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100), email"
                + " VARCHAR(100))");
    }

    @Override
    public String tableWords() {
        return "CREATE TABLE test_users";
    }

    @Override
    public String tableName() {
        return "mydb.test_users";
    }
}
