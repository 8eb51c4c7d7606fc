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
 * @param labels  the class that each record belongs to
 * @param history the schema history as it was at the end
 */
record Recording(String group, List<Rec> records, List<String> labels, List<String> history, Map<String, String> properties) {

    static Recording of(Server server, String group, Path folder) throws IOException, SQLException, InterruptedException {
        Workload workload = new Workload(server);
        Map<String, String> properties = Workload.properties(group);
        workload.create(group);
        Path history = folder.resolve(group + ".history");
        Files.deleteIfExists(history);
        List<Rec> records;
        if (group.equals("restart")) {
            Rec last;
            try (Stream stream = new Stream(server.properties(history, null, properties))) {
                last = awaitSnapshot(stream);
            }
            workload.run(group);
            try (Stream stream = new Stream(server.properties(history, start(last), properties))) {
                records = awaitEnd(stream);
            }
            records.add(0, last);
        }
        else {
            try (Stream stream = new Stream(server.properties(history, null, properties))) {
                awaitSnapshot(stream);
                workload.run(group);
                records = awaitEnd(stream);
            }
        }
        return of(group, records, Files.readAllLines(history), properties);
    }

    private static Rec awaitSnapshot(Stream stream) {
        if (!stream.await(rec -> "last".equals(rec.source("snapshot")), 60)) {
            throw new IllegalStateException("the snapshot does not end: " + stream.error());
        }
        List<Rec> records = stream.records().stream().filter(rec -> rec.kind() == Rec.Kind.SNAPSHOT).toList();
        return records.get(records.size() - 1);
    }

    private static List<Rec> awaitEnd(Stream stream) {
        if (!stream.await(rec -> Workload.END.equals(rec.label()), 120)) {
            throw new IllegalStateException("the recording does not reach its end: " + stream.error());
        }
        return stream.records();
    }

    /** Where the stream begins, from the last row of the snapshot. */
    private static Map<String, Object> start(Rec last) {
        PlannedScheme scheme = new PlannedScheme();
        Scheme.Life life = scheme.life(Map.of());
        life.accept(last);
        return scheme.offset(life.stored());
    }

    private static Recording of(String group, List<Rec> all, List<String> history, Map<String, String> properties) {
        List<Rec> records = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        String label = "(begin)";
        for (Rec rec : all) {
            if (rec.kind() == Rec.Kind.SNAPSHOT) {
                records.clear();
                labels.clear();
            }
            label = rec.label() == null ? label : rec.label();
            records.add(rec);
            labels.add(label);
            if (Workload.END.equals(label)) {
                break;
            }
        }
        return new Recording(group, records, labels, history, properties);
    }

    /** What has to come after the record at the cut. */
    List<Rec> changesAfter(int cut) {
        return records.subList(cut + 1, records.size()).stream().filter(Rec::isChange).toList();
    }
}
