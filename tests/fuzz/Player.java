import base.Problem;
import capture.Until;
import cli.Session;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import watch.Watch;

/** Plays one case on the server, with the loader in this process, and says how it ended. */
final class Player {

    private static final long PATIENCE_MS = 60_000;
    private static int number;

    private final Dialect dialect;
    private final Path folder;
    private final Connection server;
    final Counts counts = new Counts();

    /** What was done by all cases together. */
    static final class Counts {
        int statements;
        int refusedBySource;
        int runs;
        long values;
        final Map<String, Integer> told = new java.util.TreeMap<>();
    }

    Player(Dialect dialect, Path folder, Connection server) {
        this.dialect = dialect;
        this.folder = folder;
        this.server = server;
    }

    Verdict play(Plan plan) throws Exception {
        Play play = new Play(plan, ++number);
        try {
            dialect.create(server, dialect.quote(play.space));
            play.project = new Project(folder, play.pipeline, dialect.included(play.space), play.config());
            Path secrets = play.project.folder().resolve(".dlt/secrets.toml");
            Files.writeString(secrets, dialect.secrets(Files.readString(secrets), play.pipeline, play.space));
            return play.all();
        }
        finally {
            play.stop();
            dialect.drop(server, dialect.quote(play.space), play.pipeline);
        }
    }

    /** One case under way. */
    private final class Play {
        private final Plan plan;
        private final String space;
        private final String pipeline;
        private final Set<String> warnings = new HashSet<>();
        private final Map<String, Integer> since = new HashMap<>();
        private final Set<String> atStart = new HashSet<>();
        private final List<String> harm = new ArrayList<>();
        private Project project;
        private Session session;
        private Thread loader;
        private volatile Throwable end;
        private boolean started;

        private Play(Plan plan, int number) {
            this.plan = plan;
            this.space = dialect.fold(plan.space() + number);
            this.pipeline = "fuzz_" + ProcessHandle.current().pid() + "_" + number;
        }

        private String config() {
            StringBuilder text = new StringBuilder("[cdc_settings]\n" + plan.config().replace("«s»", space)
                    + "\n[cdc_settings.primary_keys]\n");
            plan.tables().forEach((table, how) -> {
                if (how.merged()) {
                    text.append(toml(space + "." + (Switches.on("folded") ? table : dialect.fold(table))))
                            .append(" = [").append(how.key().stream().map(Player::toml)
                            .collect(Collectors.joining(", "))).append("]\n");
                }
            });
            return text.toString();
        }

        private Verdict all() throws Exception {
            for (Step step : plan.steps()) {
                switch (step.kind()) {
                    case SQL -> execute(step);
                    case RUN -> {
                        start(Until.CURRENT);
                        join(PATIENCE_MS);
                    }
                    case START -> start(Until.STOPPED);
                    case STOP -> stop();
                }
                if (end != null) {
                    return ended();
                }
            }
            return harm.isEmpty() ? compared() : new Verdict(Verdict.Kind.WRONG, harm);
        }

        private void execute(Step step) {
            List<String> statements = step.statements(plan.without(), dialect.quote(space), pipeline);
            try (Statement statement = server.createStatement()) {
                String doing = "";
                try {
                    server.setAutoCommit(statements.size() < 2);
                    for (String each : statements) {
                        doing = each;
                        counts.statements++;
                        statement.execute(each);
                    }
                    if (statements.size() > 1) {
                        server.commit();
                    }
                    step.effects().forEach(this::note);
                }
                catch (SQLException e) {
                    counts.refusedBySource++;
                    if (dialect.isHarm(e)) {
                        harm.add("the source refuses its user's write: " + e.getMessage().replace('\n', ' ') + "  in: "
                                + doing);
                    }
                    else if (System.getenv("FUZZ_SHOW") != null) {
                        System.out.println("# " + e.getMessage().replace('\n', ' ') + "  in: " + doing);
                    }
                    if (!server.getAutoCommit()) {
                        server.rollback();
                    }
                }
                server.setAutoCommit(true);
            }
            catch (SQLException e) {
                throw new IllegalStateException("the connection to the source is lost: " + e.getMessage(), e);
            }
        }

