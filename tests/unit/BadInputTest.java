import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceDatabase;
import cli.Main;
import cli.Script;
import cli.Session;
import config.CdcConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kind.PostgresKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input, by table: each case gets a sentence that names what is wrong, exit code 2, and nothing is made; the
 * password in the file is never shown. What needs a server to be seen is in tests/test_errors.sh.
 */
class BadInputTest {

    private static final String SECRET = "hunter2-9f3";
    private static final String GOOD = "[sources.debezium]\nslot_name = \"s\"\n[sources.debezium.postgres]\nhost ="
            + " \"db.invalid\"\nport = 5432\n" + "user = \"u\"\npassword = \"" + SECRET + "\"\ndatabase = \"d\"\n";

    /** {@code env} is {@code NAME=value} by line; {@code says} what the sentence has to hold, split at a bar. */
    private record Case(String name, String secrets, String config, String env, String verb, String says) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case secrets(String name, String toml, String says) {
        return new Case(name, toml, "", "", "run", says);
    }

    private static Case key(String line, String says) {
        return new Case("the source's " + line, GOOD + line + "\n", "", "", "run", "secrets.toml line 9|" + says);
    }

    private static Case config(String toml, String says) {
        return new Case("config " + toml.replace('\n', ' '), GOOD, toml, "", "run", "config.toml|" + says);
    }

    private static Case env(String env, String says) {
        return new Case("environment " + (env.length() > 80 ? env.substring(0, 80) : env), GOOD, "", env, "run", says);
    }

