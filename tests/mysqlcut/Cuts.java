import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Cuts a recording after its records, restarts an engine as a scheme says, and compares with what should have come. */
final class Cuts {

    private static final int TRIES = 3;

    private final Recording recording;
    private final Path folder;
    private final PrintStream log;
    private final String onlyClass;
    final String title;
    final Tally tally = new Tally();
    /** Field → how often it differed when a change was sent again. */
    final Map<String, Integer> unstable = new TreeMap<>();
    int restarts;
    private final long start = System.currentTimeMillis();

    /** @param onlyClass cuts of this class alone; empty: of all */
    Cuts(String title, Recording recording, Path folder, PrintStream log, String onlyClass) {
        this.title = title;
        this.recording = recording;
        this.folder = folder;
        this.log = log;
        this.onlyClass = onlyClass;
    }

    /** @param perClass how many cuts of each class at most; spread evenly */
    void run(Scheme scheme, int perClass) throws IOException {
        List<Map<String, Object>> states = recording.states();
        Map<String, List<Integer>> byRestart = new LinkedHashMap<>();
        for (int cut : chosen(perClass)) {
            String key = SeedStore.json(timeless(scheme.offset(states.get(cut)))) + scheme.historyOf(states.get(cut));
            byRestart.computeIfAbsent(key, k -> new ArrayList<>()).add(cut);
        }
        for (List<Integer> cuts : byRestart.values()) {
            int first = cuts.get(0);
            restart(scheme, states.get(first), cuts);
        }
    }

    /** Two restarts: the second one, from half way of the first, finds the history that the first has left. */
    void twice(Scheme scheme, int perClass) throws IOException {
        Path history = folder.resolve("restart.history");
        for (int cut : chosen(perClass)) {
            Map<String, Object> stored = recording.states().get(cut);
            Files.write(history, recording.history());
            Sent first = send(scheme, history, stored, true);
            if (first.error() != null) {
                compare(scheme, cut, stored, first);
                continue;
            }
            int half = first.records().size() / 2;
            long after = first.records().subList(half + 1, first.records().size()).stream().filter(Rec::isChange)
                    .count();
            stored = first.states().get(half);
            compare(scheme, recording.cutBefore(after), stored, send(scheme, history, stored, false));
        }
    }

    private record Sent(List<Rec> records, List<Map<String, Object>> states, String error) {
    }

    private Sent send(Scheme scheme, Path history, Map<String, Object> state, boolean withLife) throws IOException {
        byte[] before = Files.readAllBytes(history);
        Sent sent = null;
        for (int i = 0; i < TRIES && (sent == null || !scheme.takes(state, sent.records())); i++) {
            Files.write(history, before);
            sent = sendOnce(scheme, history, state, withLife);
        }
        return sent;
    }

    private Sent sendOnce(Scheme scheme, Path history, Map<String, Object> state, boolean withLife) {
        restarts++;
        Scheme.Start start;
        try {
            start = scheme.prepare(history, state, recording.properties());
        }
        catch (RuntimeException refused) {
            return new Sent(List.of(), List.of(), "refused: " + refused.getMessage());
        }
        try (Stream stream = new Stream(start, withLife ? scheme.life(state) : null)) {
            boolean reached = stream.await(rec -> Workload.END.equals(rec.label()), Stream.PATIENCE_SECONDS);
            String error = reached ? null : Objects.requireNonNullElse(stream.error(), "no end, no error");
            return new Sent(stream.records(), stream.states(), error);
        }
    }

    private static Map<String, Object> timeless(Map<String, Object> offset) {
        Map<String, Object> copy = new TreeMap<>(offset);
        copy.remove("ts_sec");
        return copy;
    }

    private List<Integer> chosen(int perClass) {
        Map<String, List<Integer>> byClass = new LinkedHashMap<>();
        for (int cut = 0; cut < recording.records().size() - 1; cut++) {
            if (onlyClass.isEmpty() || onlyClass.equals(recording.labels().get(cut))) {
                byClass.computeIfAbsent(recording.labels().get(cut), k -> new ArrayList<>()).add(cut);
            }
        }
        List<Integer> chosen = new ArrayList<>();
        for (List<Integer> all : byClass.values()) {
            int count = Math.min(perClass, all.size());
            for (int i = 0; i < count; i++) {
                chosen.add(all.get((int) ((long) i * all.size() / count)));
            }
        }
        return chosen;
    }

