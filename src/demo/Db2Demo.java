package demo;

import base.Problem;
import cli.Demo;
import java.util.List;

/** Db2 has no demo: there is none that could be downloaded and run in a folder. */
public final class Db2Demo implements Demo {

    @Override
    public Place place() {
        throw Problem.config("Db2 cannot be embedded. docs/sources/DB2.md has the steps"
                + " with a server of yours; `DebeziumDltLoader.java demo` shows the same pipeline with PostgreSQL");
    }

    @Override
    public boolean hasServer() {
        return false;
    }

    @Override
    public String product() {
        return "Db2";
    }

    @Override
    public String scheme() {
        return "db2";
    }

    @Override
    public List<String> tableStatements() {
        return List.of("CREATE TABLE DB2INST1.TEST_USERS (ID INTEGER NOT NULL PRIMARY KEY, NAME VARCHAR(100), EMAIL"
                + " VARCHAR(100))");
    }

    @Override
    public String tableWords() {
        return "CREATE TABLE DB2INST1.TEST_USERS";
    }

    @Override
    public String tableName() {
        return "DB2INST1.TEST_USERS";
    }
}
