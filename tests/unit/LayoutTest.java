import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The layout that ARCHITECTURE.md draws, and the house style, read from the sources: which folder of {@code src} may
 * use which, how long a file may be, and how it is written. A formatter would break JBang's directives.
 */
class LayoutTest {

    /** What each folder may use of the others: by import, static import or full name, in code or in a string. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("base", Set.of()),
            Map.entry("dlt", Set.of("base")),
            Map.entry("kind", Set.of("base")),
            Map.entry("event", Set.of("base")),
            Map.entry("config", Set.of("base", "kind")),
            Map.entry("watch", Set.of("base", "event")),
            Map.entry("capture", Set.of("base", "event", "kind", "watch")),
            Map.entry("postgres", Set.of("base", "capture", "event", "kind", "watch")),
            Map.entry("binlog", Set.of("base", "capture", "event", "kind", "watch")),
            Map.entry("changetable", Set.of("base", "capture", "event", "watch")),
            Map.entry("cassandra", Set.of("base", "capture", "event", "watch")),
            Map.entry("change", Set.of("base", "config", "dlt", "event")),
            Map.entry("destination", Set.of("base", "config", "dlt", "event", "watch")),
            Map.entry("nested", Set.of("base", "change", "config", "destination", "dlt")),
            Map.entry("load", Set.of("base", "capture", "change", "config", "destination", "dlt", "event", "nested",
                    "watch")),
            Map.entry("mongodb", Set.of("base", "capture", "event", "watch")),
            Map.entry("oracle", Set.of("base", "capture", "event", "watch")),
            Map.entry("replay", Set.of("base", "capture", "change", "config", "destination", "event", "load", "mongodb",
                    "watch")),
            Map.entry("kafka", Set.of("base", "capture", "change", "config", "destination", "event", "kind", "load",
                    "mongodb", "watch")),
            Map.entry("web", Set.of("base", "event", "watch")),
            Map.entry("starter", Set.of("base")),
            Map.entry("release", Set.of("base", "starter")),
            Map.entry("cli", Set.of("base", "capture", "change", "config", "destination", "event", "kind", "load",
                    "replay", "starter", "watch", "web")),
            Map.entry("demo", Set.of("base", "cli")),
            Map.entry("patches", Set.of("base", "binlog", "changetable", "event",
                    "postgres")));
    /** Class names in a property's value, which Debezium loads: the kind's settings name its source's converter. */
    private static final Set<String> MAY_NAME = Set.of("kind/BinlogKind.java: binlog.MysqlTypes",
            "kind/PostgresKind.java: postgres.PostgresTypes", "kind/SqlserverKind.java: changetable.SqlserverTypes",
            "release/ConnectPlugin.java: kafka.DebeziumDltSinkConnector",
            "kind/OracleKind.java: oracle.OracleTypes", "kind/Db2Kind.java: changetable.Db2Types");
    /** Only a source names its own kind; everybody else takes any. */
    private static final Set<String> NAMES_KINDS = Set.of("kind", "postgres", "binlog");
    /** And only this file names the destinations that there are; everybody else takes any. */
    private static final String NAMES_DESTINATIONS = "destination/Destinations.java";

    private static final int SOURCE_LINES = 300;
    private static final int SCRIPT_LINES = 250;

    private static final int COLUMNS = 120;

    private static final Pattern TOKEN =
            Pattern.compile("\"\"\"(?s:.*?)\"\"\"|\"[^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+\""
            + "|'(?:\\\\.|[^'\\\\\n])++'|//[^\n]*+|/\\*(?s:.*?)\\*/");
    private static final Pattern USE = Pattern.compile("(?<![\\w.$])("
            + String.join("|", new TreeSet<>(MAY_USE.keySet())) + ")\\.(?:[a-z]\\w*\\.)*(?:[A-Z]\\w*|\\*;)");
    private static final Pattern BRACE_ON_THE_LINE_BEFORE = Pattern.compile("\\}[ \\t]*(else|catch|finally)\\b");
    private static final Pattern INSTANCEOF = Pattern.compile("([\\w.]+(?:\\(\\))?) instanceof "
            + "((?:\\w+\\.)*+\\w++(?:\\[\\])?+)(?:<[^>]*>)?+(?! *[\\w<\\[])");

