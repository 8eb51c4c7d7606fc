package binlog;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogRepairTest {

    @ParameterizedTest
    @ValueSource(strings = {"ALTER TABLE t ADD c int", "use `mydb`; ALTER TABLE t ADD c int",
            "use `mydb`; /* gh-ost */ alter table t ADD c int", "ALTER /* gh-ost */ TABLE t ADD c int",
            "/*!40000 ALTER TABLE t ADD c int */", "-- why\nDROP TABLE t", "RENAME TABLE a TO b",
            "CREATE UNIQUE INDEX i ON t (a)"})
    void ddlOfTablesIsSeenBehindComments(String statement) {
        assertTrue(BinlogRepair.alters(statement));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN", "CREATE USER u", "FLUSH TABLES", "/* ALTER TABLE t */ BEGIN"})
    void otherStatementsDoNotCount(String statement) {
        assertFalse(BinlogRepair.alters(statement));
    }
}
