"""Compares every table at a target with the loader's DuckDB file, value by value.

usage: compare.py FILE DATASET KIND TARGET TARGET_DATASET [--hard]

KIND and TARGET: postgres (a URL), sqlite (the file of the dataset), parquet (a folder of dlt's: the rows of complete
loads, in MERGE the newest of each key, and what is nested in these), delta (such a folder of Delta tables), ducklake (a
folder with the catalogue), duckdb (another file).
--hard: the target is not to have the deleted rows, nor what is nested in them. Ends with 0 and one line, or with 1 and
what differs.
"""
import datetime
import decimal
import json
import math
import sys

import duckdb


AS_THEY_ARE = ("TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT DOUBLE DECIMAL BOOLEAN"
               " VARCHAR BLOB DATE TIME TIMESTAMP").split() + ["TIMESTAMP WITH TIME ZONE"]


def plain(value, like):
    """A value of a target, as DuckDB has it: SQLite has text for what it has no type for."""
    if value is None:
        return None
    if isinstance(like, float):
        return "nan" if math.isnan(value) else float(value)
    if isinstance(like, bool):
        return bool(value)
    if isinstance(like, decimal.Decimal):
        return decimal.Decimal(str(value)).normalize()
    if isinstance(like, datetime.datetime):
        moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
        moment = getattr(moment, "to_pydatetime", lambda: moment)()
        utc = datetime.timezone.utc
        return moment.replace(tzinfo=utc) if moment.tzinfo is None else moment.astimezone(utc)
    if isinstance(like, datetime.date) and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    if isinstance(like, datetime.time) and isinstance(value, str):
        return datetime.time.fromisoformat(value)
    if isinstance(like, bytes):
        return bytes(value)
    return value


def target_rows(kind, target, dataset, table, columns, root, key):
    """The rows, as dictionaries by the target's column names. `root`: the table that this one is nested in, or itself;
    `key`: of the rows that share it the newest counts, in files that are only added to."""
    if kind == "postgres":
        import psycopg2
        with psycopg2.connect(target) as connection, connection.cursor() as cursor:
            cursor.execute(f'SELECT {columns} FROM "{dataset}"."{table}"')
            return [dict(zip([d[0] for d in cursor.description], row)) for row in cursor.fetchall()]
    if kind == "sqlite":
        import sqlite3
        cursor = sqlite3.connect(target).execute(f'SELECT {columns} FROM "{table}"')
        return [dict(zip([d[0] for d in cursor.description], row)) for row in cursor.fetchall()]
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    if kind == "parquet":
        loads = list(complete(target, dataset))
        loaded = "regexp_extract(filename, '/([0-9.]+)[.][0-9a-z]+[.]parquet$', 1)"
        files = (f"read_parquet('{target}/{dataset}/{{}}/*.parquet', union_by_name = true, filename = true)"
                 f" WHERE {loaded} IN (SELECT unnest($1))")
        newest = f"QUALIFY row_number() OVER (PARTITION BY {{}} ORDER BY {loaded} DESC) = 1"
        rows = f"FROM {files.format(root)} {newest.format(key) if key else ''}"
        if table != root:
            rows = f"FROM {files.format(table)} AND _dlt_root_id IN (SELECT _dlt_id {rows}) {newest.format('_dlt_id')}"
        found = con.execute(f"SELECT {columns} {rows}", [loads])
    elif kind == "delta":
        import deltalake
        rows = deltalake.DeltaTable(f"{target}/{dataset}/{table}").to_pyarrow_table()
        found = con.execute(f"SELECT {columns} FROM rows")
    elif kind == "duckdb":
        con.execute(f"ATTACH '{target}' AS copy (READ_ONLY)")
        found = con.execute(f'SELECT {columns} FROM copy."{dataset}"."{table}"')
    else:
        con.execute(f"ATTACH 'ducklake:sqlite:{target}/ducklake.sqlite' AS lake")
        found = con.execute(f'SELECT {columns} FROM lake."{dataset}"."{table}"')
    return [dict(zip([d[0] for d in found.description], row)) for row in found.fetchall()]


