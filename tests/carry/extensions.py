"""Installs DuckDB's extensions from their Python packages into DuckDB's own folder, where LOAD looks for them."""
import glob
import os
import shutil

import duckdb
import duckdb_extension_ducklake
import duckdb_extension_sqlite_scanner

platform = duckdb.sql("PRAGMA platform").fetchone()[0]
folder = os.path.join(os.path.expanduser("~/.duckdb/extensions"), "v" + duckdb.__version__, platform)
os.makedirs(folder, exist_ok=True)
for package in (duckdb_extension_ducklake, duckdb_extension_sqlite_scanner):
    for path in glob.glob(os.path.join(os.path.dirname(package.__file__), "**", "*.duckdb_extension"), recursive=True):
        shutil.copy(path, os.path.join(folder, os.path.basename(path)))
con = duckdb.connect()
con.execute("LOAD ducklake")
con.execute("LOAD sqlite_scanner")
