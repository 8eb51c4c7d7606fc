///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../DebeziumDltLoader.java
//SOURCES Damage.java
//SOURCES Model.java
//SOURCES RecordedText.java
//SOURCES RecordedWork.java

import base.Problem;
import change.PrimaryKeys;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Target;
import destination.duckdb.DuckDb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import replay.Replay;
import watch.Watch;

/**
 * Recordings by the hundred, each damaged in one of the ways of {@link Damage}: a replay either tells which line it
 * does not take, and has loaded exactly what stands before it, or has loaded all of it right. What is right
 * {@link Model} says, which shares no code with the loader. {@code ReplayFuzz FOLDER [FIRST_SEED [HOW_MANY]]}.
 */
public class ReplayFuzz {

    private static final int MUTATIONS = 1_000;
    private static final int PATIENCE_S = 20;
    private static final Pattern LINE = Pattern.compile("rec\\.jsonl line (\\d+)(?: to \\d+)? (cannot be loaded|or"
            + " one of)");

    /** How one recording went; {@code wrong} is empty when it went well. */
    private record Outcome(boolean refused, String wrong) {
    }

    private final Path folder;
    private final Map<String, int[]> counts = new TreeMap<>();

    private final CdcConfig config;
    private final DuckDb duckdb;

    private ReplayFuzz(Path folder) throws SQLException {
        this.folder = folder;
        this.config = config(folder);
        this.duckdb = new DuckDb(config, new Watch() { }, () -> true);
        duckdb.execute("SET threads = 1");      // for so little data others cost more than they do
    }

    public static void main(String... args) throws Exception {
        int first = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        int many = args.length > 2 ? Integer.parseInt(args[2]) : MUTATIONS;
        ReplayFuzz fuzz = new ReplayFuzz(Path.of(args[0]));
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        int wrong = fuzz.run(first, many);
        System.exit(wrong == 0 ? 0 : 1);
    }

    private int run(int first, int many) throws Exception {
        int wrong = 0;
        ExecutorService one = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "replay");
            thread.setDaemon(true);
            return thread;
        });
        for (int seed = first; seed < first + many; seed++) {
            Random random = new Random(seed);
            Damage damage = Damage.values()[seed % Damage.values().length];
            byte[] recording = damage.of(RecordedWork.of(random), random);
            Outcome outcome = within(one, recording);
            int[] count = counts.computeIfAbsent(damage.name().toLowerCase(), name -> new int[2]);
            count[outcome.refused ? 1 : 0]++;
            if (!outcome.wrong.isEmpty()) {
                wrong++;
                Path kept = folder.resolve("seed-" + seed + ".jsonl");
                Files.write(kept, recording);
                System.out.println("not ok replay of a recording with " + damage + ", seed " + seed + ": "
                        + outcome.wrong + " (" + kept + ")");
            }
        }
        counts.forEach((damage, count) -> System.out.println("# " + damage + ": " + count[0] + " loaded, " + count[1]
                + " refused"));
        int refused = counts.values().stream().mapToInt(count -> count[1]).sum();
        System.out.println((wrong == 0 && refused > many / 4 && refused < many ? "ok " : "not ok ") + many
                + " damaged recordings: each is loaded right or refused with a sentence, " + refused + " refused, "
                + wrong + " wrong");
        return wrong;
    }

    private Outcome within(ExecutorService one, byte[] recording) throws Exception {
        Future<Outcome> future = one.submit(() -> outcome(recording));
        try {
            return future.get(PATIENCE_S, TimeUnit.SECONDS);
        }
        catch (TimeoutException e) {
            throw new IllegalStateException("it hangs", e);
        }
        catch (ExecutionException e) {
            return new Outcome(true, "Unexpected: " + e.getCause());
        }
    }

    private Outcome outcome(byte[] recording) throws IOException, SQLException {
        duckdb.release();
        clear(config.pipelineDir().getParent());
        Files.deleteIfExists(config.target().file());
        Problem problem = null;
        try {
            new Replay(config, new PrimaryKeys(config.primaryKeys(), Map.of()), Optional::of, new Watch() { },
                    () -> false)
                    .run("rec.jsonl", new ByteArrayInputStream(recording), duckdb);
        }
        catch (Problem told) {
            problem = told;
        }
        return new Outcome(problem != null, wrong(recording, problem, config, duckdb));
    }

    private static String wrong(byte[] recording, Problem problem, CdcConfig config, DuckDb duckdb)
            throws SQLException {
        List<String> lines = new String(recording, StandardCharsets.UTF_8).lines().toList();
        int taken = lines.size();
        if (problem != null) {
            Matcher line = LINE.matcher(problem.getMessage());
            if (!line.find()) {
                return "a sentence without the line: " + problem.getMessage();
            }
            if (problem.getMessage().contains("Exception") || problem.getMessage().contains("\n")) {
                return "not a sentence: " + problem.getMessage();
            }
            taken = Integer.parseInt(line.group(1)) - 1;
        }
        Model model = new Model();
        for (int i = 0; i < taken; i++) {
            String objection = model.add(lines.get(i));
            if (!objection.isEmpty()) {
                return "line " + (i + 1) + " was loaded, but " + objection;
            }
        }
        return model.differences(config, duckdb);
    }

    private static CdcConfig config(Path here) {
        return new CdcConfig("pipe", "data", new DebeziumProperties(), Map.of("items", List.of("id")), Map.of(),
                new CdcConfig.Columns("deleted", "__op", "__source_ts", "__position", "__seq"),
                new CdcConfig.Limits(13, 1L << 40, 1_000_000, 1_000), Target.duckdb(here.resolve("pipe.duckdb")),
                here.resolve(".dlt/pipelines/pipe"));
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all = new ArrayList<>();
            try (Stream<Path> files = Files.walk(folder)) {
                files.forEach(all::add);
            }
            for (int i = all.size() - 1; i >= 0; i--) {
                Files.delete(all.get(i));
            }
        }
        Files.createDirectories(folder);
    }
}
