"""claims.py CATALOG SCHEMA EXTENSIONS: who has maintained the lake, snapshot by snapshot. Prints how often that was, by how
many processes, and how often one began while another was at it."""
import sys

import duckdb

catalog, schema, extensions = sys.argv[1:]
lake = duckdb.connect()
lake.execute(f"SET extension_directory = '{extensions}'")
lake.execute(f"ATTACH 'ducklake:postgres:{catalog}' AS lake (READ_ONLY, METADATA_SCHEMA '{schema}')")
table = lake.execute("SELECT table_id FROM ducklake_table_info('lake') WHERE table_name = '_cdc_maintenance'").fetchone()[0]
began, holders, both, holding = 0, set(), 0, None
for snapshot, changes in lake.execute("SELECT snapshot_id, changes FROM ducklake_snapshots('lake') ORDER BY 1").fetchall():
    if str(table) not in [each for values in changes.values() for each in values]:
        continue
    holder, held = lake.execute(f"SELECT holder, until > '-infinity' FROM lake.main._cdc_maintenance AT (VERSION => {snapshot})").fetchone()
    if held and holder != holding:
        began += 1
        holders.add(holder)
        both += holding is not None
    holding = holder if held else None
print(began, len(holders), both)
