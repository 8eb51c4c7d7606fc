//FILES demo/grants.sql=../../docker/mysql/grants.sql

package demo;

import base.Problem;
import cli.Demo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the demos of MySQL and MariaDB have in common. */
abstract class BinlogDemo implements Demo {

    @Override
    public List<String> tableStatements() {
        return List.of("CREATE TABLE test_users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100), email"
                + " VARCHAR(100))");
    }

    @Override
    public String initSql() {
        try (InputStream grants = BinlogDemo.class.getResourceAsStream("/demo/grants.sql")) {
            return new String(grants.readAllBytes(), StandardCharsets.UTF_8)
                    + "\n-- A table to begin with:\nUSE mydb;\n" + String.join(";\n", tableStatements()) + ";\n";
        }
        catch (IOException e) {
            throw Problem.run("Cannot read grants.sql of this program: " + Problem.why(e), e);
        }
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
