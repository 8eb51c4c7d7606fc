"""Who is measured. A peer has a project folder, takes a snapshot, follows the changes, and is asked what it holds."""
import json
import os
import re
import shlex
import shutil
import time

import duckdb

import reader
from process import Run

BENCH = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(BENCH))
FOREVER = 10 ** 12


class Peer:
    """
    bound: seconds after which a run is ended by force. needs_rows: its copy has to hold the rows that are changed.
    content: what is known of a run without a problem.
    """

    bound = 1800
    needs_rows = True
    content = "right"
    workloads = ()

    def __init__(self, name, setup):
        self.name, self.setup, self.source = name, setup, setup.source
        self.folder = os.path.join(setup.work, name)
        self.slot = "bench_" + name.replace("-", "_")
        self.runs = 0

    def fresh(self, table):
        """Knows nothing, and is to capture this table."""
        self.table = table
        self.source.forget(self.slot)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.configure()

    def configure(self):
        pass

    def keep(self):
        """Keeps what it has loaded and where it is, for restore; its slot is not needed meanwhile."""
        shutil.rmtree(self.folder + ".kept", ignore_errors=True)
        os.rename(self.folder, self.folder + ".kept")
        self.source.forget(self.slot)

    def drop_kept(self):
        shutil.rmtree(self.folder + ".kept", ignore_errors=True)

    def restore(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.folder + ".kept", self.folder)
        self.source.rewind(self.slot)

    def done(self):
        """Leaves neither files nor a slot that would keep the source's log."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.source.forget(self.slot)

    def run(self, command, **how):
        self.runs += 1
        log = os.path.join(self.setup.work, f"{self.name}.{self.runs}.log")
        return Run(command, log, **{"bound": self.bound, **how})

    def loaded(self, run, expected):
        """The number of changes that it says it has loaded."""
        progress = run.progress()
        return progress[-1]["changes"] if progress else 0

    def appeared(self, run, count, patience):
        """When it had loaded so many changes, as it says (seconds since 1970); None if not within so many seconds."""
        end = time.monotonic() + patience
        while time.monotonic() < end and run.is_alive():
            for line in run.progress():
                if line["changes"] >= count:
                    return line["at"]
            time.sleep(0.01)
        return None

    def wrong(self, expected):
        """What is not as expected in what it has loaded; empty if all is."""
        return ""


class Engine(Peer):
    """Debezium's engine alone: the ceiling."""

    needs_rows = False
    content = "complete"
    workloads = ("snapshot", "memory", "wide", "backlog", "grown", "transaction", "latency", "start")

    def configure(self):
        self.setup.write_project(self.folder, self.slot, self.table)

    def command(self, changes, java=None):
        java = java or self.setup.engine_java
        return java + [self.source.engine, self.folder, str(changes), os.path.join(self.folder, "offsets")]

    def snapshot(self, rows):
        return self.run(self.command(rows))

    def stream(self, changes):
        return self.run(self.command(changes))

    def follow(self):
        return self.run(self.command(FOREVER))

    def as_a_user(self, rows=FOREVER):
        """With as much memory as Java takes by itself."""
        return self.run(self.command(rows, self.setup.engine_java_alone))


