import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.PostgresKind;
import capture.SourceKind;
import config.CdcConfig;
import config.Problem;
import config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a project's settings and the environment become, and what is said when they are wrong. */
class ConfigTest {

    private static final String PASSWORD = "hunter2-9f3";
    private static final String POSTGRES = """
            [sources.debezium.postgres]
            host = "db.example"
            user = "myuser"
            password = "hunter2-9f3"
            database = "mydb"
            """;

    @TempDir
    private Path project;
    private final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void writePostgres() throws IOException {
        secrets(POSTGRES);
    }

    // ---- looking up

    @Test
    void environmentWinsOverSecretsWhichWinOverConfig() throws IOException {
        secrets("a = 1\nb = 1\n");
        config("a = 2\nb = 2\nc = 2\n");
        env.put("A", "0");
        Settings settings = settings();
        assertEquals(0, settings.require("a").integer());
        assertEquals("environment variable A", settings.require("a").origin());
        assertEquals(1, settings.require("b").integer());
        assertEquals(".dlt/secrets.toml line 2", settings.require("b").origin());
        assertEquals(".dlt/config.toml line 3", settings.require("c").origin());
    }

    @Test
    void aMissingValueListsEveryPlaceLookedAt() throws IOException {
        Files.delete(project.resolve(".dlt/secrets.toml"));
        String said = said(() -> settings().require("x", "y", "z"));
        assertTrue(said.contains("environment variable X__Y__Z"), said);
        assertTrue(said.contains(".dlt/secrets.toml (no such file) [x.y] z"), said);
        assertTrue(said.contains(".dlt/config.toml (no such file) [x.y] z"), said);
        String host = said(this::load);
        assertTrue(host.contains("SOURCES__DEBEZIUM__POSTGRES__HOST or SOURCES__DEBEZIUM__HOST"), host);
        assertTrue(host.contains("[sources.debezium.postgres] host or [sources.debezium] host"), host);
    }

    @Test
    void aSectionMergesAllThreePlaces() throws IOException {
        secrets("[sources.debezium]\nslot_name = \"s\"\n");
        config("[sources.debezium]\nslot_name = \"c\"\nsnapshot_mode = \"initial\"\n");
        env.put("SOURCES__DEBEZIUM__MAX_BATCH_SIZE", "100");
        env.put("SOURCES__DEBEZIUM__POSTGRES__HOST", "elsewhere");
        var section = settings().section("sources", "debezium");
        assertEquals(List.of("max_batch_size", "slot_name", "snapshot_mode"), section.keySet().stream().sorted()
                .toList());
        assertEquals("s", section.get("slot_name").text());
        assertEquals(100, section.get("max_batch_size").integer());
    }

    @Test
    void theEnvironmentSetsAnEntryWhateverItsCaseInTheFile() throws IOException {
        config("[cdc_settings.primary_keys]\nTest_Users = \"id\"\n");
        env.put("CDC_SETTINGS__PRIMARY_KEYS__TEST_USERS", "tenant,id");
        assertEquals(Map.of("Test_Users", List.of("tenant", "id")), load().primaryKeys());
    }

    @Test
    void linesAreFoundBehindMultiLineTextsAndInDottedAndQuotedKeys() throws IOException {
        secrets("# x\nt = \"\"\"\nfake = 1\n[no]\n\"\"\"\n[ s . \"a.b\" ] # c\n'k.l' = 5\nm.n = {o = 1}\n"
                + "t = '''\n'k.l' = 6\n'''\n");
        Settings settings = settings();
        assertEquals(".dlt/secrets.toml line 7", settings.require("s", "a.b", "k.l").origin());
        assertEquals(".dlt/secrets.toml line 8", settings.require("s", "a.b", "m", "n", "o").origin());
        assertTrue(settings.find("fake").isEmpty());
    }

    @Test
    void aSyntaxErrorNamesFileLineAndColumnAndNeverTheText() throws IOException {
        secrets("[a]\nb = 1\npassword = hunter2-9f3\n");
        String said = said(this::settings);
        assertTrue(said.startsWith(".dlt/secrets.toml line 3 column 12: not valid TOML"), said);
        assertFalse(said.contains(PASSWORD), said);
        for (String bad : List.of("password = 2-9f3-77", "password = \"hunter2-9f3", "password = 0x2_9f3zz",
                "password = \"hunter2-9f3\\q\"", "password = 1e9999999999999", "[hunter2-9f3")) {
            secrets(bad);
            Problem problem = assertThrows(Problem.class, this::settings, bad);
            assertFalse(problem.getMessage().matches(".*(9f3|9999).*"), problem.getMessage());
            assertEquals(null, problem.getCause());
        }
    }

