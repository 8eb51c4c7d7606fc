package destination.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A sentence has DuckDB's own words. */
class DuckDbErrorsTest {

    @Test
    void whatTheDriverPutsBeforeAnErrorHidesNoCause() {
        SQLException error = new SQLException("Invalid Input Error: Attempting to execute an unsuccessful or closed"
                + " pending query result\nError: TransactionContext Error: Catalog write-write"
                + " conflict.\nLINE 1: INSERT");
        assertEquals("DuckDB could not load into a.duckdb: TransactionContext Error: Catalog write-write conflict."
                + " Nothing of this load was kept; it is captured again at the next run",
                new DuckDbErrors(Path.of("a.duckdb"), Path.of("tmp")).loading(error).getMessage());
    }
}
