///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-postgres:3.6.1.Final
//SOURCES ../../src/Loader.java
//SOURCES ../../src/postgres/All.java
//SOURCES ../unit/Sample.java

import change.DltChangeHandler;
import change.PrimaryKeys;
import config.CdcConfig;
import config.DebeziumProperties;
import config.Settings;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.Sample;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import kind.PostgresKind;
import load.Pipeline;
import watch.Watch;

/**
 * A day of one load a second into a DuckLake, as fast as it goes: {@code LakeDay.java LOADS KEPT FOLDER [CATALOG]}, for
 * instance {@code 20000 "2 minutes" /tmp/day}. Each load updates a row of 100,000 and inserts one. KEPT is
 * {@code snapshots_kept}: at ten loads a second {@code "6 minutes"} keeps as many as an hour of that day has, 3,600.
 * CATALOG is a URL, default SQLite in the folder. {@code CDC_EXTENSIONS} names the folder of DuckDB's extensions.
 *
 * <p>Prints a row of a table for each tenth: loads, seconds, ms a load (median, 99th percentile, the longest, which has
 * the maintenance), snapshots, files, their MB, MB of the catalog. Ends with an error if a row is missing.
 */
public final class LakeDay {

    private static final int ROWS = 100_000;
    private static final Map<String, List<String>> KEYS = Map.of("events", List.of("id"));

    private LakeDay() {
    }

    public static void main(String... args) throws Exception {
        int loads = Integer.parseInt(args[0]);
        Path folder = Path.of(args[2]).toAbsolutePath();
        Map<String, String> settings = new HashMap<>(Map.of("cdc_settings.destination", "ducklake",
                "cdc_settings.maintenance", "auto", "cdc_settings.snapshots_kept", args[1],
                "cdc_settings.dlt_pipelines_dir", "false",
                "cdc_settings.extension_directory", System.getenv("CDC_EXTENSIONS")));
        if (args.length > 3) {
            settings.put("destination.ducklake.credentials.catalog", args[3]);
            settings.put("destination.ducklake.credentials.metadata_schema", "day" + System.currentTimeMillis());
        }
        CdcConfig config = CdcConfig.of(Settings.given(folder, "LakeDay", settings, System.getenv()),
                new DebeziumProperties(), new PostgresKind(), "day", "day_data");
        Watch watch = new Watch() {
            @Override
            public void warn(String sentence) {
                System.err.println(sentence);
            }
        };
        try (Destination lake = Destinations.open(config, watch, () -> false)) {
            new LakeDay().run(config, lake, new Pipeline(config, lake, watch), loads, folder);
        }
    }

    private void run(CdcConfig config, Destination lake, Pipeline pipeline, int loads, Path folder)
            throws SQLException, IOException {
        Sample events = Sample.table("events", 1, "id INTEGER", "name VARCHAR", "amount DECIMAL(12,2)");
        DltChangeHandler handler = new DltChangeHandler(new PrimaryKeys(KEYS, Map.of()), config, Optional::of,
                pipeline.committed().seq());
        load(pipeline, handler, 1, IntStream.range(0, ROWS).mapToObj(id -> events.insert(id, "name " + id,
                BigDecimal.valueOf(id, 2))).toArray(ChangeEvent[]::new));
        System.out.println("| loads | s | ms | p99 | most | snapshots | files | MB | catalog MB |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        long began = System.nanoTime();
        int step = Math.max(1, loads / 10);
        double[] took = new double[step];
        for (int i = 0; i < loads; i++) {
            long from = System.nanoTime();
            load(pipeline, handler, i + 2, events.update(i % ROWS, "changed " + i, BigDecimal.ONE.setScale(2)),
                    events.insert(ROWS + i, "new", null));
            took[i % step] = (System.nanoTime() - from) / 1e6;
            if ((i + 1) % step == 0) {
                print(lake, folder, i + 1, (System.nanoTime() - began) / 1e9, took);
            }
        }
        lake.attach();
        List<Object> row = lake.query("SELECT count(*), count(DISTINCT id), count(*) FILTER (name LIKE 'changed %')"
                + " FROM dest.day_data.events").get(0);
        String wanted = List.of((long) ROWS + loads, (long) ROWS + loads, (long) Math.min(loads, ROWS)).toString();
        if (!row.toString().equals(wanted)) {
            throw new IllegalStateException("rows, keys, changed: " + row + ", expected " + wanted);
        }
        System.out.println("Every row is there: " + row);
    }

    private static void load(Pipeline pipeline, DltChangeHandler handler, long lsn, ChangeEvent... changes) {
        handler.add(Arrays.asList(changes));
        pipeline.load(handler.take(), new Reached(Snapshot.DONE, Map.of("lsn", lsn)));
    }

    private static void print(Destination lake, Path folder, int loads, double seconds, double... took)
            throws SQLException, IOException {
        double[] sorted = took.clone();
        Arrays.sort(sorted);
        lake.attach();
        long snapshots = (Long) lake.query("SELECT count(*) FROM ducklake_snapshots('dest')").get(0).get(0);
        long[] files = size(folder.resolve("ducklake.files"));
        double catalog = size(folder)[1] - files[1];
        if (Files.notExists(folder.resolve("ducklake.sqlite"))) {
            catalog = ((Number) lake.query("SELECT sum(bytes) FROM postgres_query('__ducklake_metadata_dest', 'SELECT"
                    + " pg_total_relation_size(c.oid) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid ="
                    + " c.relnamespace WHERE n.nspname LIKE ''day%'' AND c.relkind = ''r''')").get(0).get(0))
                    .doubleValue();
        }
        System.out.printf(Locale.ROOT, "| %d | %.0f | %.1f | %.1f | %.0f | %d | %d | %.1f | %.1f |%n", loads, seconds,
                sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)], sorted[sorted.length - 1], snapshots,
                files[0], files[1] / 1e6, catalog / 1e6);
    }

    /** How many files, and their bytes. */
    private static long[] size(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            return new long[]{files.size(), files.stream().mapToLong(file -> file.toFile().length()).sum()};
        }
    }
}
