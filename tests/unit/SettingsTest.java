import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import config.CdcConfig;
import config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a project's settings are looked up, their types, and that a secret is never told. */
class SettingsTest extends ConfigProject {

    @Test
    void aSaltInAPropertysNameIsMasked() throws IOException {
        config("""
                [sources.debezium.properties]
                "column.mask.hash.v2.SHA-256.with.salt.peppery" = "public.t.c"
                """);
        assertEquals("public.t.c", load().debezium().masked().get("column.mask.hash.v2.SHA-256.with.salt.********"));
        assertFalse(load().debezium().toString().contains("peppery"));
    }

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

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:oracle:thin:scott/%s@//db.example:1521/X", "https://me:%s@proxy.example:80/",
        "jdbc:x://db.example/d?user=u&password=%s&ssl=true", "jdbc:x://db.example;Pwd=%s;a=b"})
    void thePasswordInAUrlIsASecretWhateverTheSettingsName(String url) throws IOException {
        secrets(POSTGRES + "driver_url = \"" + url.formatted(PASSWORD) + "\"\n");
        String shown = load().debezium().masked().get("driver.url");
        assertEquals(url.formatted("********"), shown);
        var value = settings().require("sources", "debezium", "postgres", "driver_url");
        assertFalse((value + said(value::integer)).contains(PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:oracle:thin:@//db.example:1521/X", "mailto:a@b.example", "public.a/b, public.c:d",
        "https://docs.example/a:b/c", "public.users.password"})
    void whatHoldsNoPasswordIsShownAsItIs(String text) {
        env.put("SOURCES__DEBEZIUM__DRIVER_X", text);
        assertEquals(text, load().debezium().masked().get("driver.x"));
    }
}
