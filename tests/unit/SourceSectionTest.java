import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import config.CdcConfig;
import config.PropertyNames;
import config.SourceSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kind.MysqlKind;
import kind.OracleKind;
import kind.SourceKind;
import kind.SourceKinds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code [sources.debezium]} becomes for Debezium, and what is said when it is wrong. */
class SourceSectionTest extends ConfigProject {

    @Test
    void defaultsAreThoseThatExactlyOnceAndExactTypesNeed() {
        Map<String, String> properties = load().debezium().plain();
        Map<String, String> expected = Map.ofEntries(
                Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
                Map.entry("name", "debezium_cdc"), Map.entry("topic.prefix", "debezium_cdc"),
                Map.entry("database.port", "5432"), Map.entry("plugin.name", "pgoutput"),
                Map.entry("slot.name", "debezium_slot"), Map.entry("publication.name", "debezium_pub"),
                Map.entry("publication.autocreate.mode", "filtered"), Map.entry("errors.max.retries", "0"),
                Map.entry("offset.flush.interval.ms", "0"), Map.entry("lsn.flush.mode", "connector"),
                Map.entry("skipped.operations", "none"), Map.entry("tombstones.on.delete", "false"),
                Map.entry("time.precision.mode", "microseconds"), Map.entry("decimal.handling.mode", "precise"),
                Map.entry("message.prefix.include.list", "cdc_barrier"));
        expected.forEach((name, value) -> assertEquals(value, properties.get(name), name));
        assertTrue(Integer.parseInt(properties.get("max.queue.size"))
                > Integer.parseInt(properties.get("max.batch.size")));
        long queue = Long.parseLong(properties.get("max.queue.size.in.bytes"));
        assertTrue(queue >= 16L << 20 && queue <= 256L << 20, "" + queue);
    }

    @Test
    void keysBecomeProperties() throws IOException {
        secrets("""
                [sources.debezium]
                host = "general"
                table_include_list = ["public.a", "public.b"]
                max_batch_size = 10
                max.queue.size = 99
                "poll.interval.ms" = 5
                driver_ApplicationName = "x"
                [sources.debezium.mysql]
                nonsense = 1
                [sources.debezium.postgres]
                host = "special"
                username = "u"
                password = ""
                dbname = "d"
                port = 5433
                max_batch_size = 11
                [sources.debezium.properties]
                "max.batch.size" = 12
                snapshot.fetch.size = 7
                """);
        Map<String, String> properties = load().debezium().plain();
        Map.of("database.hostname", "special", "database.user", "u", "database.dbname", "d", "database.port", "5433",
                "table.include.list", "public.a,public.b", "max.batch.size", "12", "max.queue.size", "99",
                "poll.interval.ms", "5", "driver.ApplicationName", "x", "snapshot.fetch.size", "7")
                .forEach((name, value) -> assertEquals(value, properties.get(name), name));
    }

    @Test
    void theSharedTableMayHoldOtherKindsPropertiesButNoUnknownOnes() throws IOException {
        String shared = "[sources.debezium]\nslot_name = \"s\"\nhost = \"h\"\nfile = \"f\"\n";
        secrets(shared);
        var properties = CdcConfig.load(project, env, new FileKind(), "p", "d").debezium().plain();
        assertEquals("f", properties.get("file"));
        assertFalse(properties.containsKey("slot.name"));
        secrets(shared + "slotname = 1\n");
        assertTrue(said(() -> CdcConfig.load(project, env, new FileKind(), "p", "d"))
                .contains("line 5: sources.debezium.slotname is neither"));
        secrets("[sources.debezium.lines]\nslot_name = \"s\"\n");
        assertTrue(said(() -> CdcConfig.load(project, env, new FileKind(), "p", "d"))
                .contains("line 2: sources.debezium.lines.slot_name is neither"));
    }

