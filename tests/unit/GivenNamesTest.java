package load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import change.GivenNames;
import change.PrimaryKeys;
import config.SchemaContract;
import event.ColumnType.Misfit;
import event.Sample;
import event.TableId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code [cdc_settings.column_names]}: which column a key means, and what a load makes of it. */
class GivenNamesTest {

    private static final TableId T = new TableId("public", "t");
    private static final Map<String, List<String>> NO_KEYS = Map.of();
    private static final Map<String, String> APART = Map.of("public.t.имя", "name");
    private static final Sample ROWS = Sample.table("t", 1, "имя VARCHAR", "город VARCHAR");

    @TempDir
    Path folder;

    @Test
    void aKeyNamesAColumnOfOneTableOrOfATableInAnySchema() {
        GivenNames names = new GivenNames(Map.of("public.t.a", "one", "t.a", "two", "t.b", "three"));
        assertEquals("one", names.column(T, "a"));
        assertEquals("two", names.column(new TableId("other", "t"), "a"));
        assertEquals("three", names.column(T, "b"));
        assertEquals("user_id", names.column(T, "userId"));
        assertEquals(Set.of(), names.unused());
        assertEquals("one", new GivenNames(Map.of("t.a", "one")).column(new TableId("", "t"), "a"),
                "a source without schemas");
        assertEquals("one", new GivenNames(Map.of("Shop.T.a", "one")).column(new TableId("shop", "t"), "a"),
                "a server that folds names");
    }

    @Test
    void namesThatHoldDotsAndQuotesAreToldApartByQuotes() {
        TableId dotted = new TableId("a", "b.c");
        TableId twin = new TableId("a.b", "c");
        assertEquals("x1", new GivenNames(Map.of("a.b.c.d", "x1")).column(dotted, "d"));
        GivenNames apart = new GivenNames(Map.of("\"a\".\"b.c\".\"d\"", "x1", "\"a.b\".c.d", "x2"));
        assertEquals("x1", apart.column(dotted, "d"));
        assertEquals("x2", apart.column(twin, "d"));
        assertEquals("q", new GivenNames(Map.of("t.\"q\"", "q")).column(T, "q"));
        assertEquals("q", new GivenNames(Map.of("t.\"q\"", "q")).column(T, "\"q\""), "as it is");
        assertEquals("q", new GivenNames(Map.of("t.\"a\"\"b\"", "q")).column(T, "a\"b"));
        GivenNames either = new GivenNames(Map.of("a.b.c.d", "x"));
        either.column(dotted, "d");
        Problem problem = assertThrows(Problem.class, () -> either.column(twin, "d"));
        assertEquals(2, problem.exitCode());
        says(problem, "\"a.b.c.d\"", "'\"a\".\"b.c\".\"d\"'", "'\"a.b\".\"c\".\"d\"'");
    }

    @Test
    void theKeyOfAColumnIsWrittenSoThatTomlAndWeReadIt() {
        assertEquals("\"public.t.имя\"", GivenNames.key(T, "имя"));
        assertEquals("'\"public\".\"t\".\"a.b\"'", GivenNames.key(T, "a.b"));
        assertEquals("\"\\\"public\\\".\\\"t\\\".\\\"a.'\\\"\"", GivenNames.key(T, "a.'"));
        assertEquals("x", new GivenNames(Map.of("\"public\".\"t\".\"a.'\"", "x")).column(T, "a.'"));
    }

