"""Carries what the loader has put into its DuckDB file to any destination that dlt knows: incrementally, exactly once.
    pip install "dlt[postgres]" duckdb pyarrow; python to_any_destination.py --to postgres      # see docs/CARRY.md"""
import argparse, contextlib, json, os, pathlib, sqlite3, sys, warnings
os.environ.update(TZ="UTC", NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID="true")
os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL"), warnings.filterwarnings("ignore")      # told once
import dlt, duckdb, tenacity
SEQ = "coalesce({}, -(md5_number_lower(_dlt_id) >> 1)::BIGINT - 1)"     # what Python has appended has none
CASTS = {"text": "{}::VARCHAR", "double": "{}::DOUBLE", "bigint": "{}::BIGINT", "decimal": "{}::DECIMAL(38, {scale})",
    "json": "CASE typeof({0}) WHEN 'JSON' THEN {0}::VARCHAR ELSE to_json({0})::VARCHAR END"}
MOMENTS = dict.fromkeys(["timestamp", "date"], "replace({}::VARCHAR, ' (BC)', ' BC')")      # Python has no infinity
# These take Arrow. Others get rows: of Arrow, dlt would make text of JSON, or refuse bytes. As CSV '' would be NULL.
ARROW = {"postgres": {**MOMENTS, "double": "{}::DOUBLE::VARCHAR"}, "filesystem": {}, "ducklake": {}, "duckdb": {}}
REFRESH = "since it was last carried. With --refresh the tables at the target are dropped and carried anew"
quoted = lambda name: '"' + name.replace('"', '""') + '"'
dlt_name = lambda c: "_" + c.lstrip("_") if c.startswith("__") else c   # it would make `op` of `__op`

def columns_of(con, args, table, schemas, target, nested, root=False):      # hints, and what to select: the widest type
    columns, select, data, old = {}, [], quoted(args.dataset), target.get(table, {}).get("columns", {})
    below = [t for t, s in schemas.items() if s.get("parent") == table and t.startswith(table + "__")]
    casts = {**CASTS, **(ARROW.get(args.to, MOMENTS) if root and not below else MOMENTS)}
    for c, *_ in con.execute(f"FROM {data}.{quoted(table)} LIMIT 0").description:
        if c == "_dlt_load_id" or "data_type" not in (h := schemas[table]["columns"].get(c, {})): continue
        if (to := dlt_name(c)) in columns: sys.exit(f"Table {table}: two columns would be {to}; use column_names")
        kind, scale = "decimal" if h.get("precision", 0) > 64 else h["data_type"], h.get("scale", 0)
        columns[to] = it = {**(h if c.startswith("_dlt_") and c[5:10] != "valid" else {}), "data_type": kind,
            **({"precision": 38, "scale": scale} if kind == "decimal" else {}), "timezone": h.get("timezone", True),
            "hard_delete": args.deletes == "hard" and c == args.deleted_column}
        if w := [w for w in ("data_type", "scale", "hard_delete") if (old.get(to, it).get(w) or 0) != (it.get(w) or 0)]:
            sys.exit(f"Table {table}: {w[0]} of column {c} has changed {REFRESH}")
        cast = SEQ if c == args.seq_column else casts.get(kind, "{}")
        select.append(f"{cast.format(quoted(c), scale=scale)} AS {quoted(to)}")
    for t in below:         # as lists, of which dlt makes these tables again, with the same ids
        hints, rows = columns_of(con, args, t, schemas, target, nested)
        nested[t] = dlt.mark.make_nested_hints(columns=hints, parent_table_name=table)
        select.append(f"""coalesce((SELECT list(n ORDER BY _dlt_list_idx) FROM (SELECT {rows} FROM {data}.{quoted(t)}
            WHERE _dlt_parent_id = {quoted(table)}._dlt_id) n), []) AS {quoted(t[len(table) + 2:] + " ")}""")
    return columns, ", ".join(select)

def table(con, args, name, schemas, target, position):      # dlt's resource of it. `position`: once all is carried
    loads, at, nested = f"{quoted(args.dataset)}._dlt_loads", f"{quoted(args.dataset)}.{quoted(name)}", {}
    columns, select = columns_of(con, args, name, schemas, target, nested, root=True)
    rowed = nested or args.to not in ARROW and {h["data_type"] for h in columns.values()} & {*MOMENTS, "json", "binary"}
    new = f"(SELECT load_id FROM {loads} WHERE status = 0 AND epoch_us(inserted_at) > $2)"  # ids do not tell the order
    where = f"(_dlt_load_id > $1 AND _dlt_load_id NOT IN (SELECT load_id FROM {loads}) OR _dlt_load_id IN {new})"
    keys = [c for c, h in schemas[name]["columns"].items() if h.get("primary_key")] or [args.seq_column]
    if schemas[name]["write_disposition"] != "merge":       # what is below 0 waits for the end of its transaction
        where += f" AND coalesce({quoted(args.seq_column)}, 1) > 0"
    elif schemas[name].get("x-merge-strategy") == "scd2":   # also what has ended since, when the id of a load tells
        keys, first = [*keys, "_dlt_valid_from"], f"(SELECT min(load_id::DOUBLE) - 4e-6 FROM {new})"
        where += f" OR epoch_us(_dlt_valid_to) > 1e6 * least(try_cast($1 AS DOUBLE), {first}) + 2"
    elif args.deleted_column not in columns:
        return print(f"Table {name} is not carried: no column {args.deleted_column} says what is gone", file=sys.stderr)
    else:                                                   # of rows that share a key until that, what counts
        where = f"""({(key := ", ".join(map(quoted, keys)))}) IN (SELECT ({key}) FROM {at} WHERE {where}) QUALIFY
            row_number() OVER (PARTITION BY {key} ORDER BY {quoted(args.deleted_column)}, _dlt_load_id DESC) = 1"""
    def rows():
        was = dlt.current.resource_state()
        if was.get("began", position["began"]) != position["began"] or nested and not was.get("nested", not was):
            sys.exit(f"Table {name} was loaded afresh, or has nested tables, which are carried now, {REFRESH}")
        it = con.cursor().execute(f"SELECT {select} FROM {at} WHERE {where}", [was.get("last", ""), was.get("at", 0)])
        for batch in (getattr(it, "to_arrow_reader", None) or it.fetch_record_batch)(100_000):
            was.update(position, nested=True)
            yield batch.to_pylist() if rowed else batch
    return dlt.resource(rows, name=name, columns=columns, primary_key=list(map(dlt_name, keys)),
        nested_hints={(*t[len(name) + 2:].split("__"),): h for t, h in nested.items()}, table_format=args.table_format,
        write_disposition="append" if args.to == "filesystem" and not args.table_format else "merge")

