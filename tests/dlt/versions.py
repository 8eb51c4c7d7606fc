"""What works with this dlt, duckdb and sqlglot, a row of the table in docs/DLT.md:   versions.py, in the project's folder."""
import sys

import dlt


def attached():
    global pipeline
    pipeline = dlt.attach("debezium_cdc")
    pipeline.sync_destination()


def read():
    assert len(pipeline.dataset()["users"].fetchall()) == 3
    assert dict(pipeline.dataset().row_counts().fetchall())["users"] == 3


@dlt.resource(name="counted", write_disposition="append")
def counted(last=dlt.sources.incremental("id", initial_value=0)):
    yield [{"id": last.last_value + 1}]


def run():
    pipeline.run([{"id": 1}], table_name="own", write_disposition="append").raise_on_failed_jobs()
    pipeline.run([{"id": 1, "name": "a", "deleted": False, "lines": [{"sku": "s"}]}], table_name="users",
                 write_disposition="merge", primary_key="id").raise_on_failed_jobs()
    pipeline.run(counted()).raise_on_failed_jobs()
    pipeline.run([{"id": 2, "msg": "from Python"}], table_name="log", write_disposition="append").raise_on_failed_jobs()


def works(step):
    try:
        step()
    except Exception as error:
        print(f"{step.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
        return "no"
    return "yes"


def df():
    assert len(pipeline.dataset()["users"].df()) == 3


def arrow():
    assert pipeline.dataset()["users"].arrow().num_rows == 3


print(" | ".join(works(step) for step in (attached, read, df, arrow, run)))
