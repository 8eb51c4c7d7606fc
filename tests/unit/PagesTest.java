import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages lead where they say, stay short, and every package has its own. */
class PagesTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Map<String, Integer> LONGEST = Map.of("README.md", 300, "MYSQL.md", 250,
            "ARCHITECTURE.md", 170);
    /** A source file that a page names: from the root, from src, or by its name alone. */
    private static final Pattern FILE = Pattern.compile("`([\\w./-]+\\.java)`");
    /** Names that stand for others, and a file that a user makes. */
    private static final Pattern MADE_UP = Pattern.compile("(.*/)?(X\\w*|DebeziumDltLoaderX|x/\\w+)\\.java");

    @Test
    void linksLeadToFilesAndHeadingsThatExist() throws IOException {
        List<String> dead = new ArrayList<>();
        Set<String> names = sources();
        for (Path page : pages()) {
            String text = withoutCode(Files.readString(page));
            for (Matcher link = LINK.matcher(text); link.find();) {
                String target = link.group(1);
                if (!target.contains("://") && !exists(page, target)) {
                    dead.add(page + ": " + target);
                }
            }
            for (Matcher file = FILE.matcher(text); file.find();) {
                String name = file.group(1);
                if (!MADE_UP.matcher(name).matches() && !names.contains(name)) {
                    dead.add(page + ": " + name);
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void thePagesThatPeopleReadFirstStayShort() throws IOException {
        for (Map.Entry<String, Integer> page : LONGEST.entrySet()) {
            int lines = Files.readAllLines(Path.of(page.getKey())).size();
            assertTrue(lines <= page.getValue(), page.getKey() + " has " + lines + " lines, at most "
                    + page.getValue());
        }
    }

    @Test
    void everyPackageHasALineInArchitectureAndAPageOfItsOwn() throws IOException {
        String page = Files.readString(Path.of("ARCHITECTURE.md"));
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> folders = Files.walk(Path.of("src"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                String name = Path.of("src").relativize(folder).toString().replace('\\', '/');
                if (holdsClasses(folder) && !name.isEmpty() && !name.startsWith("patches")) {
                    if (!page.contains("| `" + name + "` |")) {
                        missing.add(name + " in ARCHITECTURE.md");
                    }
                    if (!Files.exists(folder.resolve("package-info.java"))) {
                        missing.add(name + "/package-info.java");
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static boolean holdsClasses(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of(".", "docs", "docs/sources", "tests", "tests/bench", "tests/fuzz")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        assertTrue(pages.size() > 5, "run it in the repository's folder");
        return pages;
    }

    /** Each source file as {@code src/a/B.java}, {@code a/B.java} and {@code B.java}. */
    private static Set<String> sources() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String folder : List.of("src", "tests")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    names.add(file.toString().replace('\\', '/'));
                    names.add(Path.of(folder).relativize(file).toString().replace('\\', '/'));
                    names.add(file.getFileName().toString());
                }
            }
        }
        try (Stream<Path> scripts = Files.list(Path.of("."))) {
            scripts.forEach(script -> names.add(script.getFileName().toString()));
        }
        return names;
    }

    private static boolean exists(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** Headings as GitHub turns them into anchors. */
    private static Set<String> anchors(Path page) throws IOException {
        return withoutCode(Files.readString(page)).lines().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?ms)^```.*?^```$", "");
    }
}
