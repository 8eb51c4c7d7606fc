package cassandra;

import base.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder in which a node leaves its commit logs for capture ({@code cdc_raw_directory}). The node never deletes a
 * file there, and neither does anything here before the destination has what is in it: unlike the connector, which
 * moves each file away as soon as it is asked to stop.
 *
 * @see <a href="https://cassandra.apache.org/doc/stable/cassandra/managing/operating/cdc.html">Cassandra: Change data
 *      capture</a>
 */
final class CommitLogFolder {

    private static final Pattern INDEX = Pattern.compile("CommitLog-\\d+-(\\d+)_cdc\\.idx");

    /**
     * One commit log.
     *
     * @param end       how far the node has made it durable, in bytes
     * @param completed whether nothing more will be written into it
     */
    record Segment(long id, File log, File index, int end, boolean completed) {
    }

    private final Path folder;

    CommitLogFolder(String folder) {
        this.folder = Path.of(folder);
        if (!Files.isDirectory(this.folder) || !Files.isReadable(this.folder) || !Files.isWritable(this.folder)) {
            throw Problem.config("The node's folder of commit logs " + folder + " (cdc_raw_directory) is not there, or"
                    + " this user may not read and delete files in it: run the loader on the node, as its user");
        }
    }

    /** In the order in which the node began them. A log that has no index yet has nothing durable in it. */
    List<Segment> segments() throws IOException {
        List<Segment> segments = new ArrayList<>();
        File[] files = folder.toFile().listFiles();
        if (files == null) {
            throw new IOException("cannot list " + folder);
        }
        for (File index : files) {
            Matcher name = INDEX.matcher(index.getName());
            if (name.matches()) {
                add(segments, Long.parseLong(name.group(1)), index);
            }
        }
        segments.sort(Comparator.comparingLong(Segment::id));
        return segments;
    }

    private static void add(List<Segment> segments, long id, File index) throws IOException {
        File log = new File(index.getParentFile(), index.getName().replace("_cdc.idx", ".log"));
        List<String> lines;
        try {
            lines = Files.readAllLines(index.toPath());
        }
        catch (NoSuchFileException deleted) {
            return;     // it is loaded
        }
        if (!lines.isEmpty() && !lines.get(0).isBlank() && log.exists()) {
            segments.add(new Segment(id, log, index, Integer.parseInt(lines.get(0).strip()),
                    lines.size() > 1 && lines.get(1).strip().equals("COMPLETED")));
        }
    }

    /** Deletes what the destination has: the index last, so that a log without one is never taken for a new one. */
    void delete(long id) {
        try {
            for (Segment segment : segments()) {
                if (segment.id() == id && segment.completed()) {
                    Files.deleteIfExists(segment.log().toPath());
                    Files.deleteIfExists(segment.index().toPath());
                }
            }
        }
        catch (IOException e) {
            throw Problem.run("Cannot delete commit log " + id + " in " + folder + ", which is loaded: "
                    + Problem.why(e));
        }
    }
}