        private void note(String effect) {
            String[] words = effect.split("\t");
            switch (words[0]) {
                case "column" -> since.merge(dialect.fold(words[1]) + "\t" + words[2], Integer.parseInt(words[3]),
                        Math::max);
                case "table" -> since.merge(dialect.fold(words[1]), Integer.parseInt(words[2]), Math::max);
                default -> throw new IllegalStateException(effect);
            }
        }

        private void start(Until until) throws SQLException {
            if (!started) {
                started = true;
                atStart.addAll(dialect.catalog(server, space).keySet());
            }
            counts.runs++;
            session = new Session(until, false, new Watch() {
                @Override
                public void warn(String sentence) {
                    synchronized (warnings) {
                        warnings.add(sentence);
                    }
                }
            });
            Session mine = session;
            loader = new Thread(() -> {
                try {
                    project.run(mine, Map.of());
                }
                catch (Throwable e) {
                    end = e;
                }
            }, "loader");
            loader.start();
        }

        private void stop() throws InterruptedException {
            if (loader != null) {
                session.stop();
                join(PATIENCE_MS);
            }
        }

        private void join(long patience) throws InterruptedException {
            loader.join(patience);
            if (loader.isAlive()) {
                String where = java.util.Arrays.stream(loader.getStackTrace()).limit(12).map(String::valueOf)
                        .collect(Collectors.joining(" < "));
                session.stop();
                loader.join(PATIENCE_MS);
                end = new IllegalStateException("the run does not end: " + where);
            }
            loader = null;
        }

        private Verdict ended() {
            String sentence = String.valueOf(end.getMessage());
            if (end instanceof Problem problem) {
                String reason = Allowed.refusal(sentence);
                if (reason != null && harm.isEmpty()) {
                    counts.told.merge("refused: " + reason, 1, Integer::sum);
                    return new Verdict(Verdict.Kind.TOLD, List.of(sentence));
                }
                harm.add("ended with exit code " + problem.exitCode() + ": " + sentence);
            }
            else {
                StringWriter trace = new StringWriter();
                end.printStackTrace(new PrintWriter(trace));
                harm.add("ended unexpectedly: " + trace);
            }
            return new Verdict(Verdict.Kind.WRONG, harm);
        }

        private Verdict compared() throws SQLException {
            List<String> wrong = new ArrayList<>();
            List<String> told = new ArrayList<>();
            try (Truth truth = new Truth(dialect, server, project.folder()
                    .resolve(".dlt/pipelines/schema_test/schema_test.duckdb"))) {
                dialect.catalog(server, space).forEach((table, columns) -> {
                    Plan.Compared how = plan.tables().entrySet().stream().filter(e -> dialect.fold(e.getKey())
                            .equals(table))
                            .map(Map.Entry::getValue).findFirst().orElse(null);
                    if (how == null) {
                        return;
                    }
                    Set<String> names = columns.stream().map(Dialect.Column::name).collect(Collectors.toSet());
                    if (!names.containsAll(how.key()) || !how.version().isEmpty() && !names.contains(how.version())) {
                        told.add(table + " has other columns, of a table that was swapped with it: not compared");
                        return;
                    }
                    try {
                        for (String line : truth.differences(space, table, how, columns, atStart.contains(table),
                                since)) {
                            String reason = Allowed.warned(table, line, warnings);
                            (reason == null ? wrong : told).add(line);
                            if (reason != null) {
                                counts.told.merge("warned: " + reason, 1, Integer::sum);
                            }
                        }
                    }
                    catch (SQLException e) {
                        wrong.add("not compared: " + table + ": " + e.getMessage());
                    }
                });
                counts.values += truth.values();
            }
            if (System.getenv("FUZZ_SHOW") != null) {
                warnings.forEach(w -> System.out.println("# warning: " + w));
            }
            return !wrong.isEmpty() ? new Verdict(Verdict.Kind.WRONG, wrong)
                    : new Verdict(told.isEmpty() ? Verdict.Kind.RIGHT : Verdict.Kind.TOLD, told);
        }
    }

    private static String toml(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
