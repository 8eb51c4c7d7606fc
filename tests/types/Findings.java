import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a test of types finds: values of the server held against loaded ones, a line a type, the table in docs/types.md.
 */
final class Findings {

    private static final int SHOWN = 6;

    private final Map<String, List<String>> failures = new LinkedHashMap<>();
    private final Map<String, Integer> compared = new TreeMap<>();

    /** By name of a type, or what else was promised: what is wrong. */
    Map<String, List<String>> failures() {
        return failures;
    }

    /** Both maps: a row's number to the text of its value. */
    void check(String name, String what, Map<String, String> expected, Map<String, String> actual) {
        compared.merge(name, expected.size(), Integer::sum);
        Set<String> rows = new LinkedHashSet<>(expected.keySet());
        rows.addAll(actual.keySet());
        for (String row : rows) {
            String right = expected.getOrDefault(row, "no such row");
            String found = actual.getOrDefault(row, "no such row");
            if (!right.equals(found)) {
                failures.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(what + ", row " + row + ": server says " + brief(right) + ", loaded " + brief(found));
            }
        }
    }

    static String brief(String text) {
        return text.length() < 160 ? text : text.substring(0, 160) + "...";
    }

    /** Whether anything was compared yet. */
    boolean isEmpty() {
        return compared.isEmpty();
    }

    /** Prints the line of a type. */
    void print(String name, String type, String duckdb) {
        List<String> wrong = failures.get(name);
        System.out.println((wrong == null && compared.containsKey(name) ? "ok " : "not ok ") + type + " (" + name
                + ") → " + duckdb + ": " + compared.getOrDefault(name, 0) + " values compared" + (wrong == null ? ""
                : ", " + wrong.size() + " wrong"));
        if (wrong != null) {
            wrong.stream().limit(SHOWN).forEach(line -> System.out.println("    " + line));
        }
    }

    /** Prints how many of these types are right. */
    void printTotal(Collection<String> names) {
        long right = names.stream().filter(name -> compared.containsKey(name) && !failures.containsKey(name)).count();
        System.out.println("# " + right + " of " + names.size() + " types right, "
                + compared.values().stream().mapToInt(Integer::intValue).sum() + " values compared");
    }

    /**
     * Runs a loader, in a zone with summer time and an odd offset, which must not matter. Where it fails, the test ends
     * with what has been found.
     *
     * @param until how far: {@code --snapshot-only} or {@code --until-current}
     */
    static void load(List<String> loader, Path project, String until, Runnable report) throws Exception {
        run(loader, project, List.of("run", until), until, report);
    }

    /** Any verb. @param name of the log */
    static void run(List<String> loader, Path project, List<String> verb, String name, Runnable report)
            throws Exception {
        List<String> command = new ArrayList<>(loader);
        command.addAll(verb);
        command.addAll(List.of("--project", project.toString()));
        Path log = project.resolve("loader" + name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("TZ", "America/St_Johns");
        if (builder.start().waitFor() != 0) {
            List<String> lines = Files.readAllLines(log);
            System.out.println("not ok types: the loader fails: " + String.join(" | ",
                    lines.subList(Math.max(0, lines.size() - 5), lines.size())) + " (" + log + ")");
            report.run();
            System.exit(1);
        }
    }

    /**
     * Whether docs/types.md says what was seen; with {@code TYPES_WRITE=1} it is made to.
     *
     * @param lines the table, between these two marks
     * @param types the word for them
     * @param suite that writes it
     */
    static boolean documented(String begin, String end, Collection<String> lines, String types, String suite)
            throws IOException {
        Path page = Path.of("docs/types.md");
        String text = Files.readString(page);
        String right = text.substring(0, text.indexOf(begin) + begin.length()) + String.join("", lines)
                + text.substring(text.indexOf(end));
        if (System.getenv("TYPES_WRITE") != null) {
            Files.writeString(page, right);
        }
        boolean same = Files.readString(page).equals(right);
        System.out.println((same ? "ok " : "not ok ") + "docs/types.md lists the " + types + " as they are loaded"
                + (same ? "" : " (TYPES_WRITE=1 " + suite + " writes it)"));
        return same;
    }
}