    @Test
    void aFolderUsesOnlyThoseThatItMay() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files("src")) {
            if (file.getNameCount() == 2) {
                continue;       // Loader.java, which holds everything together
            }
            String folder = file.getName(1).toString();
            String name = Path.of("src").relativize(file).toString().replace('\\', '/');
            Set<String> allowed = MAY_USE.get(folder);
            Matcher use = USE.matcher(withoutComments(Files.readString(file)));
            while (use.find()) {
                String said = name + ": " + use.group();
                boolean known = allowed != null && (use.group(1).equals(folder) || allowed.contains(use.group(1)));
                boolean kind = use.group().matches("kind\\.(?!SourceKind).*") && !NAMES_KINDS.contains(folder);
                boolean destination = use.group().matches("destination\\.[a-z].*") && !name.equals(NAMES_DESTINATIONS)
                        && !name.matches("destination/.*/.*");
                if ((!known || kind || destination) && !MAY_NAME.contains(said)) {
                    wrong.add(said);
                }
            }
        }
        assertEquals(List.of(), wrong, "a folder uses another that it must not know: see MAY_USE");
    }

    @Test
    void everyFolderHasItsRule() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src"))) {
            assertEquals(new TreeSet<>(MAY_USE.keySet()), folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /** Private types aside; Debezium's class that one of ours replaces has the name of another of ours. */
    @Test
    void noTwoTypesHaveOneName() throws IOException {
        Pattern type = Pattern.compile("(?m)^((?:    )*)(?!.*\\bprivate\\b)[\\w ]*?\\b(?:class|interface|record|enum)"
                + " (\\w+)");
        Map<String, List<String>> places = new TreeMap<>();
        for (Path file : files("src")) {
            type.matcher(code(Files.readString(file))).results().filter(each -> !file.startsWith("src/patches"))
                    .forEach(each -> places.computeIfAbsent(each.group(2), name -> new ArrayList<>())
                            .add(file.toString()));
        }
        places.values().removeIf(each -> each.size() == 1);
        assertEquals(Map.of(), places, "types that share a name");
    }

    @Test
    void filesAreShort() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (Path file : files("src", ".")) {
            int lines = Files.readAllLines(file).size();
            if (lines > (file.startsWith("src") ? SOURCE_LINES : SCRIPT_LINES)) {
                tooLong.put(file.toString().replace('\\', '/'), lines);
            }
        }
        assertEquals(Map.of(), tooLong, "files of more than " + SOURCE_LINES + " lines, scripts of more than "
                + SCRIPT_LINES);
    }

    /** JBang's directives are lines, however long. */
    @Test
    void linesFit() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files("src", "tests", ".")) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.codePointCount(0, line.length()) > COLUMNS && !line.matches("//[A-Z_]+ .*")) {
                    tooLong.add(file + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), tooLong, "more than " + COLUMNS + " columns");
    }

    @Test
    void elseCatchAndFinallyBeginTheirLines() throws IOException {
        assertEquals(List.of(), found(BRACE_ON_THE_LINE_BEFORE));
    }

    /** Java 16's pattern: {@code value instanceof Number number ? number.longValue() : 0}. */
    @Test
    void aTypeThatWasTestedIsNotCastTo() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : files("src", "tests", ".")) {
            String code = code(Files.readString(file));
            Matcher tested = INSTANCEOF.matcher(code);
            while (tested.find()) {
                int end = code.indexOf("\n    }\n", tested.end());
                Matcher cast = Pattern.compile("\\(" + Pattern.quote(tested.group(2)) + "(<[^>]*>)?\\) "
                        + Pattern.quote(tested.group(1)) + "(?![\\w(.\\[])").matcher(code).region(tested.end(), end < 0
                        ? code.length() : end);
                if (cast.find()) {
                    wrong.add(place(file, code, cast.start()) + cast.group());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static List<String> found(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files("src", "tests", ".")) {
            String code = code(Files.readString(file));
            Matcher each = pattern.matcher(code);
            while (each.find()) {
                found.add(place(file, code, each.start()) + each.group().replaceAll("\\s+", " "));
            }
        }
        return found;
    }

    private static String place(Path file, String text, int at) {
        return file + ":" + (text.substring(0, at).lines().count()) + ": ";
    }

    /** All Java sources below these folders; of the repository's own folder its scripts. */
    private static List<Path> files(String... folders) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder), folder.equals(".") ? 1 : Integer.MAX_VALUE)) {
                all.addAll(files.filter(file -> file.toString().endsWith(".java")).map(Path::normalize).sorted()
                        .toList());
            }
        }
        assertFalse(all.isEmpty(), "run it in the repository's folder");
        return all;
    }

    private static String withoutComments(String source) {
        return TOKEN.matcher(source).replaceAll(token -> Matcher.quoteReplacement(token.group().startsWith("/")
                ? token.group().replaceAll("[^\n]", "") : token.group()));
    }

    /** Neither comments nor what strings say. */
    private static String code(String source) {
        return TOKEN.matcher(source).replaceAll(token -> token.group().startsWith("/")
                ? token.group().replaceAll("[^\n]", "")
                : "\"\"" + token.group().replaceAll("[^\n]", ""));
    }
}
