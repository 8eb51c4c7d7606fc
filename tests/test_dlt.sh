#!/usr/bin/env bash
# What the loader writes is a dlt pipeline: Python's own dlt attaches to it, reads the dataset, shows it on its command
# line, appends to it; and the loader goes on afterwards, its checkpoint kept. MERGE with the loader running all the
# time, APPEND with it stopped.   tests/test_dlt.sh
. "$(dirname "$0")/lib.sh"
export RUNTIME__DLTHUB_TELEMETRY=false

# With sqlglot 30.22 and later reading a dataset fails inside dlt.
if ! py=$(python_with dlt-1 'dlt[duckdb]>=1.31,<2' 'sqlglot<30.22'); then
    skip "Python's dlt reads and continues the pipeline" "no Python 3, or pip reaches no index"
    exit 0
fi
dlt=$(dirname "$py")/dlt
note "$("$dlt" --version) from PyPI"

# append.py ID…: a Python pipeline.run() that appends rows to a table of its own.
cat >"$work/append.py" <<'PY'
import sys, dlt
pipeline = dlt.attach("debezium_cdc")
rows = [{"id": int(each), "note": f"note {each}"} for each in sys.argv[1:]]
info = pipeline.run(rows, table_name="notes", write_disposition="append")
info.raise_on_failed_jobs()
print(len(info.loads_ids))
PY

step "Start the source database"
start_source
source_sql "
    CREATE TABLE test_users (id SERIAL PRIMARY KEY, name VARCHAR(100), email VARCHAR(100));
    ALTER TABLE test_users REPLICA IDENTITY FULL;
    CREATE PUBLICATION debezium_pub FOR TABLE test_users;
" || fail "the table is created"

# in_project FOLDER COMMAND…: dlt finds a relative DuckDB file from the folder it was first run in.
in_project() { (cd "$1" && shift && "$@" </dev/null 8>&-); }

# dlt_reads NAME FOLDER EXPECTED_JSON: attaches, reads, and restores the pipeline from the destination alone.
dlt_reads() {
    in_project "$2" "$py" "$root/tests/dlt/check_pipeline.py" "$DLT_DATA_DIR/pipelines" debezium_cdc debezium_data "$3" \
        >"$work/check.log" 2>&1 || fail "$1: $(tail -n 1 "$work/check.log")"
    pass "$1"
}

# command_line MODE FOLDER: the commands of dlt that a person would try.
command_line() {
    in_project "$2" "$dlt" pipeline debezium_cdc info >"$work/info.log" 2>&1 ||
        fail "$1: dlt pipeline debezium_cdc info ends with exit code $?: $(tail -n 1 "$work/info.log")"
    { grep -q debezium_cdc "$work/info.log" && grep -q test_users "$work/info.log"; } ||
        fail "$1: dlt pipeline debezium_cdc info names the pipeline and its table"
    pass "$1: dlt pipeline debezium_cdc info shows the pipeline"
    in_project "$2" "$dlt" pipeline debezium_cdc schema >"$work/schema.log" 2>&1 ||
        fail "$1: dlt pipeline debezium_cdc schema ends with exit code $?: $(tail -n 1 "$work/schema.log")"
    grep -q test_users "$work/schema.log" || fail "$1: dlt pipeline debezium_cdc schema has the table"
    pass "$1: dlt pipeline debezium_cdc schema prints the schema"
    same "$(sed -n '/^version:/,$p' "$work/schema.log")" "$(loader schema --project "$2" 2>>"$work/info.err.log")" \
        "$1: the verb schema prints the same"
    loader loads --format csv --project "$2" >"$work/loads.log" 2>>"$work/info.err.log"
    same "$(duck "$2/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb" "SELECT count(*) FROM debezium_data.test_users")" \
        "$(sed -n 's/.*test_users \([0-9]*\).*/\1/p' "$work/loads.log" | awk '{ n += $1 } END { print n }')" \
        "$1: the verb loads counts each row once"
}

# python_appends MODE FOLDER ID…
python_appends() {
    local mode=$1 folder=$2
    shift 2
    in_project "$folder" "$py" "$work/append.py" "$@" >"$work/append.log" 2>&1 ||
        fail "$mode: pipeline.run() in Python appends to a new table: $(tail -n 1 "$work/append.log")"
    pass "$mode: pipeline.run() in Python appends to a table of its own"
}

