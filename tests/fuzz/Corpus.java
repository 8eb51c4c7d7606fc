import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Cases as text, one a file, for one server or several: {@code --@ on postgres mysql mariadb}, {@code --@ space NAME},
 * {@code --@ config LINE}, {@code --@ merge TABLE<tab>KEY<tab>KEY…} or {@code --@ append …}
 * ({@code --@ version TABLE<tab>COLUMN}: who wrote a row last), then steps, each begun by {@code --@ sql TABLE},
 * {@code --@ run}, {@code --@ start} or {@code --@ stop}; {@code --@ effect …} belongs to the step before it.
 * Statements of a step are separated by a line of {@code ;;}, and are one transaction.
 */
final class Corpus {

    private Corpus() {
    }

    /** The scripts of a folder that are for a server, by name. */
    static List<Path> scripts(Path folder, String server) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = new ArrayList<>();
            for (Path each : files.filter(f -> f.toString().endsWith(".sql")).sorted().toList()) {
                String on = Files.readAllLines(each).stream().filter(l -> l.startsWith("--@ on ")).findFirst()
                        .orElse("--@ on ");
                if (Stream.of(on.substring(7).split(" ")).anyMatch(o -> server.equals(o)
                        || server.matches(o + "[0-9]+"))) {
                    all.add(each);
                }
            }
            return all;
        }
    }

    static Plan read(Path script) throws IOException {
        String space = "fz";
        StringBuilder config = new StringBuilder();
        Map<String, Plan.Compared> tables = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        for (String line : Files.readAllLines(script)) {
            if (!line.startsWith("--@ ")) {
                sql.append(line).append('\n');
                continue;
            }
            flush(steps, sql);
            String[] words = line.substring(4).split(" ", 2);
            String rest = words.length > 1 ? words[1] : "";
            String[] parts = rest.split("\t");
            switch (words[0]) {
                case "on", "note" -> { }
                case "space" -> space = rest;
                case "config" -> config.append(rest).append('\n');
                case "merge", "append" -> tables.put(parts[0], new Plan.Compared(List.of(parts).subList(1,
                        parts.length), "", words[0].equals("merge")));
                case "version" -> tables.computeIfPresent(parts[0], (t, c) -> new Plan.Compared(c.key(), parts[1],
                        c.merged()));
                case "sql" -> steps.add(Step.sql(rest, ""));
                case "effect" -> steps.set(steps.size() - 1, steps.get(steps.size() - 1).effect(parts));
                case "run" -> steps.add(Step.loader(Step.Kind.RUN));
                case "start" -> steps.add(Step.loader(Step.Kind.START));
                case "stop" -> steps.add(Step.loader(Step.Kind.STOP));
                default -> throw new IOException(script + ": what is " + line);
            }
        }
        flush(steps, sql);
        return new Plan(space, tables, config.toString(), steps, Set.of());
    }

    /** Gives the step that was begun its statements. */
    private static void flush(List<Step> steps, StringBuilder sql) {
        if (!sql.toString().isBlank() && !steps.isEmpty() && steps.get(steps.size() - 1).kind() == Step.Kind.SQL) {
            Step step = steps.get(steps.size() - 1);
            steps.set(steps.size() - 1, new Step(step.kind(), step.table(), sql.toString().strip(), step.effects()));
        }
        sql.setLength(0);
    }

    static String write(Plan plan, String note) {
        StringBuilder text = new StringBuilder();
        note.lines().limit(12).forEach(line -> text.append("--@ note ").append(line).append('\n'));
        text.append("--@ space ").append(plan.space()).append('\n');
        plan.config().lines().forEach(line -> text.append("--@ config ").append(line).append('\n'));
        plan.tables().forEach((table, how) -> {
            if (plan.steps().stream().anyMatch(s -> s.table().equals(table))) {
                text.append(how.merged() ? "--@ merge " : "--@ append ").append(table);
                how.key().forEach(k -> text.append('\t').append(k));
                text.append('\n');
                if (!how.version().isEmpty()) {
                    text.append("--@ version ").append(table).append('\t').append(how.version()).append('\n');
                }
            }
        });
        for (Step step : plan.steps()) {
            if (step.kind() != Step.Kind.SQL) {
                text.append("--@ ").append(step.kind().name().toLowerCase(java.util.Locale.ROOT)).append('\n');
                continue;
            }
            List<String> statements = step.statements(plan.without(), "«s»", "«p»");
            if (!statements.isEmpty()) {
                text.append("--@ sql ").append(step.table()).append('\n').append(String.join(Step.SEPARATOR,
                        statements)).append('\n');
                step.effects().forEach(e -> text.append("--@ effect ").append(e).append('\n'));
            }
        }
        return text.toString();
    }
}
