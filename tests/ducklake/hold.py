"""hold.py FILE STOP: has a catalog in SQLite locked for writing until the file STOP is there."""
import os
import sqlite3
import sys
import time

catalog = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
catalog.execute("BEGIN IMMEDIATE")
print("held", flush=True)
while not os.path.exists(sys.argv[2]):
    time.sleep(0.1)
catalog.execute("ROLLBACK")
