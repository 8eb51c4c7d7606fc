package binlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A binary log of random transactions, DDL and new files, and Debezium's way through it: the offsets of its records
 * follow its {@code BinlogOffsetContext} rule by rule.
 */
final class BinlogLog {

    /** Whose log, and whether it is read by GTID. */
    enum Mode {
        MYSQL_GTID, MYSQL_FILE, MARIADB
    }

    /** @param ids of the rows; of DDL its name */
    private record Event(String type, String file, long pos, long length, String gtid, List<String> ids,
            List<Event> inner) {
    }

    /** What comes out: a record, or a line for the schema history. */
    record Step(SourceRecord record, String ddl, BinlogPosition at, boolean inside) {
    }

    static final String BEFORE = "tables of the snapshot";

    private final Mode mode;
    private final Random random;
    private final int chatter;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> ddls = new ArrayList<>();
    private final Map<String, Integer> ddlsBefore = new HashMap<>();
    private int file = 1;
    private long pos = 4;

    BinlogLog(Mode mode, Random random) {
        this.mode = mode;
        this.random = random;
        this.chatter = random.nextInt();
        numbers.put(source(0), 5);      // what was before the snapshot
        add("FORMAT", "", List.of(), List.of());
        for (int unit = 0; unit < 25; unit++) {
            switch (random.nextInt(8)) {
                case 0 -> ddl();
                case 1 -> statement("TRUNCATE", List.of(row()));
                case 2 -> newFile();
                case 3 -> {
                    ddl();
                    newFile();
                }
                case 4 -> transaction(true);
                default -> transaction(false);
            }
        }
        newFile();
    }

    private static String name(int file) {
        return String.format("binlog.%06d", file);
    }

    private String source(int number) {
        return mode == Mode.MARIADB ? (number == 0 ? "0-1" : "7-1") : (number == 0 ? "bbbb" : "aaaa:tag");
    }

    private String gtid() {
        String source = source(random.nextInt(3) == 0 ? 1 : 0);
        return source + (mode == Mode.MARIADB ? "-" : ":") + numbers.merge(source, 1, Integer::sum);
    }

    private String row() {
        String id = "r" + ids.size();
        ids.add(id);
        ddlsBefore.put(id, ddls.size());
        return id;
    }

    private void add(String type, String gtid, List<String> rows, List<Event> inner) {
        long length = 10 + random.nextInt(50);
        events.add(new Event(type, name(file), pos, length, gtid, rows, inner));
        pos += length;
    }

    private void newFile() {
        if (random.nextBoolean()) {
            add("STOP", "", List.of(), List.of());
        }
        add("ROTATE", "", List.of(), List.of());
        file++;
        pos = 4;
        add("FORMAT", "", List.of(), List.of());
    }

    private void ddl() {
        ddls.add("d" + ddls.size());
        statement("DDL", List.of(ddls.get(ddls.size() - 1)));
    }

    private void statement(String type, List<String> names) {
        add("GTID", gtid(), List.of(), List.of());
        add(type, "", names, List.of());
    }

    /**
     * Row events of one table that is captured and of one that is not; MySQL's may be compressed into one event.
     *
     * @param creates whether it begins with DDL: CREATE TABLE … SELECT
     */
    private void transaction(boolean creates) {
        add("GTID", gtid(), List.of(), List.of());
        boolean compressed = mode != Mode.MARIADB && !creates && random.nextInt(3) == 0;
        List<Event> inner = new ArrayList<>();
        Consumer<Event> to = compressed ? inner::add : e -> add(e.type, "", e.ids, List.of());
        if (mode != Mode.MARIADB) {
            to.accept(part("BEGIN", List.of()));
        }
        if (creates) {
            ddls.add("d" + ddls.size());
            to.accept(part("DDL", List.of(ddls.get(ddls.size() - 1))));
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            List<String> rows = new ArrayList<>();
            for (int j = random.nextInt(5); j > 0; j--) {
                rows.add(row());
            }
            to.accept(part("ROWS", rows));
        }
        to.accept(part("XID", List.of()));
        if (compressed) {
            add("PAYLOAD", "", List.of(), inner);
        }
    }

    private static Event part(String type, List<String> rows) {
        return new Event(type, "", 0, 0, "", rows, List.of());
    }

    /** All changes, in order. */
    List<String> changes() {
        return ids;
    }

    /** What a schema history has to hold when this change is read. */
    List<String> historyAt(String id) {
        List<String> history = new ArrayList<>(List.of(BEFORE));
        history.addAll(ddls.subList(0, ddlsBefore.get(id)));
        return history;
    }

    /** Where the snapshot was taken. */
    Map<String, Object> start() {
        return BinlogSample.offset(name(1), 4, mode == Mode.MYSQL_FILE ? "" : set(Map.of(source(0), 5)));
    }

    private String set(Map<String, Integer> last) {
        return last.entrySet().stream().map(e -> mode == Mode.MARIADB ? e.getKey() + "-" + e.getValue()
                : e.getKey() + ":1-" + e.getValue()).collect(Collectors.joining(","));
    }

