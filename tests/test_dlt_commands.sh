#!/usr/bin/env bash
# dlt's own commands from the project's folder, without any flag: info, sync, drop TABLE, drop --drop-all, and Python's
# attach. None of them destroys the DuckDB file or the offset unasked, and the loader never goes on with tables that they
# have dropped.   tests/test_dlt_commands.sh
. "$(dirname "$0")/lib.sh"
export RUNTIME__DLTHUB_TELEMETRY=false

if ! py=$(python_with dlt-1 'dlt[duckdb]>=1.31,<2' 'sqlglot<30.22'); then
    skip "dlt's own commands work from the project's folder" "no Python 3, or pip reaches no index"
    exit 0
fi
note "$("$(dirname "$py")/dlt" --version) from PyPI"

step "Start the source database"
start_source
source_sql "
    CREATE TABLE users (id INT PRIMARY KEY, name TEXT); ALTER TABLE users REPLICA IDENTITY FULL;
    CREATE TABLE log (id INT PRIMARY KEY, msg TEXT); ALTER TABLE log REPLICA IDENTITY FULL;
    INSERT INTO users VALUES (1, 'a'), (2, 'b'); INSERT INTO log VALUES (1, 'x');
    CREATE PUBLICATION debezium_pub FOR TABLE users, log;
" || fail "the tables are created"
shop=$work/shop
project "$shop" debezium_slot debezium_pub public.users,public.log
printf '[cdc_settings.primary_keys]\nusers = "id"\n' >"$shop/.dlt/config.toml"
file=$shop/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb

# load NAME [PROJECT]: to what is committed now.
load() { loader run --until-current --project "${2:-$shop}" >"$work/load.log" 2>&1 || fail "$1"; }
# dlt_says ARGUMENT…: dlt's command for the pipeline, from the project's folder; questions are answered with yes.
dlt_says() { (cd "$shop" && "$py" -m dlt -y pipeline debezium_cdc "$@" </dev/null 8>&-) >"$work/dlt.log" 2>&1; }
dlt_does() { dlt_says "$@" || fail "dlt pipeline debezium_cdc $*: exit code $?"; }
python_does() { (cd "$shop" && "$py" -c "$1" </dev/null 8>&-) >"$work/python.log" 2>&1 || fail "$2: $(tail -n 1 "$work/python.log")"; }
users() { duck "$file" "SELECT id, name, deleted FROM debezium_data.users ORDER BY id"; }
offset() { loader info --format json --project "$shop" 2>/dev/null | grep -c '"lsn"'; }
loaded=$'1\ta\tfalse\n2\tb\tfalse'

step "info and attach find the pipeline"
load "the snapshot is loaded"
same "$loaded" "$(users)" "the file is where it always was"
dlt_does info
grep -q users "$work/dlt.log" || fail "dlt pipeline debezium_cdc info names the tables: $(cat "$work/dlt.log")"
pass "dlt pipeline debezium_cdc info shows the pipeline without a flag"
grep -q "initial_cwd: $shop\$" "$work/dlt.log" || fail "info says the project's folder"
read_users='
import dlt
pipeline = dlt.attach("debezium_cdc")
pipeline.sync_destination()
assert pipeline.dataset()["users"].select("id").order_by("id").fetchall() == [(1,), (2,)]
'
python_does "$read_users" "dlt.attach"
pass "dlt.attach(\"debezium_cdc\") reads the tables without a folder"
same "" "$(find "$shop" -maxdepth 1 -name '*.duckdb*')" "dlt makes no other file in the project"
same "" "$(ls -d "$shop"/.dlt/pipelines/debezium_cdc/{schemas,load} 2>/dev/null)" "dlt's working copy is not beside the file"