    /** The example had the list in the shared table while there was one kind only; such files stay valid. */
    @Test
    void theTablesToCaptureMayStandInTheSharedTableOrInTheKindsOwn() throws IOException {
        String shared = """
                [sources.debezium]
                slot_name = "debezium_slot"
                publication_name = "debezium_pub"
                table_include_list = "public.test_users"
                snapshot_mode = "initial"
                """;
        String mysql = POSTGRES.replace("postgres", "mysql");
        secrets(shared + POSTGRES + mysql);
        assertEquals("public.test_users", load().debezium().getProperty("table.include.list"));
        assertEquals("public.test_users", load(new MysqlKind()).get("table.include.list"));
        secrets(shared + POSTGRES + mysql + "table_include_list = \"mydb.test_users\"\n");
        assertEquals("public.test_users", load().debezium().getProperty("table.include.list"));
        assertEquals("mydb.test_users", load(new MysqlKind()).get("table.include.list"));
        assertFalse(load(new MysqlKind()).containsKey("slot.name"));
        secrets(POSTGRES + "table_include_list = \"public.a\"\n" + mysql);
        assertEquals("public.a", load().debezium().getProperty("table.include.list"));
        assertFalse(load(new MysqlKind()).containsKey("table.include.list"));
        env.put("SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST", "public.b");
        assertEquals("public.b", load().debezium().getProperty("table.include.list"));
    }

    @Test
    void theExampleServesBothLoaders() throws IOException {
        secrets(Files.readString(Path.of(System.getProperty("project.root", "."))
                .resolve(".dlt/example.secrets.toml")));
        assertEquals("public.test_users", load().debezium().getProperty("table.include.list"));
        assertEquals("debezium_slot", load().debezium().getProperty("slot.name"));
        assertEquals("mydb.test_users", load(new MysqlKind()).get("table.include.list"));
    }

    @Test
    void aWholeUrlStandsInForTheHost() throws IOException {
        String oracle = POSTGRES.replace("postgres", "oracle");
        secrets(oracle.replace("host = \"db.example\"", "url = \"jdbc:oracle:thin:@//db.example:1521/X\""));
        assertEquals("jdbc:oracle:thin:@//db.example:1521/X", load(new OracleKind()).get("database.url"));
        secrets(oracle.replace("host = ", "# "));
        assertTrue(said(() -> load(new OracleKind())).contains("oracle.host is missing"));
    }

    /** Another kind's properties; its connector is not here, so names are not checked. */
    private Map<String, String> load(SourceKind kind) {
        return SourceSection.read(settings(), kind, SourceKinds.ALL, PropertyNames.unchecked(kind), kind.pipeline())
                .plain();
    }

    @Test
    void theEnvironmentWinsOverAnyTableOfAFileButNotOverRawNames() throws IOException {
        secrets(POSTGRES + "max_batch_size = 1\nmax_queue_size = 1\n[sources.debezium.properties]\n"
                + "\"max.queue.size\" = 3\n");
        env.put("SOURCES__DEBEZIUM__MAX_BATCH_SIZE", "2");
        env.put("SOURCES__DEBEZIUM__MAX_QUEUE_SIZE", "2");
        env.put("SOURCES__DEBEZIUM__POSTGRES__USERNAME", "operator");
        env.put("SOURCES__DEBEZIUM__DATABASE_TCPKEEPALIVE", "false");
        Map<String, String> properties = load().debezium().plain();
        assertEquals("2", properties.get("max.batch.size"));
        assertEquals("3", properties.get("max.queue.size"));
        assertEquals("operator", properties.get("database.user"));
        assertEquals("false", properties.get("database.tcpKeepAlive"));
    }

    @ParameterizedTest
    @CsvSource({"slot_nam, slot_name", "snapshotmode, snapshot_mode", "table_includelist, table_include_list",
        "hots, host", "databse_hostname, database_hostname", "ofset_mismatch_strategy, offset_mismatch_strategy"})
    void anUnknownKeyIsAnErrorWithPlaceAndNearestName(String typed, String meant) throws IOException {
        secrets(POSTGRES + typed + " = \"x\"\n");
        String said = said(this::load);
        assertTrue(said.startsWith(".dlt/secrets.toml line 6: sources.debezium.postgres." + typed + " is "), said);
        assertTrue(said.endsWith("Did you mean " + meant + "?"), said);
    }

    @Test
    void aMistypedTableIsToldToo() throws IOException {
        secrets(POSTGRES + "[sources.debezium.postgress]\nhost = \"x\"\n");
        assertTrue(said(this::load).endsWith("Did you mean the table [sources.debezium.postgres]?"));
    }