    private static Case verb(String verb, String says) {
        return new Case("verb " + verb, GOOD, "", "", verb, says);
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        String broken = "secrets.toml line|TOML";
        all.add(secrets("a text without quotes", GOOD.replace("\"u\"", "u"), broken));
        all.add(secrets("a password without quotes", GOOD.replace("\"" + SECRET + "\"", SECRET), broken));
        all.add(secrets("a text that does not end", GOOD.replace("\"db.invalid\"", "\"db.invalid"), broken));
        all.add(secrets("a password that does not end", GOOD.replace(SECRET + "\"", SECRET), broken));
        all.add(secrets("a table that does not end", GOOD.replace("[sources.debezium.postgres]",
                "[sources.debezium.postgres"), broken));
        all.add(secrets("a key twice", GOOD + "port = 1\n", broken));
        all.add(secrets("a table twice", GOOD + "[sources.debezium]\nslot_name = \"t\"\n", broken));
        all.add(secrets("a key without a value", GOOD + "topic_prefix =\n", broken));
        all.add(secrets("a line without an equals sign", GOOD + "topic_prefix\n", broken));
        all.add(secrets("a wrong escape", GOOD + "topic_prefix = \"\\q\"\n", broken));
        all.add(secrets("a list that does not end", GOOD + "table_include_list = [\"a\", \n", broken));
        all.add(secrets("two values", GOOD + "topic_prefix = \"a\" \"b\"\n", broken));
        all.add(secrets("JSON in place of TOML", "{\"host\": \"" + SECRET + "\"}\n", broken));
        all.add(secrets("a zero byte", GOOD + "topic_prefix = \"a\u0000b\"\n", broken));
        all.add(secrets("a number with a leading zero", GOOD.replace("5432", "05432"), broken));
        all.add(secrets("no file's content", "", "host|is missing|SOURCES__DEBEZIUM__POSTGRES__HOST"));
        for (String missing : List.of("host", "user", "password", "database")) {
            all.add(secrets("no " + missing, GOOD.replaceAll("(?m)^" + missing + " = .*\n", ""), "postgres." + missing
                    + " is missing|secrets.toml"));
            if (!missing.equals("password")) {
                all.add(secrets("an empty " + missing, GOOD.replaceAll("(?m)^" + missing + " = .*\n", missing
                        + " = \"\"\n"),
                        "postgres." + missing));
            }
            String list = missing.equals("password") ? SECRET : "x";
            all.add(secrets("a list as " + missing, GOOD.replaceAll("(?m)^" + missing + " = .*\n", missing + " = [[\""
                    + list + "\"]]\n"),
                    "secrets.toml line|postgres." + missing));
        }
        for (String port : List.of("\"five\"", "1.5", "true", "0", "-1", "65536", "99999999999999999999", "\"\"",
                "[1, 2]")) {
            all.add(secrets("port = " + port, GOOD.replace("5432", port), "secrets.toml line 5|port|whole number"));
        }
        all.add(key("hots = \"x\"", "hots|host"));
        all.add(key("pasword = \"" + SECRET + "\"", "pasword|password"));
        all.add(key("max_batch_size = \"many\"", "max_batch_size|many"));
        all.add(key("snapshot_mode = \"sometimes\"", "snapshot_mode|sometimes"));
        all.add(key("slot_name = \"Not A Slot\"", "slot_name|Not A Slot"));
        all.add(key("slot_name = \"\"", "slot_name"));
        all.add(key("slot_name = \"" + "x".repeat(64) + "\"", "slot_name"));
        all.add(key("publication_name = \"Pub; DROP TABLE x\"", "publication_name"));
        all.add(key("topic_prefix = \"a b\"", "topic_prefix|a b"));
        all.add(key("lsn_flush_mode = \"manual\"", "lsn_flush_mode"));
        all.add(key("slot_drop_on_stop = true", "slot_drop_on_stop"));
        all.add(key("snapshot_max_threads = 4", "snapshot_max_threads|rows would double or be missing"));
        all.add(key("table_include_list = \"public.(a\"", "table_include_list|public.(a"));
        all.add(key("table_include_list = 5", "table_include_list|5"));
        all.add(key("tombstones_on_delete = \"perhaps\"", "tombstones_on_delete|a tombstone would be a second"));
        all.add(key("heartbeat_interval_ms = -5", "heartbeat_interval_ms|-5"));
        all.add(config("[cdc_settings]\nload_max_row = 1\n", "line 2|load_max_row|load_max_rows"));
        all.add(config("[cdc_settings]\nload_max_rows = \"many\"\n", "line 2|load_max_rows|many|whole number"));
        all.add(config("[cdc_settings]\nload_max_rows = 0\n", "line 2|load_max_rows|at least 1"));
        all.add(config("[cdc_settings]\nload_max_ms = 99999999999999999999\n", "line 2|load_max_ms"));
        all.add(config("[cdc_settings]\nload_history = -1\n", "line 2|load_history|at least 1"));
        all.add(config("[cdc_settings]\nsnapshot = \"fast\"\n", "line 2|snapshot|direct"));
        all.add(config("[cdc_settings]\ndeleted_column = \"Deleted!\"\n", "line 2|deleted_column|lower-case letters"));
        all.add(config("[cdc_settings]\nseq_column = \"_dlt_id\"\n", "line 2|seq_column|_dlt_"));
        all.add(config("[cdc_settings]\nop_column = \"__seq\"\n", "line 2|op_column"));
        all.add(config("[cdc_settings]\nop_column = 7\n", "line 2|op_column|7"));
        all.add(config("[cdc_settings]\nprimary_keys = \"id\"\n", "primary_keys|a table"));
        all.add(config("[cdc_settings.primary_keys]\nt = 5\n", "line 2|primary_keys.t|5"));
        all.add(config("[cdc_settings.primary_keys]\nt = []\n", "line 2|primary_keys.t"));
        all.add(config("[cdc_settings.primary_keys]\nt = \"\"\n", "line 2|primary_keys.t"));
        all.add(config("[cdc_settings.primary_key]\nt = \"id\"\n", "line 2|primary_key|primary_keys"));
        all.add(config("[cdc_settings.table_names]\nt = \"\"\n", "line 2|table_names.t"));
        all.add(config("[cdc_settings.column_names]\n\"t.c\" = \"\"\n", "line 2|column_names.t.c|lower-case letters"));
        all.add(config("[cdc_settings.column_names]\n\"t.c\" = \"имя\"\n",
                "line 2|column_names.t.c|имя|lower-case letters"));
        all.add(config("[cdc_settings.column_names]\n\"t.c\" = \"_dlt_id\"\n", "line 2|column_names.t.c|_dlt_"));
        all.add(config("[cdc_settings.column_names]\n\"t.c\" = \"a__v_text\"\n", "line 2|column_names.t.c|__v_"));
        all.add(config("[cdc_settings.column_names]\n\"t.c\" = 7\n", "line 2|column_names.t.c|7"));
        all.add(config("[cdc_settings]\ncolumn_names = \"t.c\"\n", "line 2|column_names|[cdc_settings.column_names]"));
        all.add(config("[cdc_settings.schema_contract]\ntables = \"maybe\"\n", "line 2|schema_contract|maybe"));
        all.add(config("[destination.duckdb]\ncredential = \"x\"\n", "line 2|credential|credentials"));
        all.add(config("[destination.duckdb]\ncredentials = \":memory:\"\n", "line 2|credentials"));
        all.add(config("[destination.duckdb]\ncredentials = \"postgres://u:" + SECRET + "@h/d\"\n",
                "line 2|credentials|postgres"));
        all.add(config("[destination.duckdb]\ncredentials = \"\"\n", "line 2|credentials|names no file"));
        all.add(config("[destination.duckdb]\ncredentials = \"duckdb:///a.duckdb?password=" + SECRET + "\"\n",
                "line 2|question mark"));
        all.add(config("[destination.duckdb]\ncredentials = 5\n", "line 2|credentials"));
        all.add(env("SOURCES__DEBEZIUM__POSTGRES__PORT=abc",
                "environment variable SOURCES__DEBEZIUM__POSTGRES__PORT|abc"));
        all.add(env("SOURCES__DEBEZIUM__POSTGRES__HOTS=x",
                "environment variable SOURCES__DEBEZIUM__POSTGRES__HOTS|host"));
        all.add(env("CDC_SETTINGS__LOAD_MAX_ROWS=lots", "environment variable CDC_SETTINGS__LOAD_MAX_ROWS|lots"));
        all.add(env("CDC_SETTINGS__PRIMARY_KEYS__T=[1", "environment variable CDC_SETTINGS__PRIMARY_KEYS__T"));
        all.add(env("DESTINATION__DUCKDB__CREDENTIALS=md:x?motherduck_token=" + SECRET,
                "environment variable DESTINATION__DUCKDB__CREDENTIALS"));
        all.add(env("SOURCES__DEBEZIUM__SNAPSHOT_MODE=" + "x".repeat(100_000),
                "environment variable SOURCES__DEBEZIUM__SNAPSHOT_MODE"));
        all.add(verb("stream", "stream|run"));
        all.add(verb("run --until-curent", "--until-current"));
        all.add(verb("run --progress loud", "loud|auto"));
        all.add(verb("drop", "--drop-all"));
        all.add(verb("info --format xml", "xml|table"));
        all.add(verb("info --format csv", "csv|table or json"));
        all.add(verb("sql", "SELECT"));
        all.add(verb("sql --wait soon x", "soon|--wait"));
        all.add(verb("show t --limit -1", "--limit"));
        all.add(verb("events --limit 0", "--limit|0"));
        all.add(verb("events --limit few", "few"));
        all.add(verb("events --no-snapshot --snapshot-only", "--no-snapshot"));
        all.add(verb("replay", "FILE"));
        all.add(verb("replay no-such-file.jsonl", "no-such-file.jsonl does not exist"));
        all.add(verb("replay .", "is a folder"));
        return all.stream();
    }

