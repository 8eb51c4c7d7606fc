package capture;

import base.CrashPoint;
import base.Problem;
import base.SteadyClock;
import capture.Requests.Answer;
import capture.Requests.Request;
import event.ChangeEvent.CopyLoaded;
import event.ChangeEvent.Origin;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import watch.Watch;

/**
 * The tables that are to be read again while the stream goes on, one after the other. Which they are is committed with
 * the position, and a table leaves the list in the transaction that puts its copy in place; so one that was interrupted
 * begins again, and none is done twice.
 */
final class Resnapshots implements AutoCloseable {

    private static final long LOOK_EVERY_MS = 500;
    private static final long FIRST_PAUSE_MS = 1_000;
    private static final long LONGEST_PAUSE_MS = 30_000;
    private static final int ASKED_KEPT = 50;
    private static final String COPY = "resnapshot.copy";

    private final SourceDatabase source;
    private final CheckpointStore store;
    private final Watch watch;
    private final Set<TableId> given = new HashSet<>();
    private Feed feed;
    private Resnapshot now;
    private boolean own;
    private long begunAt;
    private long lookedAt = -LOOK_EVERY_MS;
    private long nextTry;
    private int failures;

    Resnapshots(SourceDatabase source, CheckpointStore store, Watch watch) {
        this.source = source;
        this.store = store;
        this.watch = watch;
    }

    /** A feed follows another one, or is the first. */
    void streaming(Feed next) {
        feed = next;
        accept();       // before the position tells that a table has joined
        if (now != null && !now.isBeingLoaded()) {
            failed(Problem.run("The stream began again", new IOException("the stream began again")));
        }
    }

    /** Takes in what was asked for and what has joined; while no load is half done. */
    void accept() {
        lookedAt = SteadyClock.now();
        Checkpoint committed = store.committed();
        if (committed.snapshot() != Snapshot.DONE) {
            return;
        }
        List<TableId> again = new ArrayList<>(committed.again());
        List<String> asked = new ArrayList<>(committed.asked());
        for (Request request : store.requests().open()) {
            if (!asked.contains(request.id()) && take(request, again, committed)) {
                asked.add(request.id());
            }
        }
        source.unread().stream().filter(table -> !again.contains(table) && !given.contains(table))
                .sorted(Comparator.comparing(TableId::toString)).forEach(again::add);
        List<String> kept = asked.subList(Math.max(0, asked.size() - ASKED_KEPT), asked.size());
        if (!again.equals(committed.again()) || !kept.equals(committed.asked())) {
            store.again(again, kept);
            CrashPoint.at("again");
        }
        answer();
    }

    /** Whether its tables are known; where they may be known later, it stays open. */
    private boolean take(Request request, List<TableId> again, Checkpoint committed) {
        Set<TableId> known = new HashSet<>(source.tables());
        boolean early = known.isEmpty();
        known.addAll(loaded(committed));
        List<TableId> tables = new ArrayList<>();
        for (String name : request.tables()) {
            List<TableId> meant = known.stream().filter(each -> each.toString().equals(name)
                    || each.name().equals(name)).toList();
            if (meant.size() != 1) {
                if (!early || meant.size() > 1) {
                    store.requests().answer(request, new Answer(true, 2, (meant.isEmpty() ? "No captured table is"
                            + " called " + name + "; there are " : "Table " + name + " may be one of several; there"
                            + " are ") + known.stream().map(TableId::toString).sorted()
                            .collect(Collectors.joining(", ")) + ". Nothing is read again"));
                }
                return false;
            }
            tables.addAll(meant);
        }
        given.removeAll(tables);
        tables.stream().filter(table -> !isToCome(table, again)).forEach(again::add);
        return true;
    }

    /** A copy that is being made may be older than what somebody asks for now. */
    private boolean isToCome(TableId table, List<TableId> again) {
        return Collections.frequency(again, table) > (now != null && now.table().equals(table) ? 1 : 0);
    }

    /** The tables that the position names, where it does. */
    private static Set<TableId> loaded(Checkpoint committed) {
        return committed.position().get(Checkpoint.OIDS) instanceof Collection<?> all ? all.stream()
                .map(each -> (List<?>) each).map(each -> new TableId(each.get(0).toString(), each.get(1).toString()))
                .collect(Collectors.toSet()) : Set.of();
    }

