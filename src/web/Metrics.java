package web;

import base.Release;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import watch.Status;
import watch.Status.Phase;
import watch.Watch;

/**
 * A run's numbers in Prometheus's text form (<a href="https://prometheus.io/docs/practices/naming/">Metric and label
 * naming</a>): seconds, bytes, and totals since the process began.
 */
public final class Metrics implements Watch {

    static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    /** Tables with series of their own, in the order in which they are first loaded; the others count as one. */
    static final int TABLES = 1_000;
    static final String OTHERS = "_other";

    /** How many loads took up to so many seconds. */
    private static final class Durations {
        private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
            Double.POSITIVE_INFINITY};
        private final long[] counts = new long[BOUNDS.length];
        private double sum;

        void add(double seconds) {
            int bucket = 0;
            while (seconds > BOUNDS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
            sum += seconds;
        }

        HistogramSnapshot told(String name, String help) {
            return HistogramSnapshot.builder().name(name).help(help).dataPoint(HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts.clone())).sum(sum).build())
                    .build();
        }
    }

    private final Supplier<Status> status;
    private final String source;
    private final Durations loading = new Durations();
    private final Durations committing = new Durations();
    private final Map<String, Long> tableLoads = new LinkedHashMap<>();

    /**
     * @param status the run as it is now
     * @param source its kind, such as {@code postgres}
     */
    public Metrics(Supplier<Status> status, String source) {
        this.status = status;
        this.source = source;
    }

    @Override
    public synchronized void loaded(Load load) {
        loading.add(load.millis() / 1000.0);
        committing.add(load.commitMillis() / 1000.0);
        load.operations().keySet().forEach(table -> tableLoads.merge(
                tableLoads.containsKey(table) || tableLoads.size() < TABLES ? table : OTHERS, 1L, Long::sum));
    }

    private synchronized String label(String table) {
        return tableLoads.containsKey(table) ? table : OTHERS;
    }

    byte[] text() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, snapshots(status.get()));
        return text.toByteArray();
    }

    private synchronized MetricSnapshots snapshots(Status now) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        all.metricSnapshot(rows(now)).metricSnapshot(tableLoads()).metricSnapshot(misfits(now))
                .metricSnapshot(loading.told("cdc_load_seconds", "How long loads took, the commit included."))
                .metricSnapshot(committing.told("cdc_commit_seconds", "How long the destination's commits took."))
                .metricSnapshot(counter("cdc_retries", "Waits for what can pass by itself, such as a source that is"
                        + " away.", now.retries()))
                .metricSnapshot(phases(now)).metricSnapshot(build());
        boolean idle = !now.idleSince().isEmpty();
        gauge(all, "cdc_changes_per_second", "Changes loaded, in a snapshot rows read, over the last ten seconds.",
                now.changesPerS());
        gauge(all, "cdc_lag_seconds", "From the commit of the newest change at the source to its commit here, or to now"
                + " while it waits; 0 while nothing comes.", now.lagMs() == null ? null : idle ? 0.0
                : now.lagMs() / 1000.0);
        gauge(all, "cdc_lag_bytes", "Of the source's log, from the place that is loaded to its end.", now.lagBytes());
        gauge(all, "cdc_retained_log_bytes", "Of the source's log, kept there for this pipeline.", now.retainedBytes());
        gauge(all, "cdc_queue_fill_ratio", "How full the queue between source and loads is, 0 to 1.", now.queueFill());
        gauge(all, "cdc_last_commit_timestamp_seconds", "When a load was committed last.", now.lastCommitAt().isEmpty()
                ? null : Instant.parse(now.lastCommitAt()).toEpochMilli() / 1000.0);
        gauge(all, "cdc_snapshot_tables", "Tables of the snapshot.", now.snapshot().size());
        gauge(all, "cdc_snapshot_tables_done", "Of these, how many are read.",
                now.snapshot().values().stream().filter(Status.Reading::done).count());
        gauge(all, "cdc_snapshot_rows_read", "Rows that the snapshot has read.",
                now.snapshotRows().values().stream().mapToLong(Long::longValue).sum());
        Memory.told().forEach((name, bytes) -> gauge(all, name, "Memory of the loader's process.", bytes));
        return all.build();
    }

    private CounterSnapshot rows(Status now) {
        Map<Labels, Long> counts = new LinkedHashMap<>();
        now.operations().forEach((table, operations) -> operations.forEach((operation, count) -> counts
                .merge(Labels.of("table", label(table), "operation", operation), count, Long::sum)));
        CounterSnapshot.Builder rows = CounterSnapshot.builder().name("cdc_rows")
                .help("Rows and changes loaded, by table in the destination and operation.");
        counts.forEach((labels, count) -> rows.dataPoint(point(labels, count)));
        return rows.build();
    }

    private CounterSnapshot tableLoads() {
        CounterSnapshot.Builder loads = CounterSnapshot.builder().name("cdc_table_loads")
                .help("Loads that had changes of a table.");
        tableLoads.forEach((table, count) -> loads.dataPoint(point(Labels.of("table", table), count)));
        return loads.build();
    }

    /** By table at the source: a table may have any number of columns. */
    private static CounterSnapshot misfits(Status now) {
        Map<String, Long> counts = new TreeMap<>();
        now.misfits().forEach((column, count) -> {
            String table = column.substring(0, Math.max(0, column.lastIndexOf('.')));
            counts.merge(counts.containsKey(table) || counts.size() < TABLES ? table : OTHERS, count, Long::sum);
        });
        CounterSnapshot.Builder misfits = CounterSnapshot.builder().name("cdc_misfits")
                .help("Values that did not fit their column's type and went to a variant column.");
        counts.forEach((table, count) -> misfits.dataPoint(point(Labels.of("table", table), count)));
        return misfits.build();
    }

    private static GaugeSnapshot phases(Status now) {
        GaugeSnapshot.Builder phases = GaugeSnapshot.builder().name("cdc_phase").help("1 for what the loader does.");
        for (Phase each : Phase.values()) {
            phases.dataPoint(GaugeDataPointSnapshot.builder().labels(Labels.of("phase", each.toString()))
                    .value(each == now.phase() ? 1 : 0).build());
        }
        return phases.build();
    }

    private InfoSnapshot build() {
        return InfoSnapshot.builder().name("cdc_build").help("What runs.").dataPoint(InfoDataPointSnapshot.builder()
                .labels(Labels.of("version", Release.VERSION, "source", source, "java",
                        System.getProperty("java.version")))
                .build()).build();
    }

    private static CounterSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder().name(name).help(help).dataPoint(point(Labels.EMPTY, value)).build();
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    /** A number that is not known has no series. */
    private static void gauge(MetricSnapshots.Builder all, String name, String help, Number value) {
        if (value != null) {
            all.metricSnapshot(GaugeSnapshot.builder().name(name).help(help)
                    .dataPoint(GaugeDataPointSnapshot.builder().value(value.doubleValue()).build()).build());
        }
    }
}