    @Test
    void propertiesOutsideTheListsOfTheConnectorAreKnown() throws IOException {
        secrets(POSTGRES + """
                read_only = false
                offset_mismatch_strategy = "no_validation"
                transforms = "t"
                transforms_t_type = "x"
                "column.mask.with.5.chars" = "public.a.b"
                "snapshot.select.statement.overrides.public.a" = "SELECT 1"
                post_processors = "reselect"
                "reselect.type" = "x"
                record_processing_threads = 2
                topic_delimiter = "."
                """);
        Map<String, String> properties = load().debezium().plain();
        assertEquals("x", properties.get("transforms.t.type"));
        assertEquals("x", properties.get("reselect.type"));
        assertEquals("false", properties.get("read.only"));
    }

    @Test
    void valuesAreCheckedAgainstWhatTheConnectorAllows() throws IOException {
        secrets(POSTGRES + "snapshot_mode = \"initia\"\n");
        String said = said(this::load);
        assertTrue(said.startsWith(".dlt/secrets.toml line 6: sources.debezium.postgres.snapshot_mode is \"initia\""));
        assertTrue(said.contains("initial, initial_only"), said);
        secrets(POSTGRES + "port = \"five\"\n");
        assertTrue(said(this::load).contains("port is \"five\", expected a whole number"));
        secrets(POSTGRES.replace("\"db.example\"", "\"\""));
        assertTrue(said(this::load).contains("line 2: sources.debezium.postgres.host is \"\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"offset_storage = \"x\"", "\"offset.storage.file.filename\" = \"x\"",
        "offset_flush_interval_ms = 1000", "errors_max_retries = 3", "lsn_flush_mode = \"manual\"",
        "flush_lsn_source = false", "tombstones_on_delete = true", "key_converter = \"x\"",
        "value_converter_schemas_enable = false", "slot_drop_on_stop = true", "connector_class = \"x\"",
        "offset_commit_policy = \"x\"", "snapshot_max_threads = 4", "signal_data_collection = \"public.s\"",
        "signal_enabled_channels = \"file\""})
    void whatExactlyOnceRestsOnCannotBeChanged(String line) throws IOException {
        secrets(POSTGRES + line + "\n");
        String said = said(this::load);
        assertTrue(said.startsWith(".dlt/secrets.toml line 6: ") && said.contains("cannot be changed, because"), said);
        secrets(POSTGRES + "[sources.debezium.properties]\n" + line + "\n");
        assertTrue(said(this::load).contains("cannot be changed, because"));
    }

    @Test
    void whatIsBelowAFixedPropertyIsFixedOnlyWhereThatIsSaid() throws IOException {
        String mysql = POSTGRES.replace("postgres", "mysql");
        secrets(mysql + "schema_history_internal = \"x.Store\"\n");
        assertTrue(said(() -> load(new MysqlKind())).contains("schema_history_internal cannot be changed, because"));
        secrets(mysql + "schema_history_internal_skip_unparseable_ddl = true\n");
        assertEquals("true", load(new MysqlKind()).get("schema.history.internal.skip.unparseable.ddl"));
        secrets(POSTGRES + "offset_storage_x = \"y\"\n");
        assertTrue(said(this::load).contains("offset_storage_x cannot be changed, because"));
    }

    @Test
    void sayingOurOwnValueOfAFixedPropertyIsFine() throws IOException {
        secrets(POSTGRES + "tombstones_on_delete = false\nslot_drop_on_stop = false\nsnapshot_max_threads ="
                + " 1\noffset_flush_interval_ms = 0\n");
        assertEquals("false", load().debezium().getProperty("tombstones.on.delete"));
    }

    @Test
    void twoSpellingsOfOneSettingMustAgree() throws IOException {
        secrets(POSTGRES + "username = \"other\"\n");
        assertTrue(said(this::load).contains("both set database.user"));
        secrets(POSTGRES + "username = \"myuser\"\n");
        assertEquals("myuser", load().debezium().getProperty("database.user"));
    }

    @Test
    void ourMessagesComeThroughWhateverPrefixesTheUserLists() throws IOException {
        secrets(POSTGRES + "message_prefix_include_list = \"audit\"\n");
        assertEquals("audit,cdc_barrier", load().debezium().getProperty("message.prefix.include.list"));
        secrets(POSTGRES + "message_prefix_exclude_list = \"audit\"\n");
        assertEquals(null, load().debezium().getProperty("message.prefix.include.list"));
    }
}