def source_of(con, args, target, data):     # the tables as of one moment, as no one can write meanwhile; where that is
    state, schema, *position = con.execute(f"""SELECT (SELECT arg_max(state, load_id) FROM {data}._dlt_pipeline_state
            JOIN {data}._dlt_loads ON load_id = _dlt_load_id WHERE status = 0 AND pipeline_name = $1),
        (SELECT arg_max(schema, inserted_at) FROM {data}._dlt_version WHERE schema_name = $1), max(load_id),
        epoch_us(max(inserted_at)) FROM {data}._dlt_loads WHERE status = 0""", [args.pipeline]).fetchone()
    loader = dlt.common.versioned_state.decompress_state(state or "{}").get("sources", {}).get(args.pipeline, {})
    if loader.get("checkpoint", {}).get("snapshot") != "done" or "resources" not in loader:
        sys.exit(f"Nothing is carried: pipeline {args.pipeline} has not finished its snapshot. Run the loader first")
    tables, position = json.loads(schema)["tables"], dict(zip(("last", "at"), position))
    found = [table(con, args, name, tables, target, {"began": mark["captured"], **position})
        for name, mark in loader["resources"].items() if "captured" in mark and name in tables]
    return dlt.source(lambda: list(filter(None, found)), name=args.pipeline + "_carry")(), position

def main(args):
    name, file = args.name or args.to, args.file or f".dlt/pipelines/{args.pipeline}/{args.pipeline}.duckdb"
    carrier = dlt.pipeline(f"{args.pipeline}_to_{name}", dataset_name=args.target_dataset or args.dataset,
        destination=dlt.destination(args.to, destination_name=name))
    carried = pathlib.Path(f"{os.path.realpath(file)}.carried-{carrier.pipeline_name}-{carrier.dataset_name}.json")
    tell = lambda last, at: carried.write_text(json.dumps({"pipeline": args.pipeline, "last": last, "at": at}))
    lock = sqlite3.connect(carrier.working_dir + ".lock", timeout=0).execute("BEGIN EXCLUSIVE")     # until the end
    carrier.drop().sync_destination()   # only the position at the target counts: what a killed run has left comes again
    if args.refresh:                    # first of all without the position: a refresh that is killed goes on
        with carrier.managed_state(extract_state=True) as state: state.pop("sources", None)
        carrier.normalize(), carrier.load()
    fresh = not carrier.state.get("sources")
    patient = tenacity.Retrying(stop=tenacity.stop_after_delay(args.wait), wait=tenacity.wait_fixed(0.2), reraise=True,
        retry=tenacity.retry_if_exception_message(match=".*lock on file"))      # while the loader writes
    with contextlib.closing(patient(duckdb.connect, file, read_only=True)) as con:
        source, position = source_of(con, args, {} if fresh else carrier.default_schema.tables, quoted(args.dataset))
        if fresh or not carried.exists(): tell("", 0)   # retention keeps what is not carried
        carrier.extract(source, refresh="drop_sources" if fresh else None,
            loader_file_format={"filesystem": "parquet", "postgres": "insert_values"}.get(args.to))
    counts, _ = getattr(carrier.normalize(), "row_counts", {}), carrier.load()
    for t in [t for t in carrier.default_schema.data_tables(True) if t.get("parent") and args.table_format == "delta"]:
        import dlt.common.libs.deltalake as delta   # whose merge leaves what was nested in rows that it replaces
        tables = delta.get_delta_tables(carrier, t["name"], t["parent"])
        ids, here = tables[t["parent"]].to_pyarrow_table(columns=["_dlt_id"]), tables[t["name"]]
        here.merge(ids, "t._dlt_parent_id = u._dlt_id", "u", "t").when_not_matched_by_source_delete().execute()
    tell(**position), print(", ".join(f"{t}: {n}" for t, n in counts.items() if t[:4] != "_dlt") or "nothing new")

if __name__ == "__main__":
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option, default in (each.split("=") for each in ("to= name= pipeline=debezium_cdc dataset=debezium_data file="
            " target-dataset= wait=60 deletes=soft table-format= deleted-column=deleted seq-column=__seq").split()):
        cli.add_argument("--" + option, default=default or None, type=[str, float][option == "wait"])
    cli.add_argument("--refresh", action="store_true")
    if not (args := cli.parse_args()).to or args.to == "duckdb" and not args.name:
        cli.error("--to is needed, and with duckdb --name: [destination.duckdb] is where the loader's own file is")
    if args.to == "filesystem" and args.deletes == "hard" and not args.table_format:
        cli.error("--deletes hard needs --table-format delta: plain files are only added to")
    try: main(args)
    except sqlite3.OperationalError: sys.exit("Carrying failed: another run carries to this target")
    except Exception as e: sys.exit(f"Carrying to {args.name or args.to} failed: {e}")
