import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Plays cases on one server: the corpus, then seeds until the time is over. A case that goes wrong is shrunk, and its
 * script is left in the folder.
 * {@code FOLDER SERVER [--seed N]… [--minutes N] [--cases N] [--corpus FOLDER] [--script FILE]}
 */
final class Fuzz {

    private static final int SHRINK_MS = Integer.parseInt(System.getenv().getOrDefault("FUZZ_SHRINK_S", "90")) * 1000;

    private final Dialect dialect;
    private final String server;
    private final Path folder;
    private final List<Long> seeds = new ArrayList<>();
    private double minutes;
    private int wrong;
    private int right;
    private int told;

    private Fuzz(Dialect dialect, String... args) {
        this.dialect = dialect;
        this.folder = Path.of(args[0]).toAbsolutePath();
        this.server = args[1];
    }

    /** The exit code. */
    static int run(Dialect dialect, String... args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getenv().getOrDefault("LOG", "off"));
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        return new Fuzz(dialect, args).all(args);
    }

    private int all(String... args) throws Exception {
        Project.from(dialect.source());
        List<Path> scripts = new ArrayList<>();
        for (int i = 2; i < args.length; i += 2) {
            switch (args[i]) {
                case "--seed" -> seeds.add(Long.parseLong(args[i + 1]));
                case "--minutes" -> minutes = Double.parseDouble(args[i + 1]);
                case "--without" -> Switches.without(args[i + 1]);
                case "--script" -> scripts.add(Path.of(args[i + 1]));
                case "--corpus" -> scripts.addAll(Corpus.scripts(Path.of(args[i + 1]), server));
                default -> throw new IllegalArgumentException(args[i]);
            }
        }
        long begun = System.nanoTime();
        try (Connection connection = dialect.source().connect()) {
            dialect.prepare(connection);
            Player player = new Player(dialect, folder, connection);
            for (Path script : scripts) {
                Verdict verdict = player.play(Corpus.read(script));
                said(verdict, "corpus " + script.getFileName());
            }
            long end = begun + (long) (minutes * 60e9);
            for (long seed : seeds) {
                play(player, seed);
            }
            while (System.nanoTime() < end) {
                play(player, ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
            }
            summary(player.counts, System.nanoTime() - begun);
        }
        return wrong == 0 ? 0 : 1;
    }

    private void play(Player player, long seed) throws Exception {
        Plan plan = dialect.write(new Rng(seed));
        Verdict verdict = player.play(plan);
        said(verdict, server + " seed " + seed);
        if (verdict.isWrong()) {
            Shrinker shrinker = new Shrinker(player, verdict.signature(), SHRINK_MS);
            Plan small = shrinker.shrink(plan);
            Path script = folder.resolve(server + "-" + seed + ".sql");
            String text = Corpus.write(small, "seed " + seed + " on " + server + "\n"
                    + String.join("\n", shrinker.last(verdict).lines()));
            Files.writeString(script, text);
            System.out.println("    shrunk to " + script + " (" + shrinker.tries() + " tries):");
            text.lines().limit(60).forEach(line -> System.out.println("    | " + brief(line)));
        }
    }

    private void said(Verdict verdict, String what) {
        switch (verdict.kind()) {
            case RIGHT -> right++;
            case TOLD -> told++;
            case WRONG -> wrong++;
        }
        System.out.println((verdict.isWrong() ? "not ok " : "ok ") + what + (verdict.kind() == Verdict.Kind.TOLD
                ? " (told: "
                + brief(verdict.lines().get(0)) + ")" : ""));
        if (verdict.isWrong()) {
            verdict.lines().stream().limit(5).forEach(line -> System.out.println("    " + brief(line)));
        }
    }

    private void summary(Player.Counts counts, long nanos) {
        System.out.printf("# %s: %d cases right, %d told, %d wrong; %d statements (%d refused by the source), %d runs,"
                + " %d values compared, in %.0f s%n", server, right, told, wrong, counts.statements,
                counts.refusedBySource, counts.runs, counts.values, nanos / 1e9);
        counts.told.forEach((reason, times) -> System.out.println("#   " + times + " " + reason));
        if (told > right) {
            System.out.println("not ok " + server + ": most cases were refused or told of, which tests little");
            wrong++;
        }
    }

    private static String brief(String text) {
        return text.length() < 1200 ? text : text.substring(0, 1200) + "…";
    }

}