class Ours(Peer):
    """The loader: its class, with the flags that the script asks for; as a user starts it where that is measured."""

    def __init__(self, name, setup, merge, settings):
        super().__init__(name, setup)
        self.merge, self.settings = merge, settings
        streams = ("backlog", "transaction", "latency") + (("grown",) if merge else ())
        self.workloads = ("snapshot", "memory", "wide", "start") + (() if settings.get("snapshot") == "direct" else streams)

    def configure(self):
        self.setup.write_project(self.folder, self.slot, self.table, self.settings, self.merge)

    @property
    def file(self):
        return os.path.join(self.folder, ".dlt/pipelines", self.source.pipeline, self.source.pipeline + ".duckdb")

    @property
    def copy(self):
        return f"{self.source.dataset}.{self.table.name}"

    def command(self, *options):
        return self.setup.loader_java + ["loader." + self.source.loader, "run", *options, "--progress", "off", "--project", self.folder]

    def snapshot(self, rows):
        return self.run(self.command("--snapshot-only"))

    def stream(self, changes):
        return self.run(self.command("--until-current"))

    def follow(self):
        return self.run(self.command())

    def as_a_user(self, rows=FOREVER):
        return self.run([os.path.join(ROOT, "jbang"), os.path.join(ROOT, self.source.loader + ".java"), "run",
                         *([] if rows == FOREVER else ["--snapshot-only"]), "--progress", "off", "--project", self.folder])

    def loaded(self, run, expected):
        return expected.changes

    def appeared(self, run, count, patience):
        """When a reader of the file sees so many rows."""
        return reader.seen(self.file, f"SELECT count(*) FROM {self.copy}", count, patience, run.is_alive)

    def wrong(self, expected):
        checks = ", ".join(check["duckdb"] for check in self.table.checks)
        with duckdb.connect(self.file, read_only=True) as copy:
            if self.merge:
                live = copy.execute(f"SELECT count(*), {checks} FROM {self.copy} WHERE NOT deleted").fetchone()
                ops = copy.execute(f"SELECT count(*) FROM {self.copy} WHERE deleted").fetchone()
                wanted = (expected.written.delete,)
            else:
                live = copy.execute(f"""SELECT count(*), {checks} FROM (SELECT * FROM {self.copy} QUALIFY row_number() OVER
                    (PARTITION BY id ORDER BY __seq DESC) = 1) WHERE __op <> 'delete'""").fetchone()
                ops = copy.execute("SELECT " + ", ".join(f"count(*) FILTER (__op = '{op}')" for op in (
                    "snapshot", "insert", "update", "delete")) + f" FROM {self.copy}").fetchone()
                wanted = (expected.rows, *expected.written)
        return difference(expected.sums, live) or difference(wanted, ops)


class Served(Ours):
    """The loader that keeps its file and serves it by Quack; what a reader sees who asks the server."""

    def __init__(self, name, setup, merge, settings):
        super().__init__(name, setup, merge, {**settings, "extension_directory": setup.extensions})
        self.workloads = ("latency",)

    def follow(self):
        return self.run(self.command("--serve", "0"))

    def appeared(self, run, count, patience):
        return reader.served(self.file + ".serving.json", f"SELECT count(*) FROM {self.copy}", count, patience,
                             self.setup.extensions, run.is_alive)


class Python(Peer):
    """pydbzengine, dlt and duckdb, see python_peer.py. When it is cut its rate counts what was loaded until then."""

    workloads = ("snapshot", "backlog", "latency", "start")

    def __init__(self, name, setup):
        super().__init__(name, setup)
        _, self.mode, self.disposition = name.split("-")
        self.merge = self.disposition == "merge"
        self.cut = setup.options.cut if self.mode == "demo" else setup.options.cut_tuned

    def configure(self):
        host, port, user, password, database = self.source.server
        with open(os.path.join(self.folder, "source.json"), "w") as file:
            json.dump({"database.hostname": host, "database.port": str(port), "database.user": user,
                       "database.password": password, "database.dbname": database, "slot.name": self.slot,
                       "publication.name": self.source.PUBLICATION,
                       "table.include.list": self.source.captured(self.table.name)}, file)

    def until(self, changes):
        seconds = self.cut if changes < FOREVER else FOREVER
        command = [self.setup.stack, os.path.join(BENCH, "python_peer.py"), self.mode, self.disposition, str(changes),
                   str(seconds)]
        return self.run(command, folder=self.folder, environment={"RUNTIME__DLTHUB_TELEMETRY": "false"})

    def snapshot(self, rows):
        return self.until(rows)

    def stream(self, changes):
        return self.until(changes)

    def follow(self):
        return self.until(FOREVER)

    def as_a_user(self):
        return self.follow()

    def wrong(self, expected):
        """dlt decides what becomes of the underscores in the names of the demo's columns."""
        file = os.path.join(self.folder, "debezium_dlt_pipeline.duckdb")
        checks = [check["duckdb"] for check in self.table.checks[:2]]     # the amount is in base64
        with duckdb.connect(file, read_only=True) as connection:
            name = f"debezium_data.{self.table.name}"
            columns = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
            own = [each for each in columns if re.fullmatch("_*(deleted|op)", each)][0]
            if self.merge:
                live = connection.execute(f"SELECT count(*), {', '.join(checks)} FROM {name} WHERE NOT {own}").fetchone()
                found = live + connection.execute(f"SELECT count(*) FROM {name} WHERE {own}").fetchone()
                wanted = (*expected.sums[:3], expected.written.delete)
            else:
                found = connection.execute("SELECT " + ", ".join(f"count(*) FILTER ({own} = '{op}')" for op in (
                    "r", "c", "u", "delete")) + f" FROM {name}").fetchone()
                wanted = (expected.rows, *expected.written)
        return difference(wanted, found)


