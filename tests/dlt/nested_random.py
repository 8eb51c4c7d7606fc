"""Random documents, unpacked by the loader and by dlt: the same tables, columns, types, rows, ids and declarations.

nested_random.py FOLDER SEED merge|append DEPTH CONTRACT LOADER COMMAND...
DEPTH: tables, or a number of levels. CONTRACT: ENTITY=MODE,... from the second round on, or none. Each round is a recording that `replay` loads, some after it
was halted in the middle of the load, and a pipeline.run() of dlt.
"""
import json, os, random, subprocess, sys
import dlt, duckdb
from dlt.common.normalizers.json.helpers import get_nested_row_hash
from dlt.pipeline.exceptions import PipelineStepFailed

folder, seed, mode, depth, contract, loader = sys.argv[1], int(sys.argv[2]), *sys.argv[3:6], sys.argv[6:]
contract = dict(each.split("=") for each in contract.split(",")) if contract != "none" else {}
rnd = random.Random(f"{seed} {mode} {depth}")
KEYS = ["a", "b", "c", "Total Sum", "camelCase", "value", "list", "id", "x__y", "2nd", "", "trailing_", "é"]
TEXTS = ["abc", "", "5", "-7", " 8 ", "1_000", "0x1F", "1.5", "1e3", "true", "no", "Y", "none", "2024-05-01",
         "ünï ☃", '{"q": 1}', "[1]", "null", "12:30", "2024-13-01T10:00:00", "2024"]
TIMES = ["2024-05-01T10:00:00Z", "2024-05-01 10:00:00", "2024-05-01T10:00:00.123456789+02:00", "2024-05-01T10",
         "20240501T1010", "2024/05/01 10:00", "1969-12-31T23:59:59.5-01:30", "2024-123T10:00"]


def scalar():
    return rnd.choice([None, rnd.randint(-5, 5), rnd.randint(-2**63, 2**63 - 1),
                       rnd.random() * 10 ** rnd.randint(-9, 17), float(rnd.randint(0, 3)), True, False,
                       rnd.choice(TEXTS), rnd.choice(TEXTS)])


def value(level):
    kind = rnd.random()
    if level <= 0 or kind < 0.5:
        return scalar()
    return obj(level - 1) if kind < 0.75 else [value(level - 1) for _ in range(rnd.randint(0, 3))]


def obj(level):
    keys = rnd.sample(KEYS, rnd.randint(0, 5))
    made = {key: value(level) for key in keys}
    if "" in made and isinstance(made[""], list):
        del made[""]  # dlt fails
    if rnd.random() < 0.5:
        made["at"] = rnd.choice(TIMES + [rnd.randint(0, 2 * 10**9), None])
    if rnd.random() < 0.5:
        made["when"] = rnd.choice(TIMES + ["abc", "n/a"])
    return made


def without_null(value):
    """Of a column that a contract leaves out, dlt takes NULL for a value once it has seen another."""
    if isinstance(value, dict):
        return {key: without_null(each) for key, each in value.items() if each is not None}
    return [without_null(each) for each in value if each is not None] if isinstance(value, list) else value


def document():
    kind = rnd.random()
    return None if kind < 0.1 else scalar() if kind < 0.2 else obj(4) if kind < 0.6 else [value(3) for _ in
                                                                                          range(rnd.randint(0, 4))]


def field(named, type, **more):
    return {"field": named, "type": type, "optional": True, **more}


ROW = [field("id", "int32", optional=False), field("lines", "string", name="io.debezium.data.Json")]
SOURCE = field("source", "struct", name="io.debezium.connector.postgresql.Source",
               fields=[field("version", "string"), field("connector", "string"), field("ts_ms", "int64"),
                       field("schema", "string"), field("table", "string"), field("lsn", "int64")])
VALUE = {"type": "struct", "optional": False, "name": "p.public.orders.Envelope",
         "fields": [field("before", "struct", name="p.public.orders.Value", fields=ROW),
                    field("after", "struct", name="p.public.orders.Value", fields=ROW), SOURCE, field("op", "string"),
                    field("ts_ms", "int64")]}
KEY = {"type": "struct", "optional": False, "name": "p.public.orders.Key", "fields": ROW[:1]}
lsn = 0


def event(op, row):
    global lsn
    lsn += 1
    payload = {"before": None, "after": {"id": row["id"], "lines": None if row["lines"] is None else
                                         json.dumps(row["lines"])}, "op": op, "ts_ms": 1700000000000,
               "source": {"version": "3", "connector": "postgresql", "ts_ms": 1700000000000, "schema": "public",
                          "table": "orders", "lsn": lsn}}
    return json.dumps({"key": {"schema": KEY, "payload": {"id": row["id"]}}, "value": {"schema": VALUE,
                                                                                      "payload": payload}})


os.makedirs(folder + "/.dlt")
with open(folder + "/.dlt/config.toml", "w") as config:
    config.write("[cdc_settings.nested]\norders.lines = %s\n" % ('"tables"' if depth == "tables" else depth))
    if mode == "merge":
        config.write('[cdc_settings.primary_keys]\norders = "id"\n')
with open(folder + "/.dlt/secrets.toml", "w") as secrets:
    secrets.write('[sources.debezium.postgres]\nhost = "h"\nuser = "u"\npassword = "p"\ndatabase = "d"\n'
                  '[destination.duckdb]\ncredentials = "duckdb:///ours.duckdb"\n')
pipeline = dlt.pipeline("theirs", destination=dlt.destinations.duckdb(folder + "/theirs.duckdb"),
                        dataset_name="debezium_data", pipelines_dir=folder + "/pipelines")
CRASHES = ["staged", "ddl", "rows", "schema", "loads-row", "before-commit", "after-commit"]


