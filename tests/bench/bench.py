"""The benchmark's own program; tests/bench/run starts it and has its manual."""
import argparse
import os
import signal
import sys
import time

import duckdb
import psutil

import machine
import report
from peers import ROOT, Ours, Python, all_peers
from process import Run
from sources import KINDS, Server
from workloads import WORKLOADS

LEAST_SECONDS = 5       # of the time that is left, for a run to be begun


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run", add_help=False)
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("--only", type=names, default=list(WORKLOADS))
    parser.add_argument("--peers", type=names)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--cut", type=float, default=60)
    parser.add_argument("--cut-tuned", type=float, default=240)
    parser.add_argument("--java-options", default="-Xmx512m")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    unknown = [name for name in options.only if name not in WORKLOADS]
    if unknown:
        parser.error(f"there is no workload {unknown[0]}; there are {', '.join(WORKLOADS)}")
    if options.scale <= 0 or options.repetitions < 1:
        parser.error("--scale is more than 0, and --repetitions at least 1")
    return options


def names(text):
    return text.split(",")


class Bench:
    """One run of the benchmark: what the workloads ask for, and the results."""

    def __init__(self, options):
        self.options = options
        self.work = os.environ["BENCH_WORK"]
        self.stack = os.environ.get("BENCH_STACK", "")
        self.until = time.monotonic() + options.minutes * 60
        self.source = KINDS[options.kind](Server(*os.environ["BENCH_SERVER"].split()))
        self.loader_java = self.java(os.environ["BENCH_LOADER"])
        # Debezium's own classes before those of ours that stand in for them.
        own, *others = os.environ["BENCH_ENGINE"].split(os.pathsep)
        self.engine_java = self.java(os.pathsep.join([*others, own]))
        self.engine_java_alone = self.java(os.pathsep.join([*others, own]), "")
        self.has_direct = options.kind == "postgres" and 'snapshot = "' in read(".dlt/example.config.toml")
        self.extensions = os.environ.get("BENCH_EXTENSIONS")
        self.holds = None
        self.results = []
        self.peers = all_peers(self)
        unknown = [name for name in options.peers or [] if name not in self.peers]
        if unknown:
            sys.exit(f"There is no peer {unknown[0]} here; there are {', '.join(self.peers)}.")

    def java(self, classes, given=None):
        """Flags as the script has them, after those of --java-options: the script's win."""
        given = self.options.java_options if given is None else given
        flags = [line.split()[1:] for line in read(self.source.loader + ".java").splitlines()
                 if line.startswith("//RUNTIME_OPTIONS")]
        return ["java", *given.split(), *sum(flags, []), "-cp", classes]

    def write_project(self, folder, slot, table, settings=None, merge=False):
        """The .dlt folder of a project."""
        host, port, user, password, database = self.source.server
        os.makedirs(os.path.join(folder, ".dlt"))
        with open(os.path.join(folder, ".dlt/secrets.toml"), "w") as file:
            file.write(f"""[sources.debezium]
table_include_list = "{self.source.captured(table.name)}"
{self.source.settings(slot)}
[sources.debezium.{self.source.kind}]
host = "{host}"
port = {port}
user = "{user}"
password = "{password}"
database = "{database}"
""")
        with open(os.path.join(folder, ".dlt/config.toml"), "w") as file:
            file.write("[cdc_settings]\n" + "".join(f'{key} = "{value}"\n' for key, value in (settings or {}).items()))
            if merge:
                file.write(f'[cdc_settings.primary_keys]\n{table.name} = "id"\n')

    def scaled(self, count, step=1):
        return max(step, round(count * self.options.scale / step) * step)

    def say(self, text):
        print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)

    def chosen(self, workload):
        """The peers that take part."""
        if workload == "grown" and self.source.kind != "postgres":
            return []
        wanted = self.options.peers or [name for name in self.peers if not name.endswith(("demo-append", "tuned-append"))]
        return [peer for name, peer in self.peers.items() if name in wanted and workload in peer.workloads]

    def turns(self, workload, peers=None):
        """Each peer so many times, every second round in reverse order, until the time is over."""
        peers = self.chosen(workload) if peers is None else peers
        for repetition in range(1, self.options.repetitions + 1):
            for peer in peers if repetition % 2 else reversed(peers):
                if time.monotonic() + LEAST_SECONDS > self.until:
                    self.failed(workload, peer, "not run: the time was over")
                    continue
                turn = Turn(self, workload, peer, repetition)
                yield turn
                peer.done()

    def problem(self, peer, run, expected):
        """Why the run does not count; empty if it does."""
        if run.code != 0 and not (run.cut and isinstance(peer, Python)):
            return f"exit code {run.code}: {run.last_words()}"
        loaded = peer.loaded(run, expected)
        if loaded < expected.changes:
            return "" if loaded and isinstance(peer, Python) else f"{loaded:,} of {expected.changes:,} changes"
        try:
            return peer.wrong(expected)
        except duckdb.Error as error:
            return f"what it loaded cannot be read: {error}"

    def failed(self, workload, peer, why):
        self.say(f"{workload}: {peer.name}: {why}")
        self.results.append({"workload": workload, "peer": peer.name, "problem": why})


