import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A pipeline under test: a project folder, and a loader that is killed again and again.
 *
 * @param command class path and name of the loader's script
 * @param merged  tables with a primary key configured; those of {@code tables} that are not here are appended
 */
record Pipeline(Source source, String name, List<String> command, Path project, List<Table> tables,
        List<Table> merged) {

    /** The exit code of a loader that has halted itself. */
    static final int CRASHED = 86;

    /** When to kill a loader. */
    enum When {
        /** Some kills at any moment of the start, some from the snapshot's start on, half once its rows are loaded. */
        IN_SNAPSHOT,
        /** Some kills at any moment of the start, some from the stream's start on, half once changes are loaded. */
        IN_STREAM,
        /** Soon after the first load, while there is much to load and every load is small. */
        CATCHING_UP
    }

    /** How the loader reads the initial snapshot: {@code engine}, {@code direct} or, if not given, its default. */
    private static final String SNAPSHOT = System.getenv().getOrDefault("SNAPSHOT", "");

    /** More lines of {@code [sources.debezium]}: {@code poll_interval_ms = 5}, say. */
    private static final String PROPERTIES = System.getenv().getOrDefault("KILL_PROPERTIES", "");

    /** Merged tables from which a delete removes the row: {@code kill_plain,kill_wide}, say. */
    private static final List<String> HARD = List.of(System.getenv().getOrDefault("KILL_HARD", "").split(","));

    /** The default, none, and many. */
    private static final List<String> HEARTBEATS = List.of("", "heartbeat_interval_ms = 0\n",
            "heartbeat_interval_ms = 100\n");
    private static final String OFTEN = HEARTBEATS.get(2);
    private static final AtomicInteger configured = new AtomicInteger();

    /** How often it was killed where. */
    static final class Kills {
        private final TreeMap<String, Integer> where = new TreeMap<>();
        private int total;

        private volatile boolean streaming;

        private void count(LoaderProcess loader) {
            boolean loaded = loader.said("Loaded: ") || loader.said("Snapshot: ");
            boolean snapshot = loader.said("Snapshot started");
            streaming |= loader.said("Streaming:") && !snapshot;
            String place = !snapshot && !loader.said("Streaming:") ? "starting"
                    : snapshot && !loader.said("Snapshot read")
                    ? loaded ? "snapshot half loaded" : "snapshot before its rows"
                    : loaded ? "loading changes" : "before the first change";
            where.merge(place, 1, Integer::sum);
            total++;
        }

        /** Whether its snapshot is in the destination. */
        boolean isStreaming() {
            return streaming;
        }

        int total() {
            return total;
        }

        @Override
        public String toString() {
            return total + " kills " + where;
        }
    }

    Path file() {
        return project.resolve("kill.duckdb");
    }

    boolean isHard(Table table) {
        return HARD.contains(table.name());
    }

    List<Table> appended() {
        return tables.stream().filter(table -> !merged.contains(table)).toList();
    }

    /** Makes the project, and at the source what it needs there. */
    void create() throws SQLException, IOException {
        source.add(this);
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), source.secrets(this) + (LakePlace.isLake()
                ? LakePlace.secrets(name) : """
                [destination.duckdb]
                credentials = "duckdb:///%s"
                """.formatted(file().getFileName())));
        configure(false);
    }

    private void configure(boolean small) throws IOException {
        configure(small, HEARTBEATS.get(configured.getAndIncrement() % HEARTBEATS.size()));
    }

    /** Small loads end in the middle of nearly every transaction; usual ones grow. */
    private void configure(boolean small, String heartbeats) throws IOException {
        StringBuilder config = new StringBuilder("[cdc_settings.primary_keys]\n");
        merged.forEach(table -> config.append(table.name()).append(" = [").append(table.key().stream()
                .map(column -> '"' + column + '"').collect(Collectors.joining(", "))).append("]\n"));
        config.append("[cdc_settings]\n").append(SNAPSHOT.isEmpty() ? "" : "snapshot = \"" + SNAPSHOT + "\"\n");
        config.append(LakePlace.isLake() ? "destination = \"ducklake\"\n" : "");
        if (small) {
            config.append("load_max_rows = 100\n");
        }
        config.append("[cdc_settings.deletes]\n");
        merged.stream().filter(this::isHard).forEach(table -> config.append(table.name()).append(" = \"hard\"\n"));
        config.append("[sources.debezium]\n").append(small ? "max_batch_size = 64\nmax_queue_size = 256\n" : "");
        config.append(heartbeats).append(PROPERTIES).append('\n');
        Files.writeString(project.resolve(".dlt/config.toml"), config);
    }

    /** Starts the loader and kills it, several times; one that ends by itself for a good reason does not count. */
    void kill(Kills kills, int times, When when, Random random) throws IOException, InterruptedException {
        for (int i = 0; i < times;) {
            configure(kills.streaming && (when == When.CATCHING_UP || random.nextBoolean()));
            LoaderProcess loader = start();
            int moment = when == When.CATCHING_UP ? 5 : random.nextInt(6);
            if (moment > 0) {
                loader.await(when == When.IN_SNAPSHOT ? "Snapshot started" : "Streaming:");
            }
            if (moment > 2 && (when != When.IN_SNAPSHOT || SNAPSHOT.equals("engine"))) {
                loader.await(when == When.IN_SNAPSHOT ? "Snapshot: " : "Loaded: ");
            }
            Thread.sleep(random.nextInt(when == When.CATCHING_UP ? 500 : 2_000));
            if (loader.kill(source::excuses)) {
                kills.count(loader);
                i++;
            }
        }
    }

    /**
     * Starts the loader, which halts itself at a place.
     *
     * @return its exit code; -1 where it has not come there in time and was killed
     */
    int crash(String at, int seconds, boolean small, String... options) throws IOException, InterruptedException {
        configure(small);
        return crash(at, seconds, options);
    }

    /** As {@link #crash(String, int, boolean, String...)}, with a heartbeat ten times a second. */
    int crashQuietly(String at, int seconds) throws IOException, InterruptedException {
        configure(false, OFTEN);
        return crash(at, seconds);
    }

    private int crash(String at, int seconds, String... options) throws IOException, InterruptedException {
        while (true) {
            LoaderProcess loader = LoaderProcess.crashing(at, command, project, project.resolve("loader.log"), options);
            int code = loader.end(seconds);
            if (code <= 0 || code == CRASHED) {
                return code;
            }
            if (!source.excuses(loader.tail())) {
                throw new IllegalStateException("the loader ended with exit code " + code + " before " + at + ": "
                        + loader.tail());
            }
        }
    }

    /** Loads all that is committed at the source, and ends. */
    void finish() throws IOException, InterruptedException {
        finish("--until-current");
    }

    /** Ends by itself, as an option says. */
    void finish(String option) throws IOException, InterruptedException {
        configure(false);
        start(option).succeed(180);
    }

    private LoaderProcess start(String... options) throws IOException {
        return LoaderProcess.start(command, project, project.resolve("loader.log"), options);
    }
}
