import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kind.MariadbKind;
import kind.MysqlKind;
import kind.Proof;
import kind.SourceKind;
import kind.SourceKinds;
import org.junit.jupiter.api.Test;

/** What holds for every kind of source; tests/test_kinds.sh asks the connectors themselves. */
class KindsTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", "."));
    private static final Map<String, String> SOURCE = Map.of("name", "p", "database.hostname", "h",
            "database.port", "1", "database.include.list", "d");

    @Test
    void everyKindHasNamesOfItsOwn() {
        assertTrue(SourceKinds.names().containsAll(List.of("postgres", "mysql", "mariadb", "sqlserver", "oracle",
                "mongodb", "db2", "cassandra")));
        Set<String> pipelines = new HashSet<>();
        SourceKinds.ALL.forEach(kind -> assertTrue(pipelines.add(kind.pipeline()) && pipelines.add(kind.dataset())));
        assertEquals("mysql_cdc", new MysqlKind().pipeline());
        assertEquals("mysql_cdc_data", new MysqlKind().dataset());
        assertEquals("mariadb_cdc_data", new MariadbKind().dataset());
    }

    @Test
    void whatIsRequiredOrFixedIsSetByAKeyOrByUs() {
        for (SourceKind kind : SourceKinds.ALL) {
            assertTrue(kind.aliases().keySet().containsAll(kind.required()), kind.name());
            assertTrue(kind.required().containsAll(kind.substitutes().keySet()), kind.name());
            assertTrue(kind.aliases().keySet().containsAll(kind.substitutes().values()), kind.name());
            kind.fixed().forEach((name, why) -> assertFalse(why.endsWith("."), kind.name() + " " + name));
            assertTrue(kind.artifacts().get(0).startsWith("io.debezium:debezium-connector-"), kind.name());
        }
    }

    @Test
    void noKindTakesWhatEveryConnectorHas() {
        for (SourceKind kind : SourceKinds.ALL) {
            for (String name : List.of("topic.prefix.", "table.include.list.", "max.batch.size.", "snapshot.mode.",
                    "database.hostname.", "heartbeat.interval.ms.")) {
                assertTrue(kind.ownPrefixes().stream().noneMatch(name::startsWith), kind.name() + " " + name);
            }
        }
    }

    @Test
    void theServerIdIsStableAndFollowsFromFolderPipelineAndSource() {
        String id = new MysqlKind().derived(SOURCE, Path.of("/f")).get("database.server.id");
        assertEquals(id, new MysqlKind().derived(SOURCE, Path.of("/f/../f")).get("database.server.id"));
        assertNotEquals(id, new MysqlKind().derived(SOURCE, Path.of("/g")).get("database.server.id"));
        for (String name : SOURCE.keySet()) {
            Map<String, String> other = new HashMap<>(SOURCE);
            other.put(name, "x");
            assertNotEquals(id, new MysqlKind().derived(other, Path.of("/f")).get("database.server.id"), name);
        }
        for (int i = 0; i < 1000; i++) {
            Map<String, String> other = new HashMap<>(SOURCE);
            other.put("name", "p" + i);
            long number = Long.parseLong(new MysqlKind().derived(other, Path.of("/f")).get("database.server.id"));
            assertTrue(number >= 5400 && number <= 0xFFFF_FFFFL, "" + number);
        }
        Map<String, String> given = new HashMap<>(SOURCE);
        given.put("database.server.id", "7");
        assertFalse(new MysqlKind().derived(given, Path.of("/f")).containsKey("database.server.id"));
    }

    @Test
    void theSchemaHistoryIsBesideThePipelinesStateUnlessTheUserHasAnother() {
        String file = "schema.history.internal.file.filename";
        Map<String, String> properties = new HashMap<>(new MysqlKind().defaults());
        assertEquals(Path.of("/f/schema_history.dat").toString(),
                new MysqlKind().derived(properties, Path.of("/f")).get(file));
        properties.put("schema.history.internal", "x.Store");
        assertFalse(new MysqlKind().derived(properties, Path.of("/f")).containsKey(file));
    }

    /** JBang and people want each kind named in more places than the list of kinds. */
    @Test
    void everyKindIsBuiltInDocumentedAndTested() throws IOException {
        String script = Files.readString(ROOT.resolve("src/config/All.java"));
        String example = Files.readString(ROOT.resolve(".dlt/example.secrets.toml"));
        String page = Files.readString(ROOT.resolve("docs/kinds.md"));
        for (SourceKind kind : SourceKinds.ALL) {
            String file = kind.getClass().getName().replace('.', '/') + ".java";
            assertTrue(script.contains("//SOURCES ../" + file), file + " in src/config/All.java");
            assertTrue(example.contains("[sources.debezium." + kind.name() + "]"), kind.name() + " in the example");
            String[] coordinates = kind.artifacts().get(0).split(":");
            String row = "| `%s` | `%s` | %s |".formatted(kind.name(),
                    coordinates[1].replace("debezium-connector-", ""), coordinates[2]);
            assertTrue(page.contains(row), row + " in docs/kinds.md");
            assertTrue(page.contains("`%s`, `%s` |".formatted(kind.pipeline(), kind.dataset())), kind.pipeline());
            kind.exclusions().forEach(each -> assertTrue(page.contains("`" + each + "`"), each + " in docs/kinds.md"));
            for (String end : List.of(".toml", ".properties", ".bad.toml", ".bad.txt")) {
                assertTrue(Files.exists(ROOT.resolve("tests/kinds/" + kind.name() + end)), kind.name() + end);
            }
        }
    }

    /** The suites that a kind's proof names are in tests/run, which fails where one did not run. */
    @Test
    void everyProofNamesSuitesThatThereAre() throws IOException {
        String suites = Files.readString(ROOT.resolve("tests/run"));
        String page = Files.readString(ROOT.resolve("docs/kinds.md"));
        for (SourceKind kind : SourceKinds.ALL) {
            assertFalse(kind.proofSuites().isEmpty(), kind.name());
            for (String suite : kind.proofSuites()) {
                assertTrue(Pattern.compile("(?m)^" + suite + " +(\\./|tests/)").matcher(suites).find(),
                        kind.name() + ": " + suite + " in tests/run");
            }
            String row = "| `%s` | %s | %s |\n".formatted(kind.name(), kind.proof(), kind.proofSuites().stream()
                    .map(suite -> "`" + suite + "`").collect(Collectors.joining(", ")));
            assertTrue(page.contains(row), row + " in docs/kinds.md");
        }
    }

    /** What was killed with a real server, and nothing else, is called exactly-once. */
    @Test
    void onlyKindsThatAServerHasShownSayExactlyOnce() throws IOException {
        Pattern claim = Pattern.compile("(?i)exactly[- ]once");
        for (SourceKind kind : SourceKinds.ALL) {
            if (kind.proof() == Proof.SERVER) {
                continue;
            }
            String upper = kind.name().toUpperCase(Locale.ROOT);
            String name = upper.charAt(0) + kind.name().substring(1);
            for (String file : List.of("DebeziumDltLoader" + name + ".java", "docs/sources/" + upper + ".md",
                    "src/kind/" + name + "Kind.java", "src/starter/" + kind.name() + ".java.qute")) {
                assertFalse(Files.exists(ROOT.resolve(file)) && claim.matcher(Files.readString(ROOT.resolve(file)))
                        .find(), file + " says exactly once, and its proof is " + kind.proof());
            }
            assertFalse(Files.exists(ROOT.resolve("src/starter/" + kind.name() + ".java.qute"))
                    && claim.matcher(Files.readString(ROOT.resolve("src/starter/README.md"))).find(),
                    "the page that init writes says exactly once also for " + kind.name());
        }
    }

    @Test
    void whatNoServerHasShownIsSaidOnceAtTheFirstStart() {
        for (SourceKind kind : SourceKinds.ALL) {
            assertEquals(kind.proof() == Proof.SERVER, kind.proof().warning(kind.name()).isEmpty(), kind.name());
        }
        assertEquals("How far Mongodb is proven: CONFIG, that is, the connector itself has checked the names and values"
                + " of its settings, and nothing else is shown. Compare what is loaded with your own server before you"
                + " rely on it", Proof.CONFIG.warning("mongodb"));
    }

    /** A connector's version stands in its kind's file and, as JBang wants it, in the //DEPS of its loader. */
    @Test
    void scriptsHaveTheVersionsOfTheirKinds() throws IOException {
        Pattern deps = Pattern.compile(
                "(?m)^//DEPS (io\\.debezium:debezium-connector-\\w+(?:-\\d)?):(\\S+?)(?:@fatjar)?$");
        Set<String> artifacts = new TreeSet<>();
        SourceKinds.ALL.forEach(kind -> artifacts.addAll(kind.artifacts()));
        int compared = 0;
        try (var files = Files.newDirectoryStream(ROOT.resolve("src"), "*.java")) {
            for (Path script : files) {
                Matcher found = deps.matcher(Files.readString(script));
                while (found.find()) {
                    assertTrue(artifacts.contains(found.group(1) + ":" + found.group(2)), script + " " + found.group());
                    compared++;
                }
            }
        }
        assertTrue(compared > 0);
    }

    /** Where the unit tests of the shared sources are run with each version, it is that of a kind. */
    @Test
    void theUnitTestsRunWithTheVersionsOfTheKinds() throws IOException {
        Set<String> versions = new TreeSet<>();
        for (String script : List.of("UnitTests.java", "UnitTestsMariadb.java")) {
            Matcher found = Pattern.compile("(?m)^//DEPS io\\.debezium:.*:(\\S+)$")
                    .matcher(Files.readString(ROOT.resolve("tests/unit/" + script)));
            while (found.find()) {
                versions.add(found.group(1));
            }
        }
        assertEquals(Set.of(version(new MysqlKind()), version(new MariadbKind())), versions);
    }

    private static String version(SourceKind kind) {
        return kind.artifacts().get(0).replaceAll(".*:", "");
    }
}
