"""Checks with real dlt that a pipeline written by the loader is a dlt pipeline.

usage: check_pipeline.py PIPELINES_DIR PIPELINE DATASET EXPECTED_JSON

EXPECTED_JSON (a file, - for standard input, or the JSON itself):
  {"tables": {"test_users": {"count": 2, "order_by": "id", "columns": ["id", "name"], "rows": [[1, "Alice"], …]}},
   "source": "debezium"}
"count", "rows" (compared as text, None for NULL) and "source" (a key that must be in the state's `sources`) are
optional. The DuckDB file is found as dlt finds it: in the folder that state.json remembers, or by credentials.
Ends with 0 and one line, or with 1 and what differs.
"""
import json
import os
import pathlib
import sys
import tempfile

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
from dlt.common.schema.utils import generate_version_hash
from dlt.common.versioned_state import decompress_state, generate_state_version_hash
from dlt.pipeline.state_sync import generate_pipeline_state_version_hash


class Different(Exception):
    """What the destination holds is not what was expected."""


def same(what, expected, found):
    if expected != found:
        raise Different(f"{what}: expected {expected!r}, found {found!r}")


def check_metadata(pipeline):
    """Hashes and versions as stored are those that dlt computes, and the newest rows are the ones dlt restores."""
    with pipeline.sql_client() as client:
        stored = client.execute_sql("SELECT version, engine_version, version_hash, schema FROM _dlt_version"
                                    " WHERE schema_name = %s ORDER BY inserted_at", pipeline.default_schema_name)
        states = client.execute_sql("SELECT s.version, s.engine_version, s.version_hash, s.state, l.load_id"
                                    " FROM _dlt_pipeline_state s JOIN _dlt_loads l ON l.load_id = s._dlt_load_id"
                                    " WHERE pipeline_name = %s AND l.status = 0 ORDER BY l.load_id",
                                    pipeline.pipeline_name)
        loads = client.execute_sql("SELECT schema_version_hash FROM _dlt_loads WHERE status = 0 AND schema_name = %s"
                                   " ORDER BY load_id", pipeline.default_schema_name)
    if not stored or not states or not loads:
        raise Different(f"{len(stored)} schema rows, {len(states)} state rows, {len(loads)} load rows;"
                        " expected some of each")
    for version, engine_version, hash_, text in stored:
        schema = json.loads(text)
        same("schema hash", generate_version_hash(schema), hash_)
        same("schema hash in its text", hash_, schema["version_hash"])
        same("schema versions", (version, engine_version), (schema["version"], schema["engine_version"]))
    for version, engine_version, hash_, text, _ in states:
        state = decompress_state(text)
        same("state hash", generate_state_version_hash(dict(state)), hash_)
        same("state hash in its text", hash_, state["_version_hash"])
        same("state versions", (version, engine_version), (state["_state_version"], state["_state_engine_version"]))
    same("schema hash of the last load", stored[-1][2], loads[-1][0])
    same("version hash of the restored schema", stored[-1][2], pipeline.default_schema.version_hash)
    same("version of the restored schema", stored[-1][0], pipeline.default_schema.version)
    same("hash of the restored state", states[-1][2], generate_pipeline_state_version_hash(dict(pipeline.state)))


def check_table(dataset, name, expected):
    if name not in dataset.tables:
        raise Different(f"table {name}: expected in the dataset, found {dataset.tables}")
    columns = expected.get("columns") or list(dataset.schema.get_table(name)["columns"])
    relation = dataset[name].select(*columns)
    if "order_by" in expected:
        relation = relation.order_by(expected["order_by"])
    rows = relation.fetchall()
    if "count" in expected:
        same(f"rows of {name}", expected["count"], len(rows))
        counts = dict(dataset.row_counts(table_names=[name]).fetchall())
        same(f"row_counts of {name}", expected["count"], counts[name])
    if "rows" in expected:
        same(f"rows of {name}", texts(expected["rows"]), texts(rows))


def texts(rows):
    return [[None if value is None else str(value) for value in row] for row in rows]


def check(pipeline, expected):
    check_metadata(pipeline)
    dataset = pipeline.dataset()
    for name, table in expected.get("tables", {}).items():
        check_table(dataset, name, table)
    source = expected.get("source")
    if source and source not in pipeline.state.get("sources", {}):
        raise Different(f"sources in the state: expected {source!r}, found {list(pipeline.state.get('sources', {}))}")


def restored_elsewhere(pipeline, dataset):
    """The pipeline as dlt restores it from the destination alone, with an empty working directory."""
    location = pipeline.sql_client().credentials
    folder = tempfile.mkdtemp(prefix="pipelines_")
    return dlt.attach(pipeline.pipeline_name, pipelines_dir=folder, dataset_name=dataset,
                      destination=dlt.destinations.duckdb(str(pathlib.Path(location.database).resolve())))


def main(pipelines_dir, name, dataset, expected):
    if not expected.lstrip().startswith("{"):
        expected = sys.stdin.read() if expected == "-" else pathlib.Path(expected).read_text("utf-8")
    expected = json.loads(expected)
    pipeline = dlt.attach(name, pipelines_dir=pipelines_dir)
    same("dataset", dataset, pipeline.dataset_name)
    check(pipeline, expected)
    pipeline.sync_destination()
    check(pipeline, expected)
    check(restored_elsewhere(pipeline, dataset), expected)
    print(f"dlt {dlt.__version__} reads pipeline {name}, dataset {dataset}: {', '.join(pipeline.dataset().tables)}")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(1)
