"""disturb.py CATALOG SCHEMA EXTENSIONS STOP: another writer of the lake, until the file STOP is there: changes a row of table
users that the loader reads again, and flushes what is in the catalog. Prints how often that went through, and how often not."""
import os
import random
import sys
import time

import duckdb

catalog, schema, extensions, stop = sys.argv[1:]
lake = duckdb.connect()
lake.execute(f"SET extension_directory = '{extensions}'")
lake.execute(f"ATTACH 'ducklake:postgres:{catalog}' AS lake (METADATA_SCHEMA '{schema}')")
done, refused = 0, 0
while not os.path.exists(stop):
    for statement in ("UPDATE lake.debezium_data.users SET name = 'b' WHERE id = 2",
                      "CALL ducklake_flush_inlined_data('lake', schema_name => 'debezium_data')"):
        try:
            lake.execute(statement)
            done += 1
        except duckdb.Error as second:
            if not any(word in str(second) for word in ("onflict", "retry", "serialize access", "is aborted")):
                raise
            refused += 1
    time.sleep(random.uniform(0.5, 4))      # without a pause nobody else would ever come first
print(f"another process changed the lake {done} times, and was refused {refused} times")
