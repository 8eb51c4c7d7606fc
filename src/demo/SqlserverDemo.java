package demo;

import base.Problem;
import cli.Demo;
import java.util.List;

/** SQL Server has no demo: there is none that could be downloaded and run in a folder. */
public final class SqlserverDemo implements Demo {

    @Override
    public Place place() {
        throw Problem.config("SQL Server cannot be embedded. docs/sources/SQLSERVER.md has the steps"
                + " with a server of yours; `DebeziumDltLoader.java demo` shows the same pipeline with PostgreSQL");
    }

    @Override
    public boolean hasServer() {
        return false;
    }

    @Override
    public String product() {
        return "SQL Server";
    }

    @Override
    public String scheme() {
        return "sqlserver";
    }

    @Override
    public List<String> tableStatements() {
        return List.of("CREATE TABLE dbo.test_users (id INT IDENTITY PRIMARY KEY, name NVARCHAR(100), email"
                + " NVARCHAR(100))");
    }

    @Override
    public String tableWords() {
        return "CREATE TABLE dbo.test_users";
    }

    @Override
    public String tableName() {
        return "dbo.test_users";
    }
}