    /** Says how far they are to those who have asked. */
    private void answer() {
        Checkpoint committed = store.committed();
        for (Request request : store.requests().open()) {
            if (committed.asked().contains(request.id())) {
                List<TableId> left = committed.again().stream().filter(each -> request.tables().contains(each.name())
                        || request.tables().contains(each.toString())).toList();
                store.requests().answer(request, new Answer(left.isEmpty(), 0, left.isEmpty()
                        ? "Read again: " + String.join(", ", request.tables())
                        : "Reading again: " + left.stream().map(TableId::toString)
                        .collect(Collectors.joining(", "))));
            }
        }
    }

    /** Whether the stream has to wait for a copy. */
    boolean stalls() {
        return now != null && now.stalls();
    }

    /** Whether a load is half done, with a part of a copy. */
    boolean isLoading() {
        return now != null && now.isBeingLoaded();
    }

    /** Whether tables are still to be read. */
    boolean isBusy() {
        return now != null || !store.committed().again().isEmpty() || !store.requests().open().isEmpty();
    }

    /** Whether a load may grow after the batch that was given out last. */
    boolean mayGrow(boolean more) {
        return own ? now != null && !now.cuts() : more;
    }

    /** A batch of the stream as it is to be delivered. */
    Batch pass(Batch batch) {
        own = false;
        return now == null ? batch : now.pass(batch);
    }

    /** A batch of our own, when it is time for one; else null. */
    Batch own(Reached base) {
        own = true;
        if (feed == null || store.committed().snapshot() != Snapshot.DONE || base.snapshot() != Snapshot.DONE) {
            own = false;
            return null;
        }
        boolean loading = isLoading();
        if (!loading && SteadyClock.now() - lookedAt > LOOK_EVERY_MS) {
            accept();
        }
        if (now == null && SteadyClock.now() >= nextTry && !store.committed().again().isEmpty()) {
            begin(store.committed().again().get(0));
        }
        Batch batch = now == null ? null : loading ? now.own(base) : watched(base);
        if (now != null && now.isOver()) {
            done();
        }
        own = batch != null;
        if (own && !batch.events().isEmpty() && batch.events().get(0).origin().commitMicros() > 0) {
            watch.captured(batch.events().size(), batch.events().get(0).origin().commitMicros());
        }
        return batch;
    }

    private void begin(TableId table) {
        begunAt = SteadyClock.now();
        try {
            now = new Resnapshot(table, source.copy(table, store.scratch().resolve(COPY), watch), feed);
            watch.again(table);
        }
        catch (Problem problem) {
            failed(table, problem);
        }
    }

    private Batch watched(Reached base) {
        Throwable error = now.copy().error();
        if (error == null && now.isAligning() && !now.copy().isAligned() && SteadyClock.now() - begunAt
                > now.copy().patienceMs()) {
            error = Problem.run("The source waits for transactions that have been running for "
                    + now.copy().patienceMs() / 1_000 + " s", new IOException("transactions are running"));
        }
        if (error == null) {
            return now.own(base);
        }
        TableId table = now.table();
        failed(error);
        return new Batch(List.of(new CopyLoaded(table, new Origin(() -> "", 0), false)), base, () -> { }, false);
    }

    private void failed(Throwable error) {
        Resnapshot failed = now;
        now = null;
        failed.copy().close();
        failed(failed.table(), error);
    }

    private void failed(TableId table, Throwable error) {
        String sentence = "Table " + table + " is not read again yet: "
                + (error instanceof Problem ? error.getMessage() : source.explain(error));
        if (source.passes(error)) {
            long pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures++, 10));
            nextTry = SteadyClock.now() + pause;
            watch.warn(sentence + "; next try in " + pause / 1_000 + " s");
            return;
        }
        given.add(table);
        for (Request request : store.requests().open()) {
            if (request.tables().contains(table.toString()) || request.tables().contains(table.name())) {
                store.requests().answer(request, new Answer(true, 1, sentence));
            }
        }
        store.again(store.committed().again().stream().filter(each -> !each.equals(table)).toList(),
                store.committed().asked());
        watch.warn(sentence);
    }

    private void done() {
        now.copy().close();
        source.readAgain(now.table());
        watch.readAgain(now.table());
        given.add(now.table());
        now = null;
        failures = 0;
        answer();
    }

    @Override
    public void close() {
        if (now != null) {
            now.copy().close();
        }
    }
}
