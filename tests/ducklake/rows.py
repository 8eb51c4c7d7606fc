"""rows.py CATALOG FILES ENDPOINT KEY SECRET EXTENSIONS DATASET SELECT: rows of a lake with a catalog in SQLite and files in
an object store, as any other program reads them."""
import sys

import duckdb

catalog, files, endpoint, key, secret, extensions, dataset, select = sys.argv[1:]
lake = duckdb.connect()
lake.execute(f"SET extension_directory = '{extensions}'")
lake.execute("LOAD httpfs")
lake.execute(f"CREATE SECRET (TYPE s3, KEY_ID '{key}', SECRET '{secret}', REGION 'us-east-1', URL_STYLE 'path',"
             f" ENDPOINT '{endpoint.removeprefix('http://')}', USE_SSL false)")
lake.execute(f"ATTACH 'ducklake:sqlite:{catalog}' AS lake (READ_ONLY, DATA_PATH '{files}')")
lake.execute(f"USE lake.{dataset}")
for row in lake.execute(select).fetchall():
    print(*row)