step "sync and Python's drop() keep file and offset"
dlt_does sync
same "$loaded" "$(users)" "dlt pipeline debezium_cdc sync keeps the file"
source_sql "INSERT INTO users VALUES (3, 'c')"
load "a load after sync"
loaded+=$'\n3\tc\tfalse'
same "$loaded" "$(users)" "after sync the loader goes on from its offset"
python_does 'import dlt; dlt.attach("debezium_cdc").drop()' "Python's drop()"
same "$loaded" "$(users)" "attach(...).drop() keeps the file"
loader info --project "$shop" >/dev/null 2>&1 || fail "info runs"
python_does "${read_users/(2,)/(2,), (3,)}" "dlt.attach after drop()"
pass "any verb of the loader's brings dlt's working copy back"
(cd "$shop" && "$py" -c '
import dlt
dlt.pipeline("debezium_cdc", pipelines_dir=".dlt/pipelines", destination="duckdb", dataset_name="debezium_data")
' </dev/null 8>&-) >"$work/python.log" 2>&1 && fail "a pipelines_dir that has the file in it is refused"
same "$loaded" "$(users)" "nor does a Python pipeline in the folder of the file destroy it"
grep -q 'leave pipelines_dir out' "$work/python.log" || fail "it is said what to do instead"
pass "it is said what to do instead"

step "A project of an earlier version moves over"
load "the state is current"
mkdir -p "$shop/.dlt/pipelines/debezium_cdc/schemas" "$shop/.dlt/pipelines/debezium_cdc/load/loaded/1"
cp "$DLT_DATA_DIR/pipelines/debezium_cdc/state.json" "$shop/.dlt/pipelines/debezium_cdc/"
cp "$DLT_DATA_DIR"/pipelines/debezium_cdc/schemas/* "$shop/.dlt/pipelines/debezium_cdc/schemas/"
rm -r "$DLT_DATA_DIR/pipelines"
load "the loader starts in it"
same "" "$(ls -d "$shop/.dlt/pipelines/debezium_cdc/schemas" 2>/dev/null)" "what an earlier version wrote beside the file is gone"
[ -d "$shop/.dlt/pipelines/debezium_cdc/load/loaded/1" ] || fail "what dlt wrote there stays"
python_does "${read_users/(2,)/(2,), (3,)}" "dlt.attach after the move"
pass "what dlt wrote there stays, and dlt finds the pipeline in its own folder"

step "Two projects with one pipeline name, no folder, and none wanted"
other=$work/other
project "$other" other_slot debezium_pub public.log
load "another project is loaded" "$other"
grep -q "also holds pipeline debezium_cdc of $shop" "$work/load.log" || fail "the other project is named"
pass "a second project of that pipeline name is warned of"
loader drop --drop-all --drop-slot --yes --project "$other" >"$work/drop.log" 2>&1 || fail "it is dropped again"
printf 'x' >"$work/no_folder"
DLT_DATA_DIR=$work/no_folder load "it loads without dlt's folder"
grep -q "dlt's working copy" "$work/load.log" || fail "a folder that cannot be written is said"
pass "a folder for dlt that cannot be written is said, and the load goes on"
rm -rf "$DLT_DATA_DIR/pipelines"
CDC_SETTINGS__DLT_PIPELINES_DIR=false load "it loads without a working copy"
[ ! -e "$DLT_DATA_DIR/pipelines" ] || fail "dlt_pipelines_dir = false writes none"
pass "dlt_pipelines_dir = false writes none"
CDC_SETTINGS__DLT_PIPELINES_DIR=$work/elsewhere load "it loads with another folder"
[ -s "$work/elsewhere/debezium_cdc/state.json" ] || fail "dlt_pipelines_dir names another folder"
pass "dlt_pipelines_dir names another folder"
if CDC_SETTINGS__DLT_PIPELINES_DIR=.dlt/pipelines loader run --until-current --project "$shop" >"$work/load.log" 2>&1; then
    fail "the folder of the file is refused"
fi
grep -q 'dlt_pipelines_dir' "$work/load.log" || fail "the folder of the file is refused with its key"
pass "the folder of the file is refused: dlt's sync would delete the file"

step "A workspace of dltHub's, which keeps its own by profile"
touch "$shop/.dlt/.workspace"
(unset DLT_DATA_DIR; load "it loads in a workspace") || exit 1
[ -s "$shop/.dlt/state/dev/pipelines/debezium_cdc/state.json" ] || fail "the working copy is the profile's"
(unset DLT_DATA_DIR; python_does "${read_users/(2,)/(2,), (3,)}" "dlt.attach in a workspace") || exit 1
pass "in a workspace dlt.attach finds the pipeline, too"
rm -r "$shop/.dlt/.workspace" "$shop/.dlt/state"

step "drop TABLE: the loader does not go on with an empty table"
load "the state is current"
dlt_does drop users
grep -q "Resource(s) state to reset: \['users'\]" "$work/dlt.log" || fail "dlt resets what the loader remembers of users"
pass "dlt drop users resets what the loader remembers of it"
same 0 "$(duck "$file" "SELECT count(*) FROM information_schema.tables WHERE table_name = 'users' AND table_schema = 'debezium_data'")" \
    "dlt drop users drops the table"
source_sql "INSERT INTO users VALUES (4, 'd')"
if loader run --until-current --project "$shop" >"$work/load.log" 2>&1; then
    fail "the loader does not go on as if nothing had been dropped"
fi
grep -q 'users' "$work/load.log" && grep -q 'drop users --resnapshot' "$work/load.log" || fail "it says which table, and what to do"
pass "a table that dlt has dropped is refused, and it is said what to do"
same 1 "$([ "$(offset)" -gt 0 ] && echo 1)" "the offset stays"
loader drop users --resnapshot --yes --project "$shop" >"$work/drop.log" 2>&1 || fail "what is said can be done"
load "and then it loads"
same "$loaded"$'\n4\td\tfalse' "$(users)" "after it all rows of the table are there again"

step "drop TABLE, with resnapshot = \"auto\": the loader reads it again by itself"
export CDC_SETTINGS__RESNAPSHOT=auto
dlt_does drop users
source_sql "INSERT INTO users VALUES (5, 'e')"
load "a table that dlt has dropped is read again unasked"
all=$loaded$'\n4\td\tfalse\n5\te\tfalse'
same "$all" "$(users)" "all its rows are there again, and what has come since"
grep -q 'dlt has dropped table users of pipeline debezium_cdc. It is read again' "$work/load.log" || fail "that is said"
load "another run"
if grep -q 'dlt has dropped' "$work/load.log"; then fail "it is read once"; else pass "it is read once"; fi
java_of DebeziumDltLoader.java
"${java_command[@]}" run --project "$shop" </dev/null >"$work/run.log" 2>&1 8>&- &
runs=$!
wait_until 60 grep -q 'waiting for changes' "$work/run.log" || fail "the loader streams"
wait_until 30 dlt_says drop users || fail "dlt drops users while the loader runs"
source_sql "INSERT INTO users VALUES (6, 'f')"
there() { [ "$(users 2>/dev/null)" = "$all"$'\n6\tf\tfalse' ]; }
wait_until 60 there || fail "the loader that runs reads it again: $(users)"
pass "the loader that runs reads it again, too"
source_sql "DELETE FROM users WHERE id IN (5, 6)"
kill "$runs"
wait "$runs"
unset CDC_SETTINGS__RESNAPSHOT
load "the loader goes on"
same "$all"$'\n6\tf\ttrue' "$(users | sed 's/^5.*/5\te\tfalse/')" "and with its changes"

step "drop --drop-all: the next run starts afresh"
dlt_does drop --drop-all
same "" "$(duck "$file" "SELECT table_name FROM information_schema.tables WHERE table_name NOT LIKE '\\_dlt%' ESCAPE '\\' AND table_schema = 'debezium_data'")" \
    "python -m dlt pipeline debezium_cdc drop --drop-all drops every table"
if loader run --until-current --project "$shop" >"$work/load.log" 2>&1; then
    fail "the loader does not go on with changes alone"
fi
grep -q -e '--recreate-slot' "$work/load.log" || fail "it is said what to do"
pass "after dlt's drop --drop-all it is said that there is still a slot, and what to do"
loader run --until-current --recreate-slot --project "$shop" >"$work/load.log" 2>&1 || fail "and that works"
same "$loaded"$'\n4\td\tfalse' "$(users)" "after it all rows are loaded again"

loader drop --drop-all --drop-slot --yes --project "$shop" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
stop_source
same "" "$(jobs -pr)" "dlt: nothing is left running"
