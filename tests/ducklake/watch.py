"""watch.py CATALOG SCHEMA EXTENSIONS STOP DATASET…: reads the lake as any other process would, until the file STOP is
there. Every row of table t has to be of a load that is in _dlt_loads: prints how often it looked, how many numbers of rows
it saw, and how often a load was there in part."""
import os
import sys

import duckdb

catalog, schema, extensions, stop, *datasets = sys.argv[1:]
lake = duckdb.connect()
lake.execute(f"SET extension_directory = '{extensions}'")
lake.execute(f"ATTACH 'ducklake:postgres:{catalog}' AS lake (READ_ONLY, METADATA_SCHEMA '{schema}')")
looks, seen, half = 0, set(), 0
while not os.path.exists(stop):
    for dataset in datasets:
        try:
            rows, without = lake.execute(
                f"SELECT count(*), count(*) FILTER (WHERE l.load_id IS NULL) FROM lake.{dataset}.t AS t"
                f" LEFT JOIN lake.{dataset}._dlt_loads AS l ON l.load_id = t._dlt_load_id").fetchone()
        except duckdb.CatalogException:
            continue        # nothing is loaded yet
        looks += 1
        seen.add((dataset, rows))
        half += without > 0
print(looks, len(seen), half)