    /** What an engine sends that starts from here, with heartbeats in between. */
    List<Step> from(BinlogPosition resume) {
        Reading reading = new Reading(resume);
        boolean byGtid = mode != Mode.MYSQL_FILE;
        String first = byGtid ? reading.fileOfFirstNew() : resume.file();
        reading.handle(new Event("ROTATE", first, byGtid ? 4 : resume.pos(), 0, "", List.of(), List.of()));
        boolean sent = true;
        for (Event event : events) {
            if (event.type.equals("GTID") || event.type.equals("ROTATE") || event.type.equals("STOP")) {
                sent = !byGtid || event.gtid.isEmpty() || !reading.resumed.contains(event.gtid);
            }
            boolean reached = event.file.compareTo(first) > 0 || event.file.equals(first)
                    && (byGtid || event.pos >= resume.pos());
            if (reached && sent) {
                reading.handle(event.type.equals("ROTATE")
                        ? new Event("ROTATE", name(number(event.file) + 1), 4, 0, "", List.of(), List.of()) : event);
            }
        }
        return reading.steps;
    }

    private static int number(String file) {
        return Integer.parseInt(file.substring(file.indexOf('.') + 1));
    }

    /** An engine's life. */
    private final class Reading {
        private final Random heartbeats = new Random(chatter);
        private final List<Step> steps = new ArrayList<>();
        private final BinlogPosition resumed;
        private final Map<String, Integer> set = new LinkedHashMap<>();
        private String restartSet;
        private String currentSet;
        private String restartFile;
        private long restartPos;
        private long eventsToSkip;
        private int rowsToSkip;
        private boolean inTransaction;
        private String gtid;
        private String at;
        private long pos;
        private long length;

        /** A restarted engine sorts the set that it was given; later it adds new sources at the end. */
        Reading(BinlogPosition resume) {
            resumed = resume;
            if (mode != Mode.MYSQL_FILE) {
                Map<String, Integer> sorted = new TreeMap<>();
                for (String each : resume.gtids().split(",")) {
                    int last = each.lastIndexOf('-');
                    String source = mode == Mode.MARIADB ? each.substring(0, last)
                            : each.substring(0, each.lastIndexOf(':'));
                    sorted.put(source, Integer.parseInt(each.substring(last + 1)));
                }
                set.putAll(sorted);
                restartSet = set(set);
                currentSet = restartSet;
            }
        }

        private String fileOfFirstNew() {
            return events.stream().filter(e -> e.type.equals("GTID") && !resumed.contains(e.gtid)).map(Event::file)
                    .findFirst()
                    .orElse(name(file));
        }

        private void handle(Event event) {
            if (event.type.equals("ROTATE")) {
                at = event.file;
                pos = event.pos;
                restart(at, pos);
            }
            else if (event.length > 0) {
                pos = event.pos;
                length = event.length;
                if (!inTransaction) {
                    restart(restartFile, pos + length);
                }
            }
            switch (event.type) {
                case "GTID" -> gtid(event.gtid);
                case "BEGIN" -> begin();
                case "ROWS" -> rows(event.ids);
                case "XID" -> {
                    restartSet = currentSet;
                    restart(at, pos + length);
                    inTransaction = false;
                }
                case "DDL" -> steps.add(new Step(null, event.ids.get(0), BinlogPosition.of(offset()),
                        eventsToSkip > 0));
                case "TRUNCATE" -> change("t", event.ids.get(0));
                case "PAYLOAD" -> event.inner.forEach(this::handle);
                default -> { }
            }
            if (heartbeats.nextInt(3) == 0) {
                steps.add(new Step(BinlogSample.heartbeat(offset()), null, null, false));
            }
            eventsToSkip++;
        }

        private void restart(String newFile, long newPos) {
            restartFile = newFile;
            restartPos = newPos;
            eventsToSkip = 0;
            rowsToSkip = 0;
        }

        private void gtid(String next) {
            if (mode != Mode.MYSQL_FILE) {
                int last = Math.max(next.lastIndexOf(':'), next.lastIndexOf('-'));
                set.put(next.substring(0, last), Integer.parseInt(next.substring(last + 1)));
                gtid = next;
                restartSet = currentSet;
                currentSet = set(set);
            }
            if (mode == Mode.MARIADB) {
                begin();
            }
        }

        private void begin() {
            restart(at, pos);
            inTransaction = true;
        }

        private void rows(List<String> rows) {
            for (int i = 0; i < rows.size(); i++) {
                rowsToSkip = i + 1;
                change("c", rows.get(i));
            }
            rowsToSkip = 0;
        }

        private void change(String op, String id) {
            steps.add(new Step(BinlogSample.change(op, id, offset(), gtid, at, pos), null, null, false));
        }

        private Map<String, Object> offset() {
            Map<String, Object> offset = BinlogSample.offset(restartFile, restartPos, restartSet);
            if (eventsToSkip > 0) {
                offset.put("event", eventsToSkip);
            }
            if (rowsToSkip > 0) {
                offset.put("row", rowsToSkip);
            }
            return offset;
        }
    }
}