    @TempDir
    Path project;

    @ParameterizedTest
    @MethodSource("cases")
    void badInputGetsItsSentenceAndMakesNothing(Case bad) throws IOException {
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), bad.secrets);
        Files.writeString(project.resolve(".dlt/config.toml"), bad.config);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = run(bad, said);
        String text = said.toString(StandardCharsets.UTF_8);
        for (String fact : bad.says.split("\\|")) {
            assertTrue(text.contains(fact), "\"" + fact + "\" in " + text);
        }
        assertEquals(2, code, text);
        assertTrue(text.length() < 6_000, "the sentence has " + text.length() + " characters");
        assertFalse(text.contains(SECRET), text);
        assertFalse(text.contains("\tat ") || text.contains("Unexpected:")
                || text.matches("(?s).*\\b([a-z]+\\.)+[A-Z]\\w*(Exception|Error)\\b.*"), text);
        try (Stream<Path> files = Files.walk(project)) {
            assertEquals(4, files.count(), "nothing is made");
        }
    }

    private int run(Case bad, ByteArrayOutputStream said) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            List<String> args = new ArrayList<>(List.of(bad.verb.split(" ")));
            args.addAll(List.of("--project", project.toString()));
            return Main.run(new NoSource(bad.env), args.toArray(String[]::new));
        }
        finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** A loader that must not come as far as its source. */
    private static final class NoSource extends Script {
        private final Map<String, String> environment;

        /** @param variable of the environment, {@code NAME=VALUE}; may be empty */
        NoSource(String variable) {
            super(new PostgresKind(), null, "", Map.of());
            String[] parts = variable.split("=", 2);
            environment = parts.length < 2 ? Map.of() : Map.of(parts[0], parts[1]);
        }

        @Override
        public String name() {
            return "Loader";
        }

        @Override
        public CdcConfig config(Path project, Map<String, String> ignored) {
            return CdcConfig.load(project, environment, kind(), "debezium_cdc", "debezium_data");
        }

        @Override
        public CdcConfig destination(Path project, Map<String, String> ignored) {
            return super.destination(project, environment);
        }

        @Override
        public SourceDatabase source(CdcConfig config, Session session) {
            throw new IllegalStateException("the source is reached");
        }

        @Override
        public void flow(CdcConfig config, Session session) {
            throw new IllegalStateException("the source is reached");
        }

        @Override
        public void examine(CdcConfig config, Known known, Checkup checkup) {
            throw new IllegalStateException("the source is reached");
        }

        @Override
        public String dropAtSource(CdcConfig config) {
            throw new IllegalStateException("the source is reached");
        }
    }
}
