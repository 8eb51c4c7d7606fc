package capture;

import base.CrashPoint;
import base.Problem;
import base.SteadyClock;
import capture.Requests.Request;
import event.ChangeEvent.CopyLoaded;
import event.ChangeEvent.Origin;
import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import event.TableId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    /** Tables that could not be read. */
    private final Set<TableId> refused = new HashSet<>();
    /** Those whose copies are in place since the feed began. */
    private final Map<TableId, TableCopy> settled = new LinkedHashMap<>();
    private final HeldBack held = new HeldBack();
    private final Asked asked;
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
        this.asked = new Asked(store.requests(), store::committed);
        this.watch = watch;
    }

    /** A feed follows another one, or is the first. */
    void streaming(Feed next) {
        feed = next;
        settled.clear();
        held.forget();
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
        List<String> taken = new ArrayList<>(committed.asked());
        for (Request request : store.requests().open()) {
            if (!taken.contains(request.id()) && take(request, again, committed)) {
                taken.add(request.id());
            }
        }
        source.unread().stream().filter(table -> !again.contains(table) && !given.contains(table))
                .sorted(Comparator.comparing(TableId::toString)).forEach(again::add);
        stale().filter(table -> !isToCome(table, again)).forEach(again::add);
        List<String> kept = taken.subList(Math.max(0, taken.size() - ASKED_KEPT), taken.size());
        if (!again.equals(committed.again()) || !kept.equals(committed.asked())) {
            store.again(again, kept);
            CrashPoint.at("again");
        }
        asked.answer();
    }

    /** The tables that are to be read again unasked. */
    private Stream<TableId> stale() {
        Gaps gaps = source.gaps();
        return (store.readsUnasked() ? gaps.stale() : gaps.joined()).stream()
                .filter(table -> !refused.contains(table)).sorted(Comparator.comparing(TableId::toString));
    }

    private boolean take(Request request, List<TableId> again, Checkpoint committed) {
        List<TableId> tables = asked.tables(request, source.tables(), committed);
        given.removeAll(tables);
        refused.removeAll(tables);
        tables.stream().filter(table -> !isToCome(table, again)).forEach(again::add);
        return !tables.isEmpty();
    }

    /** A copy that is being made may be older than what somebody asks for now. */
    private boolean isToCome(TableId table, List<TableId> again) {
        return Collections.frequency(again, table) > (now != null && now.table().equals(table) ? 1 : 0);
    }

    /** Whether the stream has to wait for a copy. */
    boolean stalls() {
        return now != null && (now.stalls() || held.isKeeping());
    }

    /** Whether the stream's next batch is not to be delivered yet. */
    boolean keeps(Batch batch) {
        return held.keeps(batch, now, source.gaps());
    }

    /** A batch of the stream that was kept, and is to be delivered now; else null. */
    Batch released() {
        return held.release(now);
    }

    /** Whether a load is half done, with a part of a copy. */
    boolean isLoading() {
        return now != null && now.isBeingLoaded();
    }

    /** Whether tables are still to be read. */
    boolean isBusy() {
        return now != null || !store.committed().again().isEmpty() || !store.requests().open().isEmpty()
                || stale().findAny().isPresent();
    }

    /** Whether a load may grow after the batch that was given out last. */
    boolean mayGrow(boolean more) {
        return own ? now != null && !now.cuts() : more;
    }

    /** A batch of the stream as it is to be delivered. */
    Batch pass(Batch batch) {
        own = false;
        if (now != null) {
            now.see(batch);
        }
        Batch open = HeldBack.without(batch, source.gaps());
        Batch passed = now == null ? open : now.pass(open);
        return settled.isEmpty() ? passed : new Batch(passed.events(), settled(passed.reached()),
                passed.markProcessed(), passed.essential());
    }

    /** How far the source is, without what has come with copies: what is queued may have been told before. */
    Reached settled(Reached reached) {
        Map<String, Object> position = reached.position();
        for (TableId table : settled.keySet()) {
            position = settled(table, settled.get(table), position);
        }
        return new Reached(reached.snapshot(), position, reached.copy());
    }

    private Map<String, Object> settled(TableId table, TableCopy copy, Map<String, Object> position) {
        return source.gaps().settled(table, copy, LeftOut.settled(table, position));
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
            source.gaps().copying(table);
            TableCopy copy = source.copy(table, store.scratch().resolve(COPY), watch);
            now = new Resnapshot(table, copy, feed, position -> settled(table, copy, position));
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
        refused.add(table);
        asked.failed(table, sentence);
        if (source.gaps().holds(table)) {
            throw Problem.run(sentence);        // nothing of it comes
        }
        store.again(store.committed().again().stream().filter(each -> !each.equals(table)).toList(),
                store.committed().asked());
        watch.warn(sentence);
    }

    private void done() {
        now.copy().close();
        source.gaps().copied(now.table(), now.copy());
        watch.readAgain(now.table());
        given.add(now.table());
        settled.put(now.table(), now.copy());
        now = null;
        failures = 0;
        asked.answer();
    }

    @Override
    public void close() {
        if (now != null) {
            now.copy().close();
        }
    }
}
