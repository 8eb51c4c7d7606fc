package load;

import static event.Sample.SAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import capture.SourceTable;
import change.PrimaryKeys;
import config.TableChoices;
import event.Checkpoint;
import event.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import watch.Watch;

/** Columns that are left out, masked and hashed: in whole tables, single rows and changes alike. */
class ColumnChoicesTest {

    private static final Map<String, List<String>> BY_ID = Map.of("users", List.of("id"));
    private static final String SALT = "0123456789abcdef";
    /** {@code printf %s ada@x | openssl dgst -sha256 -hmac 0123456789abcdef}. */
    private static final String ADA = "1b5f9fa353f9d9ed3b1838e20fd4a53c7afd7c8450437b46fdc56166c412e975";

    @TempDir
    Path folder;
    private final Sample users = Sample.table("users", 1, "id INTEGER", "email VARCHAR", "pin INTEGER", "card VARCHAR");
    private LoaderRun run;

    private LoaderRun start(Map<String, List<String>> keys, Map<String, String> columns) {
        return start(keys, columns, SALT);
    }

    private LoaderRun start(Map<String, List<String>> keys, Map<String, String> columns, String salt) {
        stop();
        run = new LoaderRun(folder, keys, new TableChoices(Map.of(), columns, salt));
        return run;
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    private static final Map<String, String> ALL = Map.of("users.card", "exclude", "users.pin", "mask",
            "public.users.email", "hash");

    private List<String> rows() {
        return run.rows("SELECT COLUMNS(c -> c NOT LIKE '\\_%' ESCAPE '\\') FROM T.users ORDER BY 1");
    }

    @Test
    void aWholeTableAndTheChangesAfterItAreAlike() {
        start(BY_ID, ALL).load(BulkTest.all(users, 2, List.of("id"), i -> new Object[] {i, "ada@x", 1234, "4111"}));
        run.load(users.insert(2, "ada@x", 99, "4112"), users.update(0, null, null, "4113"));
        assertEquals(List.of("0 null null false", "1 " + ADA + " ***** false", "2 " + ADA + " ***** false"), rows());
        assertEquals("id email pin deleted _dlt_load_id _dlt_id", run.one("SELECT string_agg(column_name, ' ' ORDER BY"
                + " column_index) FROM duckdb_columns() WHERE database_name = 'dest' AND table_name = 'users'"));
    }

    @Test
    void everyChangeOfAnAppendedTableIsWithoutThem() {
        start(Map.of(), ALL).load(users.read(1, "ada@x", 1, "c"), users.updateFrom(users.row(1, "ada@x", 1, "c"), 1,
                "bob@x", 2, "d"), users.delete(1, "bob@x", 2, "d"));
        List<String> rows = run.rows("SELECT __op, email, pin FROM T.users ORDER BY __seq");
        assertEquals("snapshot " + ADA + " *****", rows.get(0));
        assertEquals(3, rows.size());
        assertFalse(String.join("", rows).contains("@x"), rows.toString());
    }

    @Test
    void aColumnThatIsAddedLaterComesAsItIsAndTheOthersStayAsTheyWere() {
        start(BY_ID, ALL).load(users.insert(1, "ada@x", 1, "c"));
        Sample altered = users.altered("id INTEGER", "email VARCHAR", "pin BIGINT", "card VARCHAR", "age INTEGER");
        run.load(altered.insert(2, "ada@x", 5L, "c", 7));
        assertEquals(List.of("1 " + ADA + " ***** null", "2 " + ADA + " ***** 7"),
                run.rows("SELECT id, email, pin, age FROM T.users ORDER BY id"));
    }

    @Test
    void aValueThatTheSourceLeavesOutStaysAsItIsStored() {
        start(BY_ID, ALL).load(users.insert(1, "ada@x", 1, "c"));
        run.load(users.update(1, SAME, 2, SAME));
        assertEquals(List.of("1 " + ADA + " ***** false"), rows());
    }

    @Test
    void aHashedKeyTellsRowsApartAndKeepsItsSalt() {
        Map<String, String> hashed = Map.of("users.id", "hash");
        start(BY_ID, hashed).load(users.insert(1, "a", 1, "c"), users.insert(2, "b", 1, "c"));
        run.load(users.update(1, "a2", 1, "c"), users.delete(2));
        assertEquals("2", run.one("SELECT count(*) FROM T.users"));
        assertEquals("a2", run.one("SELECT email FROM T.users WHERE NOT deleted"));
        assertTrue(check(hashed, "another salt of 16 letters").contains("another hash_salt"));
        assertTrue(check(Map.of(), null).contains("no hash"));
        assertEquals("", check(hashed, SALT));
        start(BY_ID, Map.of()).load(users.insert(3, "a", 1, "c"));
        assertTrue(check(hashed, SALT).contains("was loaded as it is"), "the choices of the last load count");
    }

    /** What the start says of these tables, empty where they may go on. */
    private String check(Map<String, String> columns, String salt) {
        Checkpoint committed = run.pipeline.committed();
        LoaderRun other = new LoaderRun(folder.resolve("other" + columns + salt), BY_ID,
                new TableChoices(Map.of(), columns, salt));
        try {
            new StartCheck(other.config, new PrimaryKeys(BY_ID, Map.of()), new Watch() { })
                    .check(List.of(new SourceTable(users.id(), List.of("id", "email", "pin", "card"),
                            List.of("id", "email", "pin", "card"), "", () -> false)), committed);
            return "";
        }
        catch (Problem problem) {
            assertEquals(2, problem.exitCode());
            return problem.getMessage();
        }
        finally {
            other.close();
        }
    }

    @Test
    void aKeyIsNeitherLeftOutNorMasked() {
        for (String choice : List.of("exclude", "mask")) {
            start(BY_ID, Map.of("users.id", choice));
            assertTrue(check(Map.of("users.id", choice), SALT).contains("Column id of table public.users is in "
                    + choice));
            Problem own = assertThrows(Problem.class, () -> start(Map.of(), Map.of("users.id", choice)).load(users
                    .insert(1)));
            assertTrue(own.getMessage().contains("part of the primary key"), own.getMessage());
        }
    }

    @Test
    void aColumnThatIsNotThereIsToldWithThoseThatAre() {
        start(BY_ID, Map.of());
        String said = check(Map.of("users.emial", "mask"), SALT);
        assertTrue(said.contains("users.emial") && said.contains("id, email, pin, card"), said);
    }

    @Test
    void aTypeWithoutOneTextIsNotHashed() {
        Sample at = Sample.table("users", 1, "id INTEGER", "email DOUBLE");
        Problem problem = assertThrows(Problem.class, () -> start(BY_ID, ALL).load(at.insert(1, 1.5)));
        assertTrue(problem.getMessage().contains("type DOUBLE") && problem.exitCode() == 2, problem.getMessage());
    }

    @Test
    void noSaltIsEverShown() {
        start(BY_ID, ALL).load(users.insert(1, "ada@x", 1, "c"));
        assertFalse(run.config.toString().contains(SALT) || run.config.choices().toString().contains(SALT));
        assertFalse(run.pipeline.committed().toString().contains(SALT));
    }
}
