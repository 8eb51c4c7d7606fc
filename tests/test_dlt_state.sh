#!/usr/bin/env bash
# A run of Python's dlt that changes dlt's state declares columns that do not exist: the loader mends it, and says so, and
# with other names it does not come to that.   tests/test_dlt_state.sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_dlt.sh"
with_dlt "a Python run that changes dlt's state"

own_columns() {
    dataset "SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns
        WHERE table_schema = 'debezium_data' AND table_name = 'log' AND column_name NOT LIKE '\\_dlt%' ESCAPE '\\'"
}

step "What keeps a state in a pipeline of its own, with the standard names"
load "the snapshot is loaded"
for id in 90 91; do
    python_turn own "$id"
    python_turn read log id msg __op __source_ts __position __seq
    python_turn append log "$id"
done
load "the run after it"
if grep -q own_columns "$work/load.log"; then fail "there is nothing to mend"; fi
same $'90\t2\n91\t2' "$(dataset "SELECT id, count(*) FROM debezium_data.log WHERE id >= 90 GROUP BY 1 ORDER BY 1")" \
    "a pipeline of Python's own keeps its state in the same dataset, and both append"

step "A Python run that changes dlt's state, with the standard names"
for turn in incremental source state; do
    python_turn "$turn"
    loader doctor --project "$shop" >"$work/doctor.log" 2>&1
    grep -q '^warn .*dlt schema: .*log\.op.*own_columns' "$work/doctor.log" || fail "doctor says what $turn has done"
    load "the next run"
    grep -q 'log\.op.*own_columns' "$work/load.log" || fail "the run says what $turn has done"
    python_turn read log id msg __op __source_ts __position __seq
    python_turn append log 100
    pass "after \"$turn\", run and doctor say it, the run mends it, and dlt reads and appends again"
done
load "one more run"
if grep -q own_columns "$work/load.log"; then fail "what is mended is not said again"; fi
source_sql "INSERT INTO log VALUES (2, 'y')"
load "a change after it"
same $'1\tx\tsnapshot\n2\ty\tinsert\n100\tfrom Python\t\n100\tfrom Python\t\n100\tfrom Python\t' \
    "$(dataset "SELECT id, msg, __op FROM debezium_data.log WHERE id NOT IN (90, 91) ORDER BY id")" "nobody's rows are lost"

step "An append that has failed already"
python_turn state
(python_turn append log 101) >"$work/append.out" && note "this dlt appends all the same"
dlt_command abort-packages
load "the run after it"
python_turn append log 102
pass "abort-packages, a run of the loader, and dlt appends again"

step "own_columns = \"dlt\": names that dlt keeps"
same "__op __position __seq __source_ts id msg" "$(own_columns)" "the standard names"
printf 'own_columns = "dlt"\n' >>"$shop/.dlt/config.toml"
load "the run with other names"
same "_op _position _seq _source_ts id msg" "$(own_columns)" "own_columns renames what is there"
for turn in incremental source state; do
    python_turn "$turn"
    python_turn read log id msg _op _source_ts _position _seq
    python_turn append log 103
done
pass "dlt reads and appends with no run of the loader in between"
source_sql "INSERT INTO log VALUES (3, 'z')"
load "a change after it"
if grep -q 'dlt.s schema' "$work/load.log"; then fail "there is nothing to mend"; fi
same $'1\tx\tsnapshot\n2\ty\tinsert\n3\tz\tinsert' \
    "$(dataset "SELECT id, msg, _op FROM debezium_data.log WHERE _op IS NOT NULL ORDER BY _seq")" "the loader goes on"


loader drop --drop-all --drop-slot --yes --project "$shop" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
stop_source
same "" "$(jobs -pr)" "dlt: nothing is left running"