class Turn:
    """One run of one peer."""

    def __init__(self, bench, workload, peer, repetition):
        self.bench, self.workload, self.peer, self.repetition = bench, workload, peer, repetition
        self.load_before = psutil.getloadavg()[0]

    def problem(self, run, expected):
        return self.bench.problem(self.peer, run, expected)

    def rate(self, run, expected, unit):
        """Changes a second: of the whole process, for a peer that was cut until its last load."""
        problem = self.problem(run, expected)
        loaded = self.peer.loaded(run, expected)
        progress = run.progress()
        seconds = progress[-1]["at"] - run.started if isinstance(self.peer, Python) and progress else run.seconds
        more = {"changes": loaded, "cut": loaded < expected.changes, "content": self.peer.content}
        if len(progress) > 1 and progress[-1]["at"] > progress[0]["at"]:
            more["per_second_after_first_batch"] = round((progress[-1]["changes"] - progress[0]["changes"])
                                                         / (progress[-1]["at"] - progress[0]["at"]))
        self.value(run, loaded / seconds, unit, problem, **more)

    def value(self, run, value, unit, problem, first=True, **more):
        """Notes a figure; costs go with a run's first one."""
        costs = {"seconds": round(run.seconds, 2), "cpu_seconds": round(run.cpu, 2), "peak_mb": round(run.peak),
                 "busy_cores": round(run.busy_cores, 2), "load_before": round(self.load_before, 2)} if first else {}
        # A rival that loads wrong rows is still as fast as it is; ours is not.
        void = bool(problem) and (not isinstance(self.peer, Python) or run.code != 0)
        result = {"workload": self.workload, "peer": self.peer.name, "repetition": self.repetition, "unit": unit,
                  "value": None if void else round(value, 3), "problem": problem, **more, **costs}
        self.bench.results.append(result)
        self.bench.say(f"{self.workload} {self.repetition}/{self.bench.options.repetitions}: {self.peer.name}: "
                       + (f"{value:,.1f} {unit}, " if not void else "void, ")
                       + f"{run.seconds:.1f} s, {run.cpu:.1f} CPU s, {run.peak:.0f} MB"
                       + (", cut" if more.get("cut") else "") + (f" ({problem})" if problem else ""))


def read(path):
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


def clean_up(bench):
    """Ends what runs, removes files and slots; a server that is gone has none."""
    try:
        for run in list(Run.running):
            run.stop()
        for peer in bench.peers.values():
            peer.done()
        bench.source.close()
    except Exception as error:
        bench.say(f"Not all was cleaned up at the source: {error}")


def main():
    options = arguments()
    if options.check:
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    bench = Bench(options)
    about = machine.about(bench)
    for line in report.headline(about):
        print(line)
    if psutil.getloadavg()[0] > 1:
        bench.say(f"The machine is not quiet (load {psutil.getloadavg()[0]:.1f}): these figures are no measurement")
    try:
        for name in options.only:
            if bench.chosen(name):
                WORKLOADS[name](bench)
                report.write(about, bench.results)
    except KeyboardInterrupt:
        bench.say("Stopped")
    finally:
        clean_up(bench)
    print(*report.write(about, bench.results), sep="\n")
    ours = [name for name, peer in bench.peers.items() if isinstance(peer, Ours)]
    return 1 if any(result["problem"] for result in bench.results if result["peer"] in ours) else 0


if __name__ == "__main__":
    sys.exit(main())
