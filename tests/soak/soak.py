"""The load of a long run, the samples, and the judgement; see run."""
import argparse
import os
import random
import sys
import threading
import time

import duckdb
import psutil
import psycopg

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
import reader  # noqa: E402

ITEMS = 50_000          # keys, changed over and over
SAMPLE_SECONDS = 5
CAUGHT_UP_SECONDS = 60
MB = 1024 * 1024
STATES_KEPT = 60        # pruned every 50 loads
LOADS_KEPT = 600        # load_history = 500, pruned every 50 loads
VERSIONS_KEPT = 10
TABLES = """
    DROP TABLE IF EXISTS soak_items, soak_log, soak_other;
    CREATE TABLE soak_items (id int PRIMARY KEY, name text, amount numeric(12, 2), note text);
    ALTER TABLE soak_items REPLICA IDENTITY FULL;
    CREATE TABLE soak_log (n bigserial PRIMARY KEY, what text);
    ALTER TABLE soak_log REPLICA IDENTITY FULL;
    CREATE TABLE soak_other (n bigserial, filling text);
    INSERT INTO soak_items SELECT i, 'item ' || i, i, repeat('x', i % 200) FROM generate_series(1, 20000) i;
    INSERT INTO soak_log (what) VALUES ('begin')"""


class Load:
    """What is done at the source; a cycle takes about a minute and a half."""

    def __init__(self, dsn, file, alive):
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.file, self.alive = file, alive
        self.random = random.Random(1)
        self.changes = 0
        self.waits = []

    def sql(self, statement, *values):
        changed = self.connection.execute(statement, values).rowcount
        self.changes += max(0, changed)
        return changed

    def cycle(self):
        for _ in range(20):
            self.connection.execute("INSERT INTO soak_other (filling) SELECT repeat('y', 1000) FROM generate_series(1, 200)")
            time.sleep(0.5)
        for _ in range(20):
            self.item(self.random.randint(1, ITEMS))
            time.sleep(0.5)
        self.caught_up("a burst", self.burst)
        self.caught_up("one transaction", self.large)
        self.caught_up("the same rows", self.hot)
        self.connection.execute("TRUNCATE soak_other")

    def item(self, key):
        self.sql("INSERT INTO soak_items VALUES (%s, 'item', %s, %s) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount,"
                 " note = excluded.note", key, self.random.randint(1, 10**6), "z" * self.random.randint(0, 300))

    def burst(self):
        for _ in range(200):
            with self.connection.transaction():
                keys = self.random.sample(range(1, ITEMS + 1), 100)
                self.sql("DELETE FROM soak_items WHERE id = ANY(%s)", keys[:20])
                self.sql("INSERT INTO soak_items SELECT k, 'burst', k, repeat('b', k %% 300) FROM unnest(%s::int[]) k"
                         " ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note", keys[20:])
                self.sql("INSERT INTO soak_log (what) SELECT 'burst' FROM generate_series(1, 10)")

    def large(self):
        with self.connection.transaction():
            self.sql("UPDATE soak_items SET amount = amount + 1")
            self.sql("INSERT INTO soak_log (what) SELECT 'large' FROM generate_series(1, 5000)")

    def hot(self):
        for _ in range(300):
            self.sql("UPDATE soak_items SET amount = amount + 1 WHERE id <= 50")

    def caught_up(self, name, work):
        """Does the work; then notes how long it takes until the last of it is visible."""
        work()
        last = self.connection.execute("INSERT INTO soak_log (what) VALUES ('mark') RETURNING n").fetchone()[0]
        since = time.time()
        seen = reader.seen(self.file, "SELECT max(n) FROM debezium_data.soak_log", last, 2 * CAUGHT_UP_SECONDS, self.alive)
        self.waits.append((name, seen - since if seen else 2 * CAUGHT_UP_SECONDS))


