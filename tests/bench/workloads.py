"""What is measured: each workload prepares the source, lets the peers do the same in turn, and records what came out."""
import random
import statistics
import time
from collections import namedtuple

from changes import STEP, Writer, Written
from tables import ITEMS, WIDE

PATIENCE = 180      # seconds for what should come at once


class Expected(namedtuple("Expected", "rows written sums")):
    """A copy's content: rows of the snapshot, changes since, what the table adds up to now."""

    @property
    def changes(self):
        return sum(self.written) or self.rows


NONE = Written(0, 0, 0)


def snapshot(bench):
    """1,000,000 rows of six columns."""
    take_snapshots(bench, "snapshot", ITEMS, bench.scaled(1_000_000))


def wide(bench):
    """100,000 rows of 60 columns, with json and 2 kB of text."""
    take_snapshots(bench, "wide", WIDE, bench.scaled(100_000))


def take_snapshots(bench, name, table, rows):
    filled(bench, table, rows)
    expected = Expected(rows, NONE, bench.source.sums(table))
    for turn in bench.turns(name):
        turn.peer.fresh(table)
        turn.rate(turn.peer.snapshot(rows).wait(), expected, "rows/s")


def memory(bench):
    """The peak of the process tree while the snapshot's rows are loaded, started as a user starts it."""
    rows = bench.scaled(1_000_000)
    filled(bench, ITEMS, rows)
    expected = Expected(rows, NONE, bench.source.sums(ITEMS))
    for turn in bench.turns("memory"):
        turn.peer.fresh(ITEMS)
        run = turn.peer.as_a_user(rows).wait()
        turn.value(run, run.peak, "MB", turn.problem(run, expected), content=turn.peer.content)


def filled(bench, table, rows):
    """The table with so many rows, unless the workload before has left it so."""
    if bench.holds != (table.name, rows):
        bench.say(f"{rows:,} rows of {len(table.columns)} columns are written into {table.name}")
        bench.source.create(table)
        bench.source.fill(table, 1, rows)
        bench.holds = (table.name, rows)


def backlog(bench):
    """200,000 changes that were made while the peer was stopped; its table holds one row before."""
    stream(bench, "backlog", 1, bench.scaled(200_000, STEP))


def grown(bench):
    """The same with 5,000,000 rows in the table before: the changes hit rows anywhere in it."""
    stream(bench, "grown", bench.scaled(5_000_000), bench.scaled(200_000, STEP))


def transaction(bench):
    """500,000 changes in one transaction."""
    stream(bench, "transaction", 1, bench.scaled(500_000, STEP), one_transaction=True)


def stream(bench, name, rows, changes, one_transaction=False):
    source, peers = bench.source, bench.chosen(name)
    bench.holds = None
    source.create(ITEMS)
    source.fill(ITEMS, 1, 1)
    ready = [peer for peer in peers if not peer.needs_rows and prepare(bench, name, peer, 1)]
    if rows > 1:
        bench.say(f"{rows:,} rows are written into {ITEMS.name}")
        source.fill(ITEMS, 2, rows)
    source.keep_log()
    ready += [peer for peer in peers if peer.needs_rows and prepare(bench, name, peer, rows)]
    bench.say(f"{changes:,} changes are written, {'in one transaction' if one_transaction else 'in transactions of 100'}")
    written = Writer(source, ITEMS, rows).write(changes, one_transaction)
    expected = Expected(rows, written, source.sums(ITEMS))
    for turn in bench.turns(name, [peer for peer in peers if peer in ready]):
        turn.peer.restore()
        turn.rate(turn.peer.stream(changes).wait(), expected, "changes/s")
    for peer in ready:
        peer.drop_kept()


def prepare(bench, name, peer, rows):
    """Lets it take its snapshot and keeps what it then has; False, and said, if it does not get there."""
    bench.say(f"{peer.name} takes its snapshot of {rows:,} row{'s' * (rows > 1)}")
    peer.fresh(ITEMS)
    run = peer.snapshot(rows).wait()
    problem = bench.problem(peer, run, Expected(rows, NONE, bench.source.sums(ITEMS)))
    if problem:
        bench.failed(name, peer, "not prepared: " + problem)
        peer.done()
    else:
        peer.keep()
    return not problem


def latency(bench):
    """Single rows, one commit after the other: from the commit's return to visible in the DuckDB file."""
    commits = max(5, bench.scaled(30))
    for turn in bench.turns("latency"):
        with_one_row(bench)
        turn.peer.fresh(ITEMS)
        run = turn.peer.follow()
        delays = []
        if turn.peer.appeared(run, 1, PATIENCE):
            time.sleep(3)       # until it streams and is idle
            delays = commit_singly(bench.source, turn.peer, run, commits)
        run.stop()
        problem = "" if len(delays) == commits else f"row {len(delays) + 1} did not come; " + run.last_words()
        delays = [delay * 1000 for delay in delays] or [0]
        turn.value(run, statistics.median(delays), "ms p50", problem)
        turn.value(run, quantile(delays, 0.95), "ms p95", problem, first=False)


def commit_singly(source, peer, run, commits):
    pauses = random.Random(1)
    delays = []
    for row in range(2, commits + 2):
        time.sleep(pauses.uniform(0.5, 1.0))
        source.fill_row(ITEMS, row)
        committed = time.time()
        seen = peer.appeared(run, row, 20)
        if not seen:
            break
        delays.append(seen - committed)
    return delays


def quantile(values, share):
    """The smallest value that so many of the others do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def start(bench):
    """From the command to the first row visible, its slot to be made; everything built and downloaded before."""
    with_one_row(bench)
    for turn in bench.turns("start"):
        turn.peer.fresh(ITEMS)
        run = turn.peer.as_a_user()
        seen = turn.peer.appeared(run, 1, PATIENCE)
        run.stop()
        turn.value(run, seen - run.started if seen else 0, "s", "" if seen else "no row came; " + run.last_words())


def with_one_row(bench):
    bench.holds = None
    bench.source.create(ITEMS)
    bench.source.fill(ITEMS, 1, 1)


# In the order in which they run; memory goes on with the rows of the snapshot.
WORKLOADS = {each.__name__: each for each in (snapshot, memory, wide, backlog, grown, transaction, latency, start)}