    private void restart(Scheme scheme, Map<String, Object> state, List<Integer> cuts) throws IOException {
        Path history = folder.resolve("restart.history");
        Files.write(history, recording.history());
        Sent sent = send(scheme, history, state, false);
        checkStable(sent.records());
        for (int cut : cuts) {
            compare(scheme, cut, recording.states().get(cut), sent);
        }
    }

    private void compare(Scheme scheme, int cut, Map<String, Object> state, Sent sent) {
        List<String> expected = recording.changesAfter(cut).stream().map(Rec::text).toList();
        Scheme.Life life = scheme.life(state);
        List<String> actual = new ArrayList<>();
        String thrown = sent.error();
        try {
            for (Rec rec : sent.records()) {
                if (life.accept(rec)) {
                    actual.add(rec.text());
                }
            }
        }
        catch (RuntimeException e) {
            thrown = "filter: " + e.getMessage();
        }
        Map<String, Integer> balance = new HashMap<>();
        expected.forEach(text -> balance.merge(text, 1, Integer::sum));
        actual.forEach(text -> balance.merge(text, -1, Integer::sum));
        int lost = balance.values().stream().mapToInt(n -> Math.max(n, 0)).sum();
        int doubled = balance.values().stream().mapToInt(n -> Math.max(-n, 0)).sum();
        boolean dead = thrown != null && !thrown.startsWith("no end");
        tally.add(recording.labels().get(cut), lost, doubled, expected.equals(actual), dead);
        if (lost + doubled > 0 || thrown != null || !expected.equals(actual)) {
            log.println(scheme.name() + " | " + recording.labels().get(cut) + " | cut " + cut
                    + " lost " + lost + " doubled " + doubled + (expected.equals(actual) ? ""
                            : " sequence differs") + " "
                    + Objects.toString(thrown, "") + "\n  at   " + recording.records().get(cut) + "\n  next "
                    + recording.records().get(cut + 1) + "\n  seed " + scheme.offset(state) + "\n  state " + state
                    + (sent.records().isEmpty() ? "" : "\n  sent " + sent.records().get(0)));
        }
    }

    /** Changes that are sent again: are their restart points and places the same? Aligned from the end. */
    private void checkStable(List<Rec> sent) {
        List<Rec> truth = recording.changesAfter(-1);
        List<Rec> again = sent.stream().filter(Rec::isChange).toList();
        int end = again.size();
        while (end > 0 && !Workload.END.equals(again.get(end - 1).label())) {
            end--;
        }
        for (int i = 0; i < end && i < truth.size(); i++) {
            Rec one = truth.get(truth.size() - 1 - i);
            Rec other = again.get(end - 1 - i);
            if (!one.text().equals(other.text())) {
                return;
            }
            for (String field : List.of("gtids", "file", "pos", "event", "row")) {
                differs("offset." + field, one.offset().get(field), other.offset().get(field), one);
            }
            for (String field : List.of("gtid", "file", "pos", "row")) {
                differs("source." + field, one.source(field), other.source(field), one);
            }
        }
    }

    private void differs(String field, Object one, Object other, Rec rec) {
        if (!Objects.equals(one, other)) {
            if (unstable.merge(field, 1, Integer::sum) <= 5) {
                log.println("unstable " + field + ": first " + one + " then " + other + " of " + rec);
            }
        }
    }

    @Override
    public String toString() {
        return "## " + title + ": " + recording.records().size() + " records, " + recording.changesAfter(-1).size()
                + " changes; " + tally.cuts() + " cuts, " + restarts + " restarts, "
                + (System.currentTimeMillis() - start) / 1000 + " s; fields that differed when sent again: " + unstable
                + "\n" + tally;
    }
}