class Samples(threading.Thread):
    """Memory (MB), open files and threads of the loader, size of the DuckDB file with its log (MB), every 5 seconds."""

    def __init__(self, process, file):
        super().__init__(daemon=True)
        self.process, self.file = process, file
        self.taken = []
        self.ended = False

    def run(self):
        while not self.ended:
            try:
                size = sum(os.stat(each).st_size for each in (self.file, self.file + ".wal") if os.path.exists(each))
                self.taken.append((self.process.memory_info().rss / MB, self.process.num_fds(), self.process.num_threads(),
                                   size / MB))
            except (psutil.Error, FileNotFoundError):
                pass
            time.sleep(SAMPLE_SECONDS)

    def most(self, what, part):
        """The highest value in the first (0), second or last (2) third."""
        third = max(1, len(self.taken) // 3)
        return max(each[what] for each in self.taken[part * third:(part + 1) * third])


def java(pid):
    root = psutil.Process(pid)
    return next(each for each in [root, *root.children(recursive=True)] if each.name() == "java")


def query(file, sql):
    """As readers do: tries again while the loader has the file."""
    while True:
        try:
            with duckdb.connect(file, read_only=True) as connection:
                return connection.execute(sql).fetchall()
        except duckdb.IOException:
            time.sleep(0.01)


def compact_size(file):
    """Of a fresh copy of all that the file holds, in MB."""
    copy = file + ".copy"
    while True:
        try:
            with duckdb.connect() as connection:
                connection.execute(f"ATTACH '{file}' AS f (READ_ONLY); ATTACH '{copy}' AS c; COPY FROM DATABASE f TO c")
            return os.stat(copy).st_size / MB
        except duckdb.IOException:
            time.sleep(0.01)
        finally:
            if os.path.exists(copy):
                os.remove(copy)


failures = 0


def judge(holds, name, figures):
    global failures
    failures += not holds
    print(f"{'ok' if holds else 'not ok'} {name}: {figures}", flush=True)


def judge_all(load, samples, file):
    memory, files, threads, size = range(4)
    for what, name, slack in ((memory, "memory, MB", 1.15), (files, "open files", 1.1), (threads, "threads", 1.1)):
        thirds = [samples.most(what, part) for part in range(3)]
        judge(thirds[2] <= slack * thirds[1] + 3, f"{name} are flat", "highest of each third "
              + ", ".join(f"{each:.0f}" for each in thirds))
    compact = compact_size(file)
    judge(samples.most(size, 2) <= 4 * compact + 16, "the file's size is bounded", "highest of each third "
          + ", ".join(f"{samples.most(size, part):.1f}" for part in range(3)) + f" MB, a fresh copy {compact:.1f} MB")
    for table, kept in (("_dlt_pipeline_state", STATES_KEPT), ("_dlt_loads", LOADS_KEPT), ("_dlt_version", VERSIONS_KEPT)):
        rows = query(file, f"SELECT count(*) FROM debezium_data.{table}")[0][0]
        judge(rows <= kept, f"{table} is bounded", f"{rows} rows")
    for name in dict.fromkeys(each for each, _ in load.waits):
        waits = sorted(seconds for each, seconds in load.waits if each == name)
        judge(waits[-1] < CAUGHT_UP_SECONDS, f"the lag is zero again after {name}",
              f"median {waits[len(waits) // 2]:.2f} s, highest {waits[-1]:.2f} s, {len(waits)} times")
    source = load.connection.execute("SELECT id, name, amount, note FROM soak_items ORDER BY id").fetchall()
    judge(source == query(file, "SELECT id, name, amount, note FROM debezium_data.soak_items WHERE NOT deleted ORDER BY id"),
          "MERGE: source and destination are equal", f"{len(source)} rows")
    logged = load.connection.execute("SELECT n FROM soak_log ORDER BY n").fetchall()
    judge(logged == query(file, "SELECT n FROM debezium_data.soak_log ORDER BY __seq"),
          "APPEND: every change is there once, in order", f"{len(logged)} rows")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--prepare", action="store_true")
    options.add_argument("--minutes", type=float)
    options.add_argument("--pid", type=int)
    options.add_argument("dsn")
    options.add_argument("file", nargs="?")
    options = options.parse_args()
    if options.prepare:
        psycopg.connect(options.dsn, autocommit=True).execute(TABLES)
        return 0
    if not reader.seen(options.file, "SELECT count(*) FROM debezium_data.soak_log", 1, 120):
        judge(False, "the loader has begun", "no row within 120 s")
        return 1
    process = java(options.pid)
    load = Load(options.dsn, options.file, process.is_running)
    samples = Samples(process, options.file)
    samples.start()
    end, cycles = time.monotonic() + 60 * options.minutes, 0
    while process.is_running() and time.monotonic() < end:
        load.cycle()
        cycles += 1
        now = samples.taken[-1]
        print(f"# cycle {cycles}: {load.changes:,} changes; {now[0]:.0f} MB, {now[1]} files, {now[2]} threads, file"
              f" {now[3]:.1f} MB; lag back to zero in " + ", ".join(f"{each[1]:.2f}" for each in load.waits[-3:]) + " s",
              flush=True)
    samples.ended = True
    judge(process.is_running(), "the loader runs to the end", f"{cycles} cycles, {load.changes:,} changes")
    judge_all(load, samples, options.file)
    return failures > 0


sys.exit(main())