    // ---- types

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"a,b;a|b", " a , b ;a|b", "[\"a\", \"b\"];a|b", "a;a"})
    void aListInTheEnvironmentIsCommaSeparatedOrJson(String text, String expected) {
        env.put("L", text);
        assertEquals(List.of(expected.split("\\|")), settings().require("l").texts());
    }

    @Test
    void textFromTheEnvironmentBecomesNumbersAndBooleans() {
        env.putAll(Map.of("N", " 1_000 ", "T", "True", "F", "false"));
        assertEquals(1000, settings().require("n").integer());
        assertTrue(settings().require("t").bool());
        assertFalse(settings().require("f").bool());
    }

    @Test
    void aWrongTypeIsToldWithPlaceKeyValueAndWhatWasExpected() throws IOException {
        config("[s]\nn = \"many\"\nb = 1\nt = 5\nl = [[\"a\"]]\nf = 1.5\ne = []\n");
        Settings settings = settings();
        assertEquals(".dlt/config.toml line 2: s.n is \"many\", expected a whole number.",
                said(() -> settings.require("s", "n").integer()));
        assertEquals(".dlt/config.toml line 3: s.b is 1, expected true or false.",
                said(() -> settings.require("s", "b").bool()));
        assertEquals(".dlt/config.toml line 4: s.t is 5, expected text in quotes.",
                said(() -> settings.require("s", "t").text()));
        assertTrue(said(() -> settings.require("s", "l").texts()).contains("line 5"));
        assertTrue(said(() -> settings.require("s", "l").property()).contains("plain list"));
        assertTrue(said(() -> settings.require("s", "f").integer()).contains("1.5"));
        assertTrue(said(() -> settings.require("s", "e").texts()).contains("at least one"));
        assertTrue(said(() -> settings.section("s", "n")).contains("must be a table"));
    }

    // ---- secrets

    @Test
    void aSecretIsInNoMessageAndNoPrintedForm() throws IOException {
        CdcConfig config = load();
        assertEquals(PASSWORD, config.debezium().getProperty("database.password"));
        assertFalse(config.toString().contains(PASSWORD));
        assertFalse(("" + config.debezium()).contains(PASSWORD));
        assertFalse(("" + settings().section("sources", "debezium", "postgres")).contains(PASSWORD));
        assertEquals("********", config.debezium().masked().get("database.password"));
        var value = settings().require("sources", "debezium", "postgres", "password");
        assertFalse(said(value::integer).contains(PASSWORD));
        assertFalse(said(value::bool).contains(PASSWORD));
        secrets(POSTGRES.replace("\"hunter2-9f3\"", "[[\"hunter2-9f3\"]]"));
        assertFalse(said(this::load).contains(PASSWORD));
    }

    @Test
    void secretsOfPassThroughPropertiesAreMaskedToo() {
        env.put("SOURCES__DEBEZIUM__DATABASE_SSLPASSWORD", PASSWORD);
        env.put("SOURCES__DEBEZIUM__DRIVER_TRUSTSTOREPASSWORD", PASSWORD);
        assertFalse(load().toString().contains(PASSWORD));
    }

    // ---- Debezium's properties

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
        var properties = ConfigHelperUniversal.load(project, env, new FileKind(), "p", "d").debezium().plain();
        assertEquals("f", properties.get("file"));
        assertFalse(properties.containsKey("slot.name"));
        secrets(shared + "slotname = 1\n");
        assertTrue(said(() -> ConfigHelperUniversal.load(project, env, new FileKind(), "p", "d"))
                .contains("line 5: sources.debezium.slotname is neither"));
        secrets("[sources.debezium.lines]\nslot_name = \"s\"\n");
        assertTrue(said(() -> ConfigHelperUniversal.load(project, env, new FileKind(), "p", "d"))
                .contains("line 2: sources.debezium.lines.slot_name is neither"));
    }

    /** A kind with another connector: Kafka's own, which reads lines of a file. */
    private static final class FileKind implements SourceKind {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public String pipeline() {
            return "p";
        }

        @Override
        public String dataset() {
            return "d";
        }

        @Override
        public String connectorClass() {
            return "org.apache.kafka.connect.file.FileStreamSourceConnector";
        }

        @Override
        public Map<String, String> aliases() {
            return Map.of();
        }

        @Override
        public List<String> required() {
            return List.of();
        }

        @Override
        public Map<String, String> defaults() {
            return Map.of();
        }

        @Override
        public Map<String, String> fixed() {
            return Map.of();
        }

        @Override
        public Map<String, String> listMembers() {
            return Map.of();
        }

        @Override
        public List<String> ownPrefixes() {
            return List.of();
        }
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
        "offset_commit_policy = \"x\""})
    void whatExactlyOnceRestsOnCannotBeChanged(String line) throws IOException {
        secrets(POSTGRES + line + "\n");
        String said = said(this::load);
        assertTrue(said.startsWith(".dlt/secrets.toml line 6: ") && said.contains("cannot be changed, because"), said);
        secrets(POSTGRES + "[sources.debezium.properties]\n" + line + "\n");
        assertTrue(said(this::load).contains("cannot be changed, because"));
    }

    @Test
    void sayingOurOwnValueOfAFixedPropertyIsFine() throws IOException {
        secrets(POSTGRES + "tombstones_on_delete = false\nslot_drop_on_stop = false\noffset_flush_interval_ms = 0\n");
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

    // ---- what the loader has to know

    @Test
    void theLoadersSettingsHaveDefaults() {
        CdcConfig config = load();
        assertEquals(new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                config.columns());
        assertEquals(new CdcConfig.Limits(100_000, 33_554_432, 1000, 10_000), config.limits());
        assertEquals(Map.of(), config.primaryKeys());
        assertEquals(project.resolve(".dlt/pipelines/debezium_cdc"), config.pipelineDir());
        assertEquals("debezium_data", config.dataset());
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

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
        "[cdc_settings]\\nload_max_row = 1; line 2: cdc_settings.load_max_row is not; Did you mean load_max_rows?",
        "[cdc_settings.primary_key]\\nt = 'id'; line 2: cdc_settings.primary_key is not; Did you mean primary_keys?",
        "[destination.duckdb]\\ncredential = 'x'; line 2: destination.duckdb.credential is; Did you mean credentials?",
        "[cdc_settings]\\nprimary_keys = 'id'; cdc_settings.primary_keys is; expected a table: [cdc_settings.pri",
        "[cdc_settings]\\nload_max_rows = 0; line 2: cdc_settings.load_max_rows is 0; at least 1",
        "[cdc_settings]\\nseq_column = '_dlt_id'; line 2: cdc_settings.seq_column; does not start with _dlt_",
        "[cdc_settings]\\nop_column = '__seq'; line 2: cdc_settings.op_column; no other column of ours"})
    void aWrongSettingOfTheLoaderIsTold(String toml, String place, String advice) throws IOException {
        config(toml.replace("\\n", "\n"));
        String said = said(this::load);
        assertTrue(said.contains(place) && said.contains(advice), said);
    }

    @Test
    void theDuckDbFileIsFoundFromEveryForm() throws IOException {
        Path standard = project.resolve(".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb");
        assertEquals(standard, load().duckdb());
        Map.of("duckdb:///rel.duckdb", project.resolve("rel.duckdb"),
                "duckdb:////abs/x.duckdb", Path.of("/abs/x.duckdb"),
                "/abs/y.duckdb", Path.of("/abs/y.duckdb"),
                "sub/../z.duckdb", project.resolve("z.duckdb"),
                ":pipeline:", standard,
                "duckdb:///:pipeline:", standard).forEach((text, path) -> {
                    env.put("DESTINATION__DUCKDB__CREDENTIALS", text);
                    assertEquals(path, load().duckdb(), text);
                });
        env.clear();
        config("[destination.duckdb.credentials]\ndatabase = \"t.duckdb\"\nread_only = false\n");
        assertEquals(project.resolve("t.duckdb"), load().duckdb());
        config("[destination.duckdb]\ncredentials = \"duckdb:///f.duckdb\"\n");
        assertEquals(project.resolve("f.duckdb"), load().duckdb());
        env.put("DESTINATION__DUCKDB__CREDENTIALS__DATABASE", "e.duckdb");
        assertEquals(project.resolve("e.duckdb"), load().duckdb());
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
        assertEquals(project.resolve(".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb"), config.duckdb());
    }

    // ---- the command

    @Test
    void theCommandPrintsSortedAndMasked() {
        Run run = run("postgres", "--project", project.toString());
        assertEquals(0, run.code());
        assertTrue(run.out().contains("database.password=********\n"), run.out());
        assertEquals(run.out().lines().sorted().toList(), run.out().lines().toList());
        assertTrue(run("postgres", "--project", project.toString(), "--show-secrets").out().contains(PASSWORD));
    }

    @Test
    void theOutputFileIsForItsOwnerAndMasked() throws IOException {
        Path file = project.resolve("out.properties");
        Files.writeString(file, "old");
        Run run = run("postgres", "--project", project.toString(), "--output", file.toString());
        assertEquals(0, run.code());
        assertTrue(run.err().contains("masked"), run.err());
        assertFalse(Files.readString(file).contains(PASSWORD));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void anUnknownSourceEndsWithTwoAndTheKinds() {
        Run run = run("postgress");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("cassandra (not supported yet)"), run.err());
        assertEquals(1, run.err().lines().count());
        assertEquals(2, run("mysql").code());
        assertEquals(2, run().code());
    }

    private record Run(int code, String out, String err) {
    }

    private static Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = ConfigHelperUniversal.commandLine().setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int code = line.execute(args);
        return new Run(code, out.toString(), err.toString());
    }

    private CdcConfig load() {
        return ConfigHelperUniversal.load(project, env, new PostgresKind(), "debezium_cdc", "debezium_data");
    }

    private Settings settings() {
        return Settings.of(project, env);
    }

    private static String said(Runnable action) {
        Problem problem = assertThrows(Problem.class, action::run);
        assertEquals(2, problem.exitCode());
        return problem.getMessage();
    }

    private void secrets(String toml) throws IOException {
        write("secrets.toml", toml);
    }

    private void config(String toml) throws IOException {
        write("config.toml", toml);
    }

    private void write(String name, String toml) throws IOException {
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt").resolve(name), toml);
    }
}