# In lines without order: dlt writes its state with the keys in another one.
checkpoint() {
    loader info --format json --project "$1" 2>>"$work/info.err.log" |
        sed -n '/"checkpoint"/,/^  }/p' | sed 's/,$//' | sort
}

# notes ID…: what Python has appended, as check_pipeline.py takes it.
notes() {
    local id rows=
    for id in "$@"; do rows="$rows, [$id, \"note $id\"]"; done
    printf '"notes": {"count": %d, "order_by": "id", "columns": ["id", "note"], "rows": [%s]}' $# "${rows#, }"
}

# table COUNT ORDER COLUMNS ROWS
table() { printf '"test_users": {"count": %s, "order_by": "%s", "columns": %s, "rows": [%s]}' "$1" "$2" "$3" "$4"; }

step "MERGE, the loader runs all the time"
source_sql "INSERT INTO test_users (name, email) VALUES ('Carol', 'carol@example.com'), ('Dave', NULL)"
merge=$work/merge
project "$merge" merge_slot debezium_pub public.test_users
printf '[cdc_settings.primary_keys]\ntest_users = "id"\n' >"$merge/.dlt/config.toml"
file=$merge/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
users() { duck "$file" "SELECT id, name, email, deleted FROM debezium_data.test_users ORDER BY id"; }
start_loader "$work/merge-stream.log" run --project "$merge"
eventually 120 $'1\tCarol\tcarol@example.com\tfalse\n2\tDave\t\tfalse' "merge: the snapshot is loaded" users
source_sql "
    INSERT INTO test_users (name, email) VALUES ('Alice', 'alice@example.com'), ('Bob', 'bob@example.com');
    UPDATE test_users SET email = 'alice.updated@example.com' WHERE name = 'Alice';
    DELETE FROM test_users WHERE name = 'Bob';"
changed=$(printf '%s\t%s\t%s\t%s\n' 1 Carol carol@example.com false 2 Dave '' false \
    3 Alice alice.updated@example.com false 4 Bob bob@example.com true)
eventually 60 "$changed" "merge: changes are loaded" users
columns='["id", "name", "email", "deleted"]'
rows='[1, "Carol", "carol@example.com", false], [2, "Dave", null, false],
    [3, "Alice", "alice.updated@example.com", false], [4, "Bob", "bob@example.com", true]'