class Yardstick(Peer):
    """Reads the table once, by another way. The words of its command may name {url}, {table}, {file} and {java}."""

    bound = 600
    content = "complete"
    workloads = ("snapshot", "wide")

    def __init__(self, name, setup, command, query=None, environment=None):
        super().__init__(name, setup)
        self.words, self.query, self.environment = command, query, environment

    def snapshot(self, rows):
        host, port, user, password, database = self.source.server
        file = os.path.join(self.folder, "copy.duckdb")
        parts = {"url": f"postgresql://{user}:{password}@{host}:{port}/{database}?sslmode=disable", "file": file,
                 "jdbc": f"jdbc:postgresql://{host}:{port}/{database}", "user": user, "password": password,
                 "table": self.table.name}
        words = [word.format(**parts) for word in shlex.split(self.words)]
        if words[0] == "java":
            words[:1] = self.setup.engine_java
        return self.run(words, bound=self.bound, folder=self.folder, environment=self.environment)

    def loaded(self, run, expected):
        if self.query is None:
            return super().loaded(run, expected)
        with duckdb.connect(os.path.join(self.folder, "copy.duckdb"), read_only=True) as copy:
            return copy.execute(self.query.format(table=self.table.name)).fetchone()[0]


def difference(wanted, found):
    found = [int(each or 0) for each in found]
    return "" if list(wanted) == found else f"expected {list(wanted)}, found {found}"


def all_peers(setup):
    """Name → peer, in the order of the table; those that this machine and this version of the loader can run."""
    peers = [Engine("engine", setup)]
    ways = {"": {"snapshot": "engine"}, "-direct": {"snapshot": "direct"}} if setup.has_direct else {"": {}}
    for way, settings in ways.items():
        peers += [Ours("append" + way, setup, False, settings), Ours("merge" + way, setup, True, settings)]
    for merge in (False, True) if setup.extensions else ():
        peers.append(Served("served-merge" if merge else "served-append", setup, merge, {"snapshot": "engine"}))
    if setup.stack:
        peers += [Python(f"python-{mode}-{kind}", setup) for mode in ("demo", "tuned") for kind in ("append", "merge")]
    if setup.source.kind == "postgres":
        peers.append(Yardstick("copy", setup, "java CopyOut {jdbc} {user} {password} {table}"))
        if shutil.which("ingestr"):
            peers.append(Yardstick("ingestr", setup, "ingestr ingest --yes --source-uri {url} --source-table public.{table}"
                                   " --dest-uri duckdb:///{file} --dest-table copied.{table}",
                                   "SELECT count(*) FROM copied.{table}", {"INGESTR_DISABLE_TELEMETRY": "true"}))
        if shutil.which("sling"):
            peers.append(Yardstick("sling", setup, "sling run --src-conn {url} --src-stream public.{table}"
                                   " --tgt-conn duckdb://{file} --tgt-object main.{table} --mode full-refresh",
                                   "SELECT count(*) FROM main.{table}", {"SLING_DISABLE_TELEMETRY": "true"}))
    return {peer.name: peer for peer in peers}
