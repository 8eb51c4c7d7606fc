import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The time of day may be set back: it is for moments that people or files are told, never for durations. */
class WallClockTest {

    private static final Pattern TIME_OF_DAY =
            Pattern.compile("currentTimeMillis|(Instant|Date|Time|LocalDateTime|LocalDate)\\.now\\("
            + "|Clock\\.system|new Date\\(\\)|Calendar\\.getInstance");
    /** Files that ask for the time of day, and what for. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("watch/TextLines.java", "a line of a log says when it was written"),
            Map.entry("watch/Numbers.java", "when it was written, when a warning was given, and lag"),
            Map.entry("cli/StatusVerb.java", "how old a file is that another process has dated"),
            Map.entry("web/ChangeFeed.java", "lag, from the source's moment of the commit"),
            Map.entry("web/Checks.java", "how old a status is, which has a moment"),
            Map.entry("load/Dataset.java", "dlt's records of a load: when it was"),
            Map.entry("load/LoadSteps.java", "dlt's records of a load: when it was"),
            Map.entry("load/DltRecords.java", "dlt's ids of loads, and its records"),
            Map.entry("load/WorkingCopy.java", "dlt's working copy: when it was written"),
            Map.entry("load/Pruning.java", "a source's clock that is ahead of ours makes nothing old"),
            Map.entry("replay/Replay.java", "changes of a recording count as new, so that they have no lag"),
            Map.entry("postgres/Postgres.java", "a field of Debezium's offset that it reads as a moment"),
            Map.entry("demo/EmbeddedMongoChanges.java", "the stand-in's cluster time, as a server's"),
            Map.entry("binlog/Binlog.java", "a field of Debezium's offset that it reads as a moment"),
            Map.entry("cassandra/CassandraFeed.java", "rows of a snapshot count as committed when they are read"),
            Map.entry("cassandra/CassandraTable.java", "when a cell expires: the node tells the seconds it has left"),
            Map.entry("kafka/TaskAssignor.java", "which of two processes has started later, on two machines"),
            Map.entry("kind/PostgresKind.java", "a name that no other process has"),
            Map.entry("patches/io/debezium/util/Clock.java", "the moment from which the steady clock goes on"));

    @Test
    void theTimeOfDayIsAskedOnlyForMoments() throws IOException {
        TreeSet<String> asking = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            assertFalse(sources.isEmpty(), "run it in the repository's folder");
            for (Path source : sources) {
                if (Files.readAllLines(source).stream().anyMatch(line -> TIME_OF_DAY.matcher(line).find())) {
                    asking.add(Path.of("src").relativize(source).toString().replace('\\', '/'));
                }
            }
        }
        assertEquals(new TreeSet<>(ALLOWED.keySet()), asking, "durations are SteadyClock's; a moment is listed here"
                + " with its reason");
    }
}
