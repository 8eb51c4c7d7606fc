import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The truth of a group: everything that one engine has handed over, from the last row of its snapshot to the end.
 *
 * @param records the last row of the snapshot, then the stream; the last one is the end's label
 * @param states  what the scheme stored after each record
 * @param labels  the class that each record belongs to
 * @param history the schema history as it was at the end
 */
record Recording(String group, List<Rec> records, List<Map<String, Object>> states, List<String> labels,
        List<String> history, Map<String, String> properties) {

    static Recording of(Server server, String group, Scheme scheme, Path folder)
            throws IOException, SQLException, InterruptedException {
        Workload workload = new Workload(server);
        Map<String, String> properties = Workload.properties(group);
        workload.create(group);
        Path history = folder.resolve(group + ".history");
        Files.deleteIfExists(history);
        Scheme.Start start = scheme.prepare(history, Map.of(), properties);
        Scheme.Life life = scheme.life(Map.of());
        try (Stream stream = new Stream(start, life)) {
            awaitSnapshot(stream);
            if (!group.equals("restart")) {
                workload.run(group);
                awaitEnd(stream);
                return of(group, stream.records(), stream.states(), Files.readAllLines(history), properties);
            }
        }
        // The server is restarted while no engine runs.
        workload.run(group);
        Map<String, Object> stored = life.stored();
        start = scheme.prepare(history, stored, properties);
        try (Stream stream = new Stream(start, scheme.life(stored))) {
            awaitEnd(stream);
            return of(group, stream.records(), stream.states(), Files.readAllLines(history), properties);
        }
    }

    private static void awaitSnapshot(Stream stream) {
        if (!stream.await(rec -> "last".equals(rec.source("snapshot")), 60)) {
            throw new IllegalStateException("the snapshot does not end: " + stream.error());
        }
    }

    private static void awaitEnd(Stream stream) {
        if (!stream.await(rec -> Workload.END.equals(rec.label()), 120)) {
            throw new IllegalStateException("the recording does not reach its end: " + stream.error());
        }
    }

    private static Recording of(String group, List<Rec> all, List<Map<String, Object>> stored, List<String> history,
            Map<String, String> properties) {
        List<Rec> records = new ArrayList<>();
        List<Map<String, Object>> states = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        String label = "(begin)";
        for (int i = 0; i < all.size(); i++) {
            Rec rec = all.get(i);
            if (rec.kind() == Rec.Kind.SNAPSHOT) {
                records.clear();
                states.clear();
                labels.clear();
            }
            label = rec.label() == null ? label : rec.label();
            records.add(rec);
            states.add(stored.get(i));
            labels.add(label);
            if (Workload.END.equals(label)) {
                break;
            }
        }
        return new Recording(group, records, states, labels, history, properties);
    }

    /** What has to come after the record at the cut. */
    List<Rec> changesAfter(int cut) {
        return records.subList(cut + 1, records.size()).stream().filter(Rec::isChange).toList();
    }

    /** The last record that so many changes follow. */
    int cutBefore(long changes) {
        int cut = records.size() - 1;
        for (long after = 0; cut >= 0 && after < changes; cut--) {
            after += records.get(cut).isChange() ? 1 : 0;
        }
        return cut;
    }
}
