"""scd2.py FILE: what the loader made of two loads, against what dlt's own strategy scd2 makes of the same rows."""
import json
import os
import sys

import dlt
import duckdb

FOLDER = os.getcwd()


def python_does_it():
    pipeline = dlt.pipeline("scd2", destination=dlt.destinations.duckdb(os.path.join(FOLDER, "by_dlt.duckdb")),
                            dataset_name="versions", pipelines_dir=os.path.join(FOLDER, "scd2"))
    for rows in [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}], [{"id": 1, "name": "a2"}, {"id": 3, "name": "c"}]:
        pipeline.run(rows, table_name="items", primary_key="id",
                     write_disposition={"disposition": "merge", "strategy": "scd2"})
    return "by_dlt.duckdb", "versions"


def told(file, dataset):
    """Versions, and whether each began and ended with a load; types and hints."""
    with duckdb.connect(os.path.join(FOLDER, file), read_only=True) as con:
        con.execute(f"SET schema = '{dataset}'")
        loads = "(SELECT min(abs(epoch_us({}) - load_id::DOUBLE * 1000000)) < 2 FROM _dlt_loads)"
        rows = con.execute("SELECT id, name, _dlt_valid_to IS NULL, _dlt_valid_from < _dlt_valid_to,"
                           " abs(epoch_us(_dlt_valid_from) - _dlt_load_id::DOUBLE * 1000000) < 2,"
                           f" {loads.format('_dlt_valid_to')} FROM items ORDER BY id, _dlt_valid_from").fetchall()
        types = con.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'items' AND"
                            f" schema_name = '{dataset}' AND starts_with(column_name, '_dlt') ORDER BY 1").fetchall()
        schema = json.loads(con.execute("SELECT schema FROM _dlt_version WHERE schema LIKE '%items%'"
                                        " ORDER BY inserted_at DESC LIMIT 1").fetchone()[0])
    table = schema["tables"]["items"]
    hints = {name: {k: v for k, v in sorted(table["columns"][name].items()) if k != "data_type"}
             for name in ("_dlt_valid_from", "_dlt_valid_to", "_dlt_id")}
    return {"rows": rows, "types": types, "hints": hints, "strategy": table["x-merge-strategy"],
            "disposition": table["write_disposition"]}


ours, dlts = told(sys.argv[1], "debezium_data"), told(*python_does_it())
for what in dlts:
    if ours[what] != dlts[what]:
        sys.exit(f"{what}: the loader has {ours[what]}, dlt has {dlts[what]}")
print(len(dlts["rows"]))