def load(number, **environment):
    return subprocess.run(loader + ["replay", f"{folder}/{number}.json", "--project", folder],
                          stdout=subprocess.DEVNULL, stderr=open(folder + "/loader.log", "a"),
                          env={**os.environ, **environment}).returncode


seen = set()
frozen = 0
for number in range(4):
    ids = rnd.sample(range(12), 6) if mode == "merge" else range(number * 6, number * 6 + 6)
    rows = [{"id": i, "lines": document()} for i in ids]
    if contract:
        rows = [row for row in map(without_null, rows) if "lines" in row]
    with open(f"{folder}/{number}.json", "w") as recording:
        for row in rows:
            recording.write(event("u" if row["id"] in seen else "c", row) + "\n")
            seen.add(row["id"])
    if number == 1 and contract:
        with open(folder + "/.dlt/config.toml", "a") as config:
            config.write("[cdc_settings.schema_contract]\n" + "".join(f'{k} = "{v}"\n' for k, v in contract.items()))
    if number % 2 and not contract:
        place = CRASHES[(seed + number + len(mode + depth)) % len(CRASHES)]
        assert load(number, CDC_CRASH_AT=place) == 86, place + ": the loader has not halted there"
    refused = load(number)
    assert refused in ([0, 1] if "freeze" in contract.values() else [0]), f"recording {number} is not loaded"
    resource = dlt.resource(rows, name="orders", write_disposition=mode,
                            primary_key="id" if mode == "merge" else None,
                            max_table_nesting=None if depth == "tables" else int(depth))
    source = dlt.source(lambda: resource, name="theirs", root_key=True,
                        schema_contract=contract if number and contract else None)
    try:
        pipeline.run(source()).raise_on_failed_jobs()
        assert not refused, f"recording {number} is loaded by dlt alone"
    except PipelineStepFailed as failed:
        assert refused and "freeze" in contract.values(), f"recording {number}: {failed}"
        pipeline.abort_packages()
        frozen += 1


def read(path):
    con = duckdb.connect(path, read_only=True)
    con.execute("SET TimeZone = 'UTC'")
    columns = {}
    for table, column, type in con.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE "
                                           "schema_name = 'debezium_data'").fetchall():
        if table == "orders" and column.startswith("lines") or table.startswith("orders__"):
            columns.setdefault(table, {})[column] = type
    schema = json.loads(con.execute("SELECT schema FROM debezium_data._dlt_version WHERE schema LIKE '%orders%' ORDER "
                                    "BY inserted_at DESC LIMIT 1").fetchone()[0])
    rows, chains = {}, {id: (root,) for id, root in con.execute("SELECT _dlt_id, id FROM debezium_data.orders")
                        .fetchall()}
    roots = dict(chains)
    rows["orders"] = sorted(rows_of(con, "orders", columns.get("orders", {}), ["id"]), key=repr)
    nested = sorted(name for name in columns if name != "orders")
    waiting = [(name, row) for name in nested for row in con.execute(
        f'SELECT _dlt_root_id, _dlt_parent_id, _dlt_list_idx, _dlt_id FROM debezium_data."{name}"').fetchall()]
    where = {}
    while waiting:
        left = []
        for name, (root, parent, index, id) in waiting:
            if parent not in chains:
                left.append((name, (root, parent, index, id)))
                continue
            assert id == get_nested_row_hash(parent, name, index), f"{path}: {name}: the id of {parent}, {index}"
            assert chains[parent][0] == roots[root][0], f"{path}: {name}: {root} is not the root"
            chains[id] = chains[parent] + ((name, index),)
            where[id] = chains[id]
        assert len(left) < len(waiting), f"{path}: rows of no row: {left}"
        waiting = left
    for name in nested:
        values = [c for c in columns[name] if not c.startswith("_dlt_")]
        rows[name] = sorted(((where[row[0]],) + row[1:] for row in rows_of(con, name, {c: columns[name][c] for c in
                                                                                      values}, ["_dlt_id"])), key=repr)
    con.close()
    return columns, rows, schema


def rows_of(con, table, columns, first):
    names = first + sorted(columns)
    select = ", ".join(f'"{n}"' for n in names)
    for row in con.execute(f'SELECT {select} FROM debezium_data."{table}"').fetchall():
        yield tuple(repr(json.loads(v)) if v is not None and columns.get(n) == "JSON" else repr(v) if n not in first
                    else v for n, v in zip(names, row))


def declared(schema, columns):
    tables = {}
    for name, entry in schema["tables"].items():
        if name == "orders" or name.startswith("orders__"):
            tables[name] = {"parent": entry.get("parent"), "seen": entry.get("x-normalizer", {}).get("seen-data"),
                            "columns": {c: {k: v for k, v in column.items() if k != "description"} for c, column in
                                        entry["columns"].items()
                                        if c in columns.get(name, {}) and "data_type" in column}}
    return tables, schema["normalizers"]["json"].get("config", {}).get("propagation")


ours, theirs = read(folder + "/ours.duckdb"), read(folder + "/theirs.duckdb")
assert ours[0] == theirs[0], f"columns:\n{ours[0]}\n{theirs[0]}"
for table in theirs[1]:
    columns = ["where"] + sorted(c for c in ours[0].get(table, {}) if not c.startswith("_dlt_"))
    for mine, other in zip(ours[1][table], theirs[1][table]):
        assert mine == other, f"{table} {columns}:\n{mine}\n{other}"
    assert len(ours[1][table]) == len(theirs[1][table]), table
mine, other = declared(ours[2], ours[0]), declared(theirs[2], theirs[0])
assert mine == other, f"declared:\n{mine}\n{other}"
print(len(ours[0]) - 1, "nested tables,", sum(map(len, ours[1].values())), "rows" + f", {frozen} refused" * bool(frozen))