def complete(target, dataset):
    """dlt's files of complete loads: their names have the id, in the form that a name can have."""
    import glob
    import os
    for path in glob.glob(f"{target}/{dataset}/_dlt_loads/*"):
        name = os.path.basename(path)
        if "__" in name:
            yield name.split("__")[1].removesuffix(".jsonl")


def main(file, dataset, kind, target, target_dataset, hard=None):
    con = duckdb.connect(file, read_only=True)
    con.execute("SET TimeZone = 'UTC'")
    schema = json.loads(con.execute(f"SELECT schema FROM {dataset}._dlt_version ORDER BY inserted_at DESC LIMIT 1").fetchone()[0])
    counts = []
    for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ? AND NOT starts_with(table_name,"
                                " '_dlt_') ORDER BY 1", [dataset]).fetchall():
        root = table
        while parent := schema["tables"][root].get("parent"):
            root = parent
        declared = schema["tables"][root]
        merge, versions = declared["write_disposition"] == "merge", declared.get("x-merge-strategy") == "scd2"
        by = "_dlt_id" if versions or root != table else "id" if merge else "_seq"
        types = {r[0]: r[1] for r in con.execute(f'DESCRIBE "{dataset}"."{table}"').fetchall() if r[0] != "_dlt_load_id"}
        columns = sorted(types)
        belongs = "_dlt_id" if root == table else "_dlt_root_id"
        kept = "" if not hard or not merge or versions else (f" WHERE {belongs} IN (SELECT _dlt_id FROM"
            f' "{dataset}"."{root}" WHERE deleted IS NOT TRUE)')
        expected = con.execute(f'SELECT {", ".join(q(c, types[c]) for c in columns)} FROM "{dataset}"."{table}"{kept}').fetchall()
        names = ["_" + c[2:] if c.startswith("__") else c for c in columns]
        try:
            as_text = {n for n, c in zip(names, columns) if kind == "postgres" and (types[c] == "JSON" or types[c][-1] == "]")}
            found = target_rows(kind, target, target_dataset, table, ", ".join(
                f'"{n}"::text' if n in as_text else f'"{n}"' for n in names),
                root, "id, _dlt_valid_from" if versions else "id" if merge else None)
        except Exception as e:
            sys.exit(f"{kind} {table}: {e}")
        expected = {dict(zip(names, row))[by]: row for row in expected}
        seen = {}
        for row in found:
            if row[by] in seen:
                sys.exit(f"{kind} {table}: {row[by]} is there twice")
            seen[row[by]] = row
        if expected.keys() != seen.keys():
            sys.exit(f"{kind} {table}: {len(expected)} rows expected, {len(seen)} found; missing"
                     f" {sorted(expected.keys() - seen.keys())[:5]}, too many {sorted(seen.keys() - expected.keys())[:5]}")
        for k, row in expected.items():
            for name, value, column in zip(names, row, columns):
                there = seen[k][name]
                if types[column] == "JSON" or types[column].endswith("]"):
                    there, value = [v if v is None else json.loads(v) for v in (there, value)]
                if plain(there, value) != plain(value, value):
                    sys.exit(f"{kind} {table} {k}: column {name} is {there!r}, expected {value!r}")
        counts.append(f"{table} {len(expected)}")
    print(", ".join(counts))


def q(column, kind):
    name = '"' + column + '"'
    if column == "__seq":       # Python's rows have none
        return f"coalesce({name}, -(md5_number_lower(_dlt_id) >> 1)::BIGINT - 1)"
    if kind == "JSON" or kind.endswith("]"):
        return f"to_json({name})::VARCHAR"
    return name if kind.split("(")[0] in AS_THEY_ARE else f"{name}::VARCHAR"


if __name__ == "__main__":
    main(*sys.argv[1:])
