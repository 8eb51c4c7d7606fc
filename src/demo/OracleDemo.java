package demo;

import cli.Demo;
import java.util.List;

/** No Oracle can be embedded: the demo is PostgreSQL's. */
public final class OracleDemo implements Demo {

    @Override
    public Place place() {
        return new OtherLoader("DebeziumDltLoader.java", "An Oracle server cannot be embedded in a demo",
                "a PostgreSQL");
    }

    @Override
    public boolean hasServer() {
        return false;
    }

    @Override
    public String product() {
        return "Oracle";
    }

    @Override
    public String scheme() {
        return "oracle";
    }

    @Override
    public List<String> tableStatements() {
        return List.of("CREATE TABLE test_users (id NUMBER(9) GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name"
                + " VARCHAR2(100), email VARCHAR2(100))",
                "ALTER TABLE test_users ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS");
    }

    @Override
    public String tableWords() {
        return "CREATE TABLE MYUSER.TEST_USERS";
    }

    @Override
    public String tableName() {
        return "MYUSER.TEST_USERS";
    }
}
