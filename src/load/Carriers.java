package load;

import base.Sql;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Those who take rows on from the DuckDB file: {@code to_any_destination.py} keeps beside it, for each of its targets,
 * how far that one is. One that is given up is forgotten by removing its file.
 */
final class Carriers {

    /**
     * How far one is.
     *
     * @param file null where nobody can tell which carriers there are
     * @param last greatest load id of what it has read
     * @param at   when the last load of that was committed, in microseconds since 1970
     */
    private record Carrier(Path file, String last, long at) {
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String pipeline;

    /** @param file the DuckDB file, which need not be there; null for a lake, from which nobody carries rows on */
    Carriers(Path file, String pipeline) {
        this.file = file;
        this.pipeline = pipeline;
    }

    /**
     * A condition, to be added to others, for rows that every target has; empty where there is no target.
     *
     * @param loads dlt's table of loads; those that are no longer in it are told apart by their ids
     */
    String carried(String loads) {
        return all().stream().map(each -> " AND (_dlt_load_id IN (SELECT load_id FROM " + loads + " WHERE"
                + " epoch_us(inserted_at) <= " + each.at + ") OR _dlt_load_id <= " + Sql.literal(each.last)
                + " AND _dlt_load_id NOT IN (SELECT load_id FROM " + loads + "))").collect(Collectors.joining());
    }

    /** What to do about rows that are not carried. */
    String advice() {
        String files = all().stream().filter(each -> each.file != null).map(each -> each.file.toString())
                .collect(Collectors.joining(", "));
        return files.isEmpty() ? "The folder of " + file + " cannot be read, so nobody can tell what `carry` has taken"
                + " on"
                : "`carry` has not taken them on to every destination that it was run for. Run it. If one of these"
                        + " destinations is given up, remove the file that says how far it is: " + files;
    }

    private List<Carrier> all() {
        List<Carrier> carriers = new ArrayList<>();
        if (file == null) {
            return carriers;
        }
        try {
            Path real = file.toRealPath();
            try (Stream<Path> beside = Files.list(real.getParent())) {
                for (Path each : beside.sorted().toList()) {
                    String name = each.getFileName().toString();
                    if (name.startsWith(real.getFileName() + ".carried-") && name.endsWith(".json")) {
                        read(each, carriers);
                    }
                }
            }
        }
        catch (IOException e) {
            carriers.add(new Carrier(null, "", Long.MIN_VALUE));
        }
        return carriers;
    }

    /** What cannot be read has taken nothing on. */
    private void read(Path carrier, List<Carrier> carriers) {
        try {
            JsonNode told = JSON.readTree(carrier.toFile());
            if (told.path("pipeline").asText(pipeline).equals(pipeline)) {
                carriers.add(new Carrier(carrier, told.path("last").asText(""),
                        told.path("at").asLong(Long.MIN_VALUE)));
            }
        }
        catch (IOException e) {
            carriers.add(new Carrier(carrier, "", Long.MIN_VALUE));
        }
    }
}
