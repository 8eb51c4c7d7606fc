import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import config.CdcConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kind.MysqlKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loader's own settings and the DuckDB file. */
class LoaderSettingsTest extends ConfigProject {

    @Test
    void theLoadersSettingsHaveDefaults() {
        CdcConfig config = load();
        assertEquals(new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                config.columns());
        assertEquals(new CdcConfig.Limits(100_000, 33_554_432, 1000, 10_000), config.limits());
        assertEquals(Map.of(), config.primaryKeys());
        assertEquals(project.resolve(".dlt/pipelines/debezium_cdc"), config.pipelineDir());
        assertEquals("debezium_data", config.dataset());
        assertTrue(config.direct());
    }

    @Test
    void theLoadersSettingsAreRead() throws IOException {
        config("""
                [cdc_settings]
                deleted_column = "is_deleted"
                load_max_rows = 5
                [cdc_settings.primary_keys]
                test_users = "id"
                "public.orders" = ["tenant", "id"]
                public.lines = "id"
                [cdc_settings.table_names]
                "a.users" = "a_users"
                [runtime]
                log_level = "INFO"
                [destination.postgres]
                whatever = 1
                [sources.github]
                token = "x"
                """);
        env.put("CDC_SETTINGS__LOAD_MAX_MS", "50");
        CdcConfig config = load();
        assertEquals("is_deleted", config.columns().deleted());
        assertEquals(5, config.limits().rows());
        assertEquals(50, config.limits().millis());
        assertEquals(Map.of("test_users", List.of("id"), "public.orders", List.of("tenant", "id"), "public.lines",
                List.of("id")), config.primaryKeys());
        assertEquals(Map.of("a.users", "a_users"), config.tableNames());
    }

    @Test
    void aPipelinesNameIsItsFolderAndItsTopicToo() throws IOException {
        config("[cdc_settings]\npipeline_name = \"orders\"\ndataset_name = \"shop\"\n");
        CdcConfig config = load();
        assertEquals("orders", config.pipeline());
        assertEquals("shop", config.dataset());
        assertEquals(project.resolve(".dlt/pipelines/orders"), config.pipelineDir());
        assertEquals(project.resolve(".dlt/pipelines/orders/orders.duckdb"), config.target().file());
        assertEquals("orders", config.debezium().getProperty("topic.prefix"));
    }

