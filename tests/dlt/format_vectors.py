"""Writes tests/unit/dlt_vectors.json: schemas, states, hashes and `dlt pipeline info` texts made by dlt itself.

Run with a Python that has dlt[duckdb]: python tests/dlt/format_vectors.py
"""
import datetime
import decimal
import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
import duckdb
from dlt.common.json import json as dlt_json
from dlt.common.versioned_state import decompress_state

NOW = datetime.datetime(2026, 11, 23, 2, 6, 19, 170414, tzinfo=datetime.timezone.utc)


def column(data_type, **hints):
    return {"data_type": data_type, "nullable": True, **hints}


@dlt.resource(
    name="orders", write_disposition="merge", primary_key=["tenant", "id"],
    columns={
        "tenant": {"data_type": "bigint", "precision": 16}, "id": {"data_type": "bigint"}, "name": column("text"),
        "amount": column("decimal", precision=12, scale=2), "paid": column("bool"), "at": column("timestamp"),
        "at_local": column("timestamp", timezone=False, precision=6), "day": column("date"), "clock": column("time"),
        "score": column("double"), "data": column("json"), "bytes": column("binary"),
        "small": column("bigint", precision=32), "deleted": column("bool"),
    })
def orders():
    yield {"tenant": 1, "id": 1, "name": "ü", "amount": decimal.Decimal("1.50"), "paid": True, "at": NOW,
           "at_local": NOW.replace(tzinfo=None), "day": NOW.date(), "clock": NOW.time(), "score": 1.5,
           "data": {"a": [1]}, "bytes": b"x", "small": 3, "deleted": False}


@dlt.resource(name="order_log", write_disposition="append")
def order_log():
    yield {"id": 1, "name": "a"}


@dlt.resource(name="Nested Таблица ٣", write_disposition="merge", primary_key="id")
def nested():
    yield [{"id": 1, "tags": ["a", "b"], "lines": [{"sku": "x", "parts": [{"n": 1}]}], "geo": {"lat": 1.5}, "x": 1},
           {"id": 2, "x": "no number", "never": None}]
    dlt.current.source_state()["position"] = {"lsn": 123456789012, "text": "\"é\\\n\x01😀", "ratio": 0.1,
                                              "list": [1, None, True], "😀": 1, "\uffee": 2, "Z": 3}
    dlt.current.resource_state()["seen"] = 5


@dlt.resource(name="contract", write_disposition="append", schema_contract={"columns": "discard_value"})
def contract():
    yield {"a": 1}


def run(folder, name, *loads):
    """The rows that dlt stored for one pipeline, and the texts of its working directory and command line."""
    file = folder / f"{name}.duckdb"
    pipeline = dlt.pipeline(name, destination=dlt.destinations.duckdb(str(file)), dataset_name="data",
                            pipelines_dir=str(folder / "pipelines"))
    for load in loads:
        pipeline.run(load)
    work = folder / "pipelines" / name
    with duckdb.connect(str(file), read_only=True) as db:
        schemas = db.execute("SELECT version, version_hash, schema FROM data._dlt_version"
                             " ORDER BY inserted_at").fetchall()
        states = db.execute("SELECT version, version_hash, state FROM data._dlt_pipeline_state"
                            " ORDER BY created_at").fetchall()
        load_ids = [row[0] for row in db.execute("SELECT load_id FROM data._dlt_loads ORDER BY load_id").fetchall()]
    return {
        "schemas": [{"version": version, "hash": hash_, "json": text} for version, hash_, text in schemas],
        "states": [{"version": version, "hash": hash_, "encoded": text,
                    "json": dlt_json.typed_dumps(decompress_state(text))} for version, hash_, text in states],
        "pretty": (work / "schemas" / f"{name}.schema.json").read_text("utf-8"),
        "state_json": (work / "state.json").read_text("utf-8"),
        "load_ids": load_ids,
        "info": info(folder, name), "info_verbose": info(folder, name, "-v"),
    }


def info(folder, name, *options):
    command = [str(pathlib.Path(sys.executable).parent / "dlt"), *options, "pipeline", "--pipelines-dir",
               str(folder / "pipelines"), name, "info"]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout \
        .replace(str(folder / "pipelines"), "PIPELINES")


def texts():
    """Values in dlt's hashed form: compact, sorted, unescaped."""
    floats = [1.0, 1e15, 1e16, 1.5e17, 1.23e16, 1.5e-5, 1e-5, 1e-6, 1.5e-6, 0.00012345, 1.234e33, 1e22, 1e300, 5e-324,
              123.456, 0.1, -2.5e20, 1234567890123456.7, -0.5, 0.0, 100.0]
    strings = ["".join(map(chr, range(0x80))), "é日\u2028\u2029\u0085😀", "/<>&'", "\ue000\uffff"]
    keys = {key: 1 for key in ["b", "a", "B", "_", "é", "\ue000", "\U0001f600", "aa", "", "1", "10", "2"]}
    return [dlt_json.dumps(value, sort_keys=True) for value in
            (floats, strings, keys, {"z": {"y": [], "x": {}}, "a": [{"c": None, "b": True}]}, 2**63 - 1, -2**63)]


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        os.chdir(folder)
        vectors = {
            "dlt": dlt.__version__,
            "shop": run(folder, "shop", [orders(), order_log()]),
            "mixed": run(folder, "mixed", order_log(), [nested(), contract()], order_log()),
            "texts": texts(),
        }
    target = pathlib.Path(__file__).parent.parent / "unit" / "dlt_vectors.json"
    target.write_text(json.dumps(vectors, indent=1).replace(temporary, "/home/user") + "\n", encoding="ascii")
    print(f"dlt {vectors['dlt']} in {target}")


if __name__ == "__main__":
    __file__ = str(pathlib.Path(__file__).resolve())
    main()
