import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A pipeline under test: a project folder, a slot, a publication, and a loader that is killed again and again.
 *
 * @param command class path and name of the loader's script
 * @param merged  tables with a primary key configured; those of {@code tables} that are not here are appended
 */
record Pipeline(String name, List<String> command, Path project, List<SourceTables.Table> tables,
        List<SourceTables.Table> merged) {

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

        /** Whether the snapshot is behind it, in the destination. */
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

    private String slot() {
        return "kill_" + name;
    }

    List<SourceTables.Table> appended() {
        return tables.stream().filter(table -> !merged.contains(table)).toList();
    }

    /** Makes the project and the publication; the loader makes the slot. */
    void create(Connection connection) throws SQLException, IOException {
        SourceTables.execute(connection, "CREATE PUBLICATION " + slot() + " FOR TABLE "
                + tables.stream().map(SourceTables.Table::name).collect(Collectors.joining(", ")));
        Files.createDirectories(project.resolve(".dlt"));
        Files.writeString(project.resolve(".dlt/secrets.toml"), """
                [sources.debezium]
                slot_name = "%1$s"
                publication_name = "%1$s"
                table_include_list = "%2$s"
                [sources.debezium.postgres]
                host = "localhost"
                port = %3$s
                user = "myuser"
                password = "mypassword"
                database = "mydb"
                [destination.duckdb]
                credentials = "duckdb:///%4$s"
                """.formatted(slot(), tables.stream().map(t -> "public." + t.name()).collect(Collectors.joining(",")),
                System.getenv().getOrDefault("POSTGRES_PORT", "5432"), file().getFileName()));
        configure(false);
    }

    /** Small loads end in the middle of nearly every transaction; usual ones grow. */
    private void configure(boolean small) throws IOException {
        StringBuilder config = new StringBuilder("[cdc_settings.primary_keys]\n");
        merged.forEach(table -> config.append(table.name()).append(" = [").append(table.key().stream()
                .map(column -> '"' + column + '"').collect(Collectors.joining(", "))).append("]\n"));
        config.append("[cdc_settings]\n").append(SNAPSHOT.isEmpty() ? "" : "snapshot = \"" + SNAPSHOT + "\"\n");
        if (small) {
            config.append("load_max_rows = 100\n[sources.debezium]\nmax_batch_size = 64\n"
                    + "max_queue_size = 256\n");
        }
        Files.writeString(project.resolve(".dlt/config.toml"), config);
    }

    /** Starts the loader and kills it, several times. */
    void kill(Kills kills, int times, When when, Random random) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
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
            loader.kill();
            kills.count(loader);
        }
    }

    /** Loads all that is committed at the source, and ends. */
    void finish() throws IOException, InterruptedException {
        configure(false);
        start("--until-current").succeed(180);
    }

    private LoaderProcess start(String... options) throws IOException {
        return LoaderProcess.start(command, project, project.resolve("loader.log"), options);
    }

    /** Drops slot and publication. */
    void drop(Connection connection) throws SQLException {
        SourceTables.execute(connection, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name = '" + slot() + "'", "DROP PUBLICATION IF EXISTS " + slot());
    }
}