    /** One key for a served file and a lake; dlt's own, which only dlt's readers know, wins. */
    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "ducklake"})
    void duckdbsExtensionsAreInOneFolderWhateverTheDestination(String destination) throws IOException {
        String settings = "[cdc_settings]\ndestination = \"" + destination + "\"\n";
        config(settings);
        assertNull(load().target().extensions());
        config(settings + "extension_directory = \"ext/ours\"\n");
        assertEquals(project.resolve("ext/ours"), load().target().extensions());
        config(settings + "extension_directory = \"ext/ours\"\n[destination." + destination
                + ".credentials.global_config]\nextension_directory = \"/ext/dlt\"\n");
        assertEquals(Path.of("/ext/dlt"), load().target().extensions());
        env.put("CDC_SETTINGS__EXTENSION_DIRECTORY", "a\0b");
        env.put("DESTINATION__" + destination.toUpperCase(Locale.ROOT)
                + "__CREDENTIALS__GLOBAL_CONFIG__EXTENSION_DIRECTORY", "");
        assertTrue(said(this::load).contains("CDC_SETTINGS__EXTENSION_DIRECTORY"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
        "[cdc_settings]\\nload_max_row = 1; line 2: cdc_settings.load_max_row is not; Did you mean load_max_rows?",
        "[cdc_settings.primary_key]\\nt = 'id'; line 2: cdc_settings.primary_key is not; Did you mean primary_keys?",
        "[destination.duckdb]\\ncredential = 'x'; line 2: destination.duckdb.credential is; Did you mean credentials?",
        "[cdc_settings]\\nprimary_keys = 'id'; cdc_settings.primary_keys is; expected a table: [cdc_settings.pri",
        "[cdc_settings]\\nsnapshot = 'fast'; line 2: cdc_settings.snapshot is; \"engine\" or \"direct\"",
        "[cdc_settings]\\nload_max_rows = 0; line 2: cdc_settings.load_max_rows is 0; at least 1",
        "[cdc_settings]\\nseq_column = '_dlt_id'; line 2: cdc_settings.seq_column; does not start with _dlt_",
        "[cdc_settings]\\ndeletes = 'all'; line 2: cdc_settings.deletes is \"all\"; \"soft\" or \"hard\"",
        "[cdc_settings.deletes]\\nt = 'yes'; line 2: cdc_settings.deletes.t is \"yes\"; \"soft\" or \"hard\"",
        "[cdc_settings.nested]\\nt.c = 'all'; line 2: cdc_settings.nested.t.c is \"all\"; \"tables\", or how many",
        "[cdc_settings.nested]\\nt.c = 0; line 2: cdc_settings.nested.t.c is 0; \"tables\", or how many levels",
        "[cdc_settings.nested]\\nt = 1; line 2: cdc_settings.nested.t is 1; a column as table.column",
        "[cdc_settings]\\nmask = 'email'; line 2: cdc_settings.mask; columns as \"table.column\"",
        "[cdc_settings]\\nmask = 't.a'\\nexclude = ['t.a']; cdc_settings.mask has \"t.a\"; in cdc_settings.exclude",
        "[cdc_settings]\\nhash = ['t.a']; cdc_settings.hash_salt is missing; variable CDC_SETTINGS__HASH_SALT",
        "[cdc_settings]\\nhash_salt = 'x'; cdc_settings.hash_salt is a secret; put it into [cdc_settings] of .dlt/sec",
        "[cdc_settings.retention]\\nt = '90'; line 2: cdc_settings.retention.t is \"90\"; such as \"90 days\"",
        "[cdc_settings.history]\\nt = 'T h'; line 2: cdc_settings.history.t is \"T h\"; the name of a table",
        "[cdc_settings]\\npipeline_name = 'My-Pipe'; line 2: cdc_settings.pipeline_name is; the name of a dlt pipeline",
        "[cdc_settings.write_disposition]\\nt = 'merge'; line 2: cdc_settings.write_disposition.t; expected \"scd2\"",
        "[cdc_settings]\\nwrite_disposition.t = 'scd2'\\ndeletes.t = 'hard'; line 2: cdc_settings.write_disposition.t;"
            + " take one of them out",
        "[cdc_settings]\\nop_column = '__seq'; line 2: cdc_settings.op_column; no other column of ours"})
    void aWrongSettingOfTheLoaderIsTold(String toml, String place, String advice) throws IOException {
        config(toml.replace("\\n", "\n"));
        String said = said(this::load);
        assertTrue(said.contains(place) && said.contains(advice), said);
    }

    @Test
    void aDirectSnapshotIsForPostgresOnly() throws IOException {
        config("[cdc_settings]\nsnapshot = \"direct\"\n");
        assertTrue(load().direct());
        String said = said(() -> CdcConfig.of(settings(), load().debezium(), new MysqlKind(), "mysql_cdc",
                "mysql_cdc_data"));
        assertTrue(said.contains("line 2: snapshot = \"direct\" is for PostgreSQL only"), said);
        config("[cdc_settings]\nsnapshot = \"engine\"\n");
        assertFalse(load().direct());
        assertFalse(CdcConfig.of(settings(), load().debezium(), new MysqlKind(), "mysql_cdc", "mysql_cdc_data")
                .direct());
    }

    @Test
    void theDuckDbFileIsFoundFromEveryForm() throws IOException {
        Path standard = project.resolve(".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb");
        assertEquals(standard, load().target().file());
        Map.of("duckdb:///rel.duckdb", project.resolve("rel.duckdb"),
                "duckdb:////abs/x.duckdb", Path.of("/abs/x.duckdb"),
                "/abs/y.duckdb", Path.of("/abs/y.duckdb"),
                "sub/../z.duckdb", project.resolve("z.duckdb"),
                ":pipeline:", standard,
                "duckdb:///:pipeline:", standard).forEach((text, path) -> {
                    env.put("DESTINATION__DUCKDB__CREDENTIALS", text);
                    assertEquals(path, load().target().file(), text);
                });
        env.clear();
        config("[destination.duckdb.credentials]\ndatabase = \"t.duckdb\"\nread_only = false\n");
        assertEquals(project.resolve("t.duckdb"), load().target().file());
        config("[destination.duckdb]\ncredentials = \"duckdb:///f.duckdb\"\n");
        assertEquals(project.resolve("f.duckdb"), load().target().file());
        env.put("DESTINATION__DUCKDB__CREDENTIALS__DATABASE", "e.duckdb");
        assertEquals(project.resolve("e.duckdb"), load().target().file());
    }

    @ParameterizedTest
    @ValueSource(strings = {":memory:", "postgres://u:hunter2-9f3@h/d", "md:x?motherduck_token=hunter2-9f3", "",
        "duckdb:///", "duckdb:///a.duckdb?password=hunter2-9f3", "duckdb://a.duckdb"})
    void whatIsNoDuckDbFileIsToldWithoutItsText(String text) {
        env.put("DESTINATION__DUCKDB__CREDENTIALS", text);
        String said = said(this::load);
        assertTrue(said.startsWith("environment variable DESTINATION__DUCKDB__CREDENTIALS: "), said);
        assertFalse(said.contains(PASSWORD), said);
    }

    @Test
    void theExamplesLoadAndServeAllSources() throws IOException {
        Path examples = Path.of(System.getProperty("project.root", ".")).resolve(".dlt");
        secrets(Files.readString(examples.resolve("example.secrets.toml")));
        config(Files.readString(examples.resolve("example.config.toml")));
        CdcConfig config = load();
        assertEquals("localhost", config.debezium().getProperty("database.hostname"));
        assertEquals(Map.of("test_users", List.of("id")), config.primaryKeys());
        assertEquals(project.resolve(".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb"), config.target().file());
    }
}