    @Test
    void columnsThatDltNamesAlikeAreLoadedUnderGivenNamesInAppend() {
        refused(NO_KEYS, Map.of(), "имя", "город", "[cdc_settings.column_names]", "\"public.t.город\" = \"x_2\"",
                "column_exclude_list");
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, APART)) {
            run.load(ROWS.read("Анна", "Киев"), ROWS.insert("Иван", "Минск"));
            assertEquals(List.of("Анна Киев", "Иван Минск"), run.rows("SELECT name, x FROM T.t ORDER BY __seq"));
        }
    }

    @Test
    void aKeyIsConfiguredByTheSourcesNameOrByTheGivenOne() {
        for (String key : List.of("имя", "name")) {
            Map<String, List<String>> keys = Map.of("t", List.of(key));
            try (LoaderRun run = new LoaderRun(folder.resolve(key), keys, APART)) {
                run.load(ROWS.read("Анна", "Киев")).load(ROWS.update("Анна", "Минск")).load(ROWS.insert("Иван",
                        "Минск"));
                assertEquals(List.of("Анна Минск false", "Иван Минск false"),
                        run.rows("SELECT name, x, deleted FROM T.t ORDER BY 1"));
            }
        }
        List<String> columns = List.of("имя", "город");
        assertEquals(List.of("город"), new PrimaryKeys(Map.of("t", List.of("x")), NO_KEYS, APART).of(T, columns),
                "dlt's name is the other column's now");
    }

    @Test
    void valuesThatDoNotFitAndChangedTypesGoToVariantsOfTheGivenName() {
        Sample typed = Sample.table("t", 1, "id INTEGER", "имя DECIMAL(38,9)");
        try (LoaderRun run = new LoaderRun(folder, Map.of("t", List.of("id")), APART)) {
            run.load(typed.read(1, new Misfit("1e99")));
            assertEquals(List.of("null 1e99"), run.rows("SELECT name, name__v_text FROM T.t"));
            run.load(typed.altered("id INTEGER", "имя BLOB").update(1, new byte[] {1}));
            assertTrue(run.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = 't'")
                    .contains("name__v_binary"));
        }
    }

    @Test
    void aTableThatIsLoadedKeepsItsNames() {
        Sample one = Sample.table("t", 1, "имя VARCHAR");
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, Map.of())) {
            run.load(one.read("Анна"));
        }
        goesWrong(APART, one, "имя", "column x ", "name", "\"public.t.имя\" = \"x\"");
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, APART)) {
            run.load(ROWS.altered("имя VARCHAR", "город VARCHAR").truncate());
            assertThrows(Problem.class, () -> run.load(one.insert("Иван")));
        }
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, Map.of())) {
            run.load(one.insert("Иван"));
            assertEquals("2", run.one("SELECT count(x) FROM T.t"));
        }
    }

    @Test
    void aGivenNameIsNotChangedNorTakenAwayUnderALoadedTable() {
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, APART)) {
            run.load(ROWS.read("Анна", "Киев"));
        }
        goesWrong(Map.of("public.t.имя", "first_name"), ROWS, "name so far", "first_name",
                "drop TABLE --resnapshot");
        goesWrong(Map.of("public.t.город", "city"), ROWS, "\"public.t.имя\" = \"name\"");
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, Map.of("t.имя", "name", "public.t.новый", "new"))) {
            run.load(ROWS.insert("Иван", "Минск"), ROWS.altered("имя VARCHAR", "город VARCHAR", "новый VARCHAR")
                    .insert("О", "Л", "д"));
            assertEquals("3 1", run.one("SELECT count(name), count(\"new\") FROM T.t").replace(", ", " "));
        }
    }

    @Test
    void aGivenNameMayNotBeOneThatIsTaken() {
        refused(Map.of("t", List.of("имя")), Map.of("t.имя", "deleted"), "имя", "deleted", "deleted_column",
                "column_names");
        refused(NO_KEYS, Map.of("t.имя", "y", "t.город", "y"), "имя", "город", "y in the destination", "y_2");
        refused(NO_KEYS, Map.of("t.имя", "x"), "имя", "город");
    }

    @Test
    void theSchemaContractKnowsAKeyByItsGivenName() {
        Sample one = Sample.table("t", 1, "имя INTEGER");
        Sample other = one.altered("имя VARCHAR");
        Map<String, List<String>> keys = Map.of("t", List.of("имя"));
        try (LoaderRun run = new LoaderRun(folder, keys, APART)) {
            run.load(one.read(1));
        }
        try (LoaderRun run = new LoaderRun(folder, keys, APART,
                new SchemaContract(Map.of(SchemaContract.Entity.DATA_TYPE,
                SchemaContract.Mode.DISCARD_VALUE)))) {
            assertTrue(assertThrows(Problem.class, () -> run.load(other.insert("a"))).getMessage()
                    .contains("it is the primary key"));
        }
    }

    @Test
    void aKeyTellsItsTableHoweverItIsQuoted() {
        List<TableId> tables = List.of(T, new TableId("public", "t2"), new TableId("public.t", "c"),
                new TableId("p", "a.b"), new TableId("p", "it's"), new TableId("p", "\"q\""));
        for (TableId table : tables) {
            for (String column : List.of("c", "a.b", "it's", "a.'", "\"", "имя", "c.c", "\\", "cc")) {
                String key = GivenNames.key(table, column);
                assertEquals(List.of(table), tables.stream().filter(each -> GivenNames.isOf(each, key)).toList(), key);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ material

    private void refused(Map<String, List<String>> keys, Map<String, String> names, String... facts) {
        try (LoaderRun run = new LoaderRun(folder.resolve("refused"), keys, names)) {
            Problem problem = assertThrows(Problem.class, () -> run.load(ROWS.read("Анна", "Киев")));
            assertEquals(2, problem.exitCode());
            says(problem, facts);
        }
    }

    private void goesWrong(Map<String, String> names, Sample table, String... facts) {
        try (LoaderRun run = new LoaderRun(folder, NO_KEYS, names)) {
            String before = run.one("SELECT count(*) FROM T.t");
            Problem problem = assertThrows(Problem.class, () -> run.load(table.insert("Иван", "Минск")));
            assertEquals(2, problem.exitCode());
            says(problem, facts);
            assertEquals(before, run.one("SELECT count(*) FROM T.t"));
        }
    }

    private static void says(Problem problem, String... facts) {
        for (String fact : facts) {
            assertTrue(problem.getMessage().contains(fact), "'" + fact + "' in: " + problem.getMessage());
        }
        assertFalse(problem.getMessage().contains("\n"));
    }
}