rows=${rows//false/\"False\"}; rows=${rows//true/\"True\"} # as Python writes them
dlt_reads "merge: dlt attaches to the pipeline of a running loader and reads exactly its rows" "$merge" \
    "{\"tables\": {$(table 4 id "$columns" "$rows")}, \"source\": \"debezium_cdc\"}"
command_line merge "$merge"
python_appends merge "$merge" 1 2
is_alive "$loader_pid" || fail "merge: the loader runs on while Python loads"
source_sql "INSERT INTO test_users (name) VALUES ('Eve')"
eventually 60 "$changed"$'\n5\tEve\t\tfalse' "merge: after Python's run the loader goes on" users
rows="$rows, [5, \"Eve\", null, \"False\"]"
dlt_reads "merge: dlt reads both, Python's rows and the loader's" "$merge" \
    "{\"tables\": {$(table 5 id "$columns" "$rows"), $(notes 1 2)}, \"source\": \"debezium_cdc\"}"
python_appends "merge, again" "$merge" 3
source_sql "UPDATE test_users SET name = 'Eva' WHERE name = 'Eve'"
eventually 60 "$changed"$'\n5\tEva\t\tfalse' "merge: and goes on after another one" users
stop_loader TERM
same 0 "$loader_status" "merge: the loader stops with exit code 0"
dlt_reads "merge: dlt reads all of it after the loader has stopped" "$merge" \
    "{\"tables\": {$(table 5 id "$columns" "${rows/Eve/Eva}"), $(notes 1 2 3)}, \"source\": \"debezium_cdc\"}"

step "APPEND, the loader stopped in between"
source_sql "TRUNCATE test_users RESTART IDENTITY;
    INSERT INTO test_users (name, email) VALUES ('Carol', 'carol@example.com')"
append=$work/append
project "$append" append_slot debezium_pub public.test_users
load() { loader run --until-current --project "$append" >"$work/append-$1.log" 2>&1 || fail "append: $1 is loaded"; }
load snapshot
source_sql "INSERT INTO test_users (name) VALUES ('Alice');"
source_sql "UPDATE test_users SET email = 'alice@example.com' WHERE name = 'Alice'; DELETE FROM test_users WHERE id = 1"
load changes
columns='["__op", "id", "name", "email"]'
rows='["snapshot", 1, "Carol", "carol@example.com"], ["insert", 2, "Alice", null],
    ["update", 2, "Alice", "alice@example.com"], ["delete", 1, "Carol", "carol@example.com"]'
dlt_reads "append: dlt attaches and reads exactly the history" "$append" \
    "{\"tables\": {$(table 4 __seq "$columns" "$rows")}, \"source\": \"debezium_cdc\"}"
command_line append "$append"
before=$(checkpoint "$append")
grep -q '"' <<<"$before" || fail "append: the loader shows its checkpoint"
python_appends append "$append" 1 2
same "$before" "$(checkpoint "$append")" "append: Python's run has kept the loader's checkpoint"
source_sql "INSERT INTO test_users (name) VALUES ('Frank')"
load "the next change"
rows="$rows, [\"insert\", 3, \"Frank\", null]"
dlt_reads "append: the loader has gone on where it was, nothing lost, nothing twice" "$append" \
    "{\"tables\": {$(table 5 __seq "$columns" "$rows"), $(notes 1 2)}, \"source\": \"debezium_cdc\"}"
python_appends "append, again" "$append" 3
load nothing
dlt_reads "append: a run with nothing to do keeps what Python has appended" "$append" \
    "{\"tables\": {$(table 5 __seq "$columns" "$rows"), $(notes 1 2 3)}, \"source\": \"debezium_cdc\"}"

step "The examples of docs/DLT.md"
# blocks LANGUAGE: what stands in the page's blocks of it.
blocks() { awk -v begin="\`\`\`$1" '/^```/ { on = $0 == begin; next } on' "$root/docs/DLT.md"; }
blocks python >"$work/example.py"
in_project "$append" "$py" "$work/example.py" >"$work/example.log" 2>&1 ||
    fail "the examples in Python run: $(tail -n 1 "$work/example.log")"
grep -qF "(2, 'Alice')" "$work/example.log" && grep -qF "('notes', 4)" "$work/example.log" ||
    fail "the examples in Python show rows, and append some: $(cat "$work/example.log")"
pass "the examples in Python run"
same 5 "$(duck "$append/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb" "$(blocks sql | tr -d ';')" | wc -l | tr -d ' ')" \
    "the example in SQL shows the newest rows"
load "nothing after the examples"

step "SCD2, against what dlt makes of the same rows"
source_sql "CREATE TABLE items (id integer PRIMARY KEY, name text); CREATE PUBLICATION items_pub FOR TABLE items;
    INSERT INTO items VALUES (1, 'a'), (2, 'b')" || fail "the items are made"
scd2=$work/scd2
project "$scd2" scd2_slot items_pub public.items
printf '[cdc_settings.primary_keys]\nitems = "id"\n[cdc_settings.write_disposition]\nitems = "scd2"\n' \
    >"$scd2/.dlt/config.toml"
loader run --snapshot-only --project "$scd2" >"$work/scd2.log" 2>&1 || fail "scd2: the snapshot is loaded"
source_sql "BEGIN; UPDATE items SET name = 'a2' WHERE id = 1; DELETE FROM items WHERE id = 2;
    INSERT INTO items VALUES (3, 'c'); COMMIT"
loader run --until-current --project "$scd2" >>"$work/scd2.log" 2>&1 || fail "scd2: the changes are loaded"
same 4 "$(in_project "$scd2" "$py" "$root/tests/dlt/scd2.py" .dlt/pipelines/debezium_cdc/debezium_cdc.duckdb 2>&1 |
    tail -n 1)" "scd2: versions, their times, types and hints are what dlt makes"

step "Drop them, leave nothing running"
for folder in "$merge" "$append" "$scd2"; do
    loader drop --drop-all --drop-slot --yes --project "$folder" >>"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
done
stop_source
same "" "$(jobs -pr)" "dlt: nothing is left running"
