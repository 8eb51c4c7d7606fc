#!/usr/bin/env bash
# The loader and Python's dlt take twenty turns on one dataset: sources that keep a state, nested tables, hints, schema changes
# on both sides, sync, drop. After each, everything is compared.   tests/test_dlt_turns.sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_dlt.sh"
with_dlt "the loader and Python's dlt take turns"

step "Twenty turns"
printf 'own_columns = "dlt"\n' >>"$shop/.dlt/config.toml"
turn=0 logged=1 counted= extra= last_offset=0
offset() { loader info --format json --project "$shop" 2>/dev/null | sed -n 's/.*"lsn" *: *\([0-9]*\).*/\1/p' | head -n 1; }
ids() { dataset "SELECT coalesce(string_agg(id, ' ' ORDER BY $2), '') FROM debezium_data.$1"; }
# compared NAME: whoever's turn it was, both have all that they had.
compared() {
    turn=$((turn + 1))
    same "$(source_sql "SELECT string_agg(id || name, ' ' ORDER BY id) FROM users")$extra" \
        "$(dataset "SELECT string_agg(id || name, ' ' ORDER BY id) FROM debezium_data.users WHERE NOT deleted")" "$turn: $1: users"
    same "$logged" "$(dataset "SELECT string_agg(id, ' ' ORDER BY _seq NULLS LAST, _dlt_load_id) FROM debezium_data.log")" "$turn: $1: log"
    [ -z "$counted" ] || same "$counted" "$(ids counted _dlt_load_id,id)" "$turn: $1: Python's own"
}
# ours NAME [SQL]: a turn of the loader's.
ours() {
    [ -z "${2:-}" ] || source_sql "$2" || fail "$1"
    load "$turn: $1"
    local at
    at=$(offset)
    [ "${at:-0}" -ge "$last_offset" ] || fail "$1: the offset $at is before $last_offset"
    last_offset=$at
    compared "$1"
    python_turn check
}
# theirs NAME WHAT…
theirs() {
    local name=$1
    shift
    python_turn "$@"
    compared "$name"
    python_turn check
}
ours "the snapshot"
counted="1 2 3"
theirs "incremental" incremental
logged+=" 2"
ours "changes" "INSERT INTO users VALUES (4, 'd'); UPDATE users SET name = 'B' WHERE id = 2; DELETE FROM users WHERE id = 3;
    INSERT INTO log VALUES (2, 'y')"
theirs "a resource's state" state
ours "a new column" "ALTER TABLE users ADD COLUMN age INT; UPDATE users SET age = 7 WHERE id = 1"
theirs "a source of another schema" source
logged+=" 3"
ours "one change" "INSERT INTO log VALUES (3, 'z')"
logged+=" 100"
theirs "an append to the loader's table" append log 100
logged="1 2 3 5000000000 100"
ours "a wider type" "ALTER TABLE log ALTER COLUMN id TYPE BIGINT; INSERT INTO log VALUES (5000000000, 'big')"
logged+=" 7000"
theirs "hints and a contract" hints log msg text evolve
ours "an update" "UPDATE users SET name = 'A' WHERE id = 1"
source_sql "UPDATE users SET name = 'py 1' WHERE id = 1"     # what dlt merges next
extra=" 5001py 5001"
python_turn merge users 1 5001
same 4 "$(dataset "SELECT count(*) FROM debezium_data.users__lines")" "$((turn + 1)): dlt nests two lists"
compared "a merge into the loader's table"
ours "the row that dlt has merged" "UPDATE users SET name = 'AA' WHERE id = 1; DELETE FROM users WHERE id = 2"
same 2 "$(dataset "SELECT count(*) FROM debezium_data.users__lines")" "$turn: its list has gone with it, the other's has not"
dlt_command sync
compared "sync"
logged="1 2 3 5000000000 4 100 7000"
ours "after sync" "INSERT INTO log VALUES (4, 'q')"
python_turn drop
compared "Python's drop()"
ours "a column less" "ALTER TABLE users DROP COLUMN age; INSERT INTO users VALUES (6, 'f')"
counted="1 2 3 4 5 6"
theirs "incremental again: its state has survived all that" incremental
ours "no change"
dlt_command drop counted
counted="1 2 3"
theirs "a resource that dlt has dropped, from its beginning" incremental
logged="1 2 3 5000000000 4 5 100 7000"
ours "the last change" "INSERT INTO log VALUES (5, 'r')"
same 1 "$(ids turns id)" "$turn: the resource that was not dropped has its rows"
python_turn state
same "1 2" "$(ids turns id)" "$turn: and its state"
python_turn hints log msg text '{"columns": "freeze"}'
source_sql "ALTER TABLE log ADD COLUMN late TEXT; INSERT INTO log VALUES (6, 's', 't')"
if loader run --until-current --project "$shop" >"$work/load.log" 2>&1; then fail "a contract of dlt's freezes the table"; fi
grep -q 'late .*columns = "freeze" in the schema_contract that dlt' "$work/load.log" || fail "the contract is named"
pass "$turn: a schema_contract that dlt has set for the table freezes it for the loader, too"

loader drop --drop-all --drop-slot --yes --project "$shop" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
same "" "$(dataset "SELECT table_name FROM information_schema.tables WHERE table_schema = 'debezium_data' AND table_name LIKE 'users%'")" \
    "drop takes along what is nested"
stop_source
same "" "$(jobs -pr)" "turns: nothing is left running"
