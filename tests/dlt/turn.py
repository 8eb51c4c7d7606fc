"""One turn of Python's on the loader's dataset:   turn.py WHAT [TABLE [VALUE…]], in the project's folder.

Ends with 0, or with 1 and dlt's error.
"""
import json
import sys

import dlt

from check_pipeline import check_metadata

pipeline = dlt.attach("debezium_cdc")


def run(data, **settings):
    pipeline.run(data, **settings).raise_on_failed_jobs()


@dlt.resource(name="counted", write_disposition="append")
def counted(last=dlt.sources.incremental("id", initial_value=0)):
    """The next three numbers: what is loaded twice, or left out, shows that the state was lost."""
    yield [{"id": last.last_value + each} for each in (1, 2, 3)]


@dlt.resource(name="turns", write_disposition="append")
def turns():
    state = dlt.current.resource_state()
    state["turn"] = state.get("turn", 0) + 1
    yield [{"id": state["turn"]}]


@dlt.source(name="shop")
def notes():
    return dlt.resource([{"id": 1, "tags": ["a", "b"]}], name="notes", write_disposition="replace")


def read(table, *columns):
    """The table has these columns, for dlt too, and a row."""
    relation = pipeline.dataset()[table]
    missing = set(columns) - set(relation.columns_schema)
    assert not missing, f"{table} lacks {missing}: {list(relation.columns_schema)}"
    assert relation.fetchall(), f"{table} is empty"


def append(table, *ids):
    run([{"id": int(each), "msg": "from Python"} for each in ids], table_name=table, write_disposition="append")


def merge(table, *ids):
    """Rows with a list, of which dlt makes a nested table, and a column that the source does not have."""
    run([{"id": int(each), "name": f"py {each}", "py_note": "n", "deleted": False, "lines": [{"sku": "s1"}, {"sku": "s2"}]}
         for each in ids], table_name=table, write_disposition="merge", primary_key="id")


def hints(table, column, data_type, contract):
    @dlt.resource(name=table, write_disposition="append", columns={column: {"data_type": data_type, "description": "d"}},
                  schema_contract=json.loads(contract) if contract.startswith("{") else contract)
    def hinted():
        yield {"id": 7000, column: 1}

    run(hinted())


def own(*ids):
    """A pipeline of Python's own in the loader's dataset: what keeps a state, and an append."""
    file = ".dlt/pipelines/debezium_cdc/debezium_cdc.duckdb"
    mine = dlt.pipeline("mine", destination=dlt.destinations.duckdb(file), dataset_name="debezium_data")
    for data, table in (turns(), None), (notes(), None), ([{"id": int(each), "msg": "mine"} for each in ids], "log"):
        mine.run(data, table_name=table, write_disposition=table and "append").raise_on_failed_jobs()


def check():
    """Hashes and versions are dlt's, what is declared is there and the other way round, nothing nested is an orphan."""
    pipeline.sync_destination()
    check_metadata(pipeline)
    schema = pipeline.default_schema
    with pipeline.destination_client() as client:
        for table in schema.data_table_names():
            (_, there), = client.get_storage_tables([table])
            declared = [name for name, column in schema.tables[table]["columns"].items() if column.get("data_type")]
            assert set(declared) == set(there), f"{table}: declared are {declared}, there are {list(there)}"
            assert pipeline.dataset()[table].fetchall() is not None
    with pipeline.sql_client() as sql:
        for table in schema.data_table_names():
            if parent := schema.tables[table].get("parent"):
                (orphans,), = sql.execute_sql(f"SELECT count(*) FROM {table} WHERE _dlt_parent_id NOT IN"
                                              f" (SELECT _dlt_id FROM {parent})")
                assert not orphans, f"{orphans} rows of {table} are of no row of {parent}"


TURNS = {"incremental": lambda: run(counted()), "state": lambda: run(turns()), "source": lambda: run(notes()),
         "own": own, "drop": lambda: pipeline.drop(), "read": read, "append": append, "merge": merge, "hints": hints, "check": check}
if __name__ == "__main__":
    TURNS[sys.argv[1]](*sys.argv[2:])
