#!/usr/bin/env bash
# A DuckLake as the destination: its known faults, values, other writers and a second loader with each kind of catalog
# (LakeTest); the verbs; dlt's own dataset() with dlt's defaults; and loaders that halt themselves, with the catalog in
# PostgreSQL.   tests/test_ducklake.sh
. "$(dirname "$0")/lib.sh"
. "$root/tests/lib_lake.sh"
export RUNTIME__DLTHUB_TELEMETRY=false

with_lake "a DuckLake is loaded"

step "Start the source database"
start_source
source_sql "
    CREATE TABLE users (id INT PRIMARY KEY, name TEXT); ALTER TABLE users REPLICA IDENTITY FULL;
    INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c');
    CREATE PUBLICATION debezium_pub FOR TABLE users;
" || fail "the table is created"

# lake_project NAME [LINE…]: a project that loads into a lake, with these lines of its section.
lake_project() {
    project "$work/$1" "slot_$1" debezium_pub public.users
    printf '[cdc_settings]\ndestination = "ducklake"\n[cdc_settings.primary_keys]\nusers = "id"\n' >"$work/$1/.dlt/config.toml"
    {
        printf '[destination.ducklake.credentials]\n'
        printf '%s\n' "${@:2}"
        printf '[destination.ducklake.credentials.global_config]\nextension_directory = "%s"\n' "$CDC_EXTENSIONS"
    } >>"$work/$1/.dlt/secrets.toml"
}

# in_lake NAME VERB…
in_lake() { loader "${@:2}" --project "$work/$1" 2>>"$work/$1.err.log"; }

# walk NAME PROMISE: snapshot, changes, the verbs, and dlt.
walk() {
    in_lake "$1" run --until-current >"$work/$1.log" || fail "$2: the snapshot is loaded"
    grep -q 'DuckLake is experimental' "$work/$1.err.log" || fail "$2: the loader says that it is experimental"
    source_sql "UPDATE users SET name = 'a2' WHERE id = 1; DELETE FROM users WHERE id = 2; INSERT INTO users VALUES (4, 'd')"
    in_lake "$1" run --until-current >"$work/$1.log" || fail "$2: changes are loaded"
    same $'id,name,deleted\n1,a2,false\n2,b,true\n3,c,false\n4,d,false' \
        "$(in_lake "$1" sql --format csv 'SELECT id, name, deleted FROM users ORDER BY id' | tr -d '\r')" "$2: changes are merged, sql shows them"
    in_lake "$1" show | grep -q users || fail "$2: show has the table"
    in_lake "$1" show users | grep -q a2 || fail "$2: show has the rows"
    in_lake "$1" info | grep -q 'destination_type: dlt.destinations.ducklake' || fail "$2: info tells of dlt's destination"
    in_lake "$1" doctor >"$work/$1.doctor.log" || fail "$2: doctor finds no fault"
    grep -q '^warn .*experimental' "$work/$1.doctor.log" || fail "$2: doctor says that it is experimental"
    in_lake "$1" carry --to duckdb 2>/dev/null && fail "$2: carry is refused"
    in_lake "$1" sql "COPY (SELECT 1) TO '$work/$1/ducklake.files/x.csv'" && fail "$2: sql only reads"
    in_lake "$1" sql "SELECT * FROM read_text('/etc/hostname')" && fail "$2: sql reads no other file"
    pass "$2: show, info and doctor; carry and what would write are refused"
    same $'1 a2 False\n2 b True\n3 c False\n4 d False\ntables users' \
        "$(cd "$work/$1" && "$lake_python" "$root/tests/ducklake/read.py" debezium_cdc debezium_data users 2>>"$work/$1.err.log" </dev/null 8>&-)" \
        "$2: dlt opens the same lake by the same section"
    in_lake "$1" drop --drop-all --drop-slot --yes >/dev/null || fail "$2: drop"
    source_sql "DELETE FROM users; INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c')"
}

step "dlt's defaults: a catalog in SQLite"
lake_project defaults
walk defaults "SQLite"

step "Settings that dlt would read otherwise"
lake_project wrong 'storage = "shop"'
in_lake wrong config >/dev/null
same 2 $? "storage as text, which dlt does not read, is refused"

step "A catalog in a DuckDB file"
lake_project duckdb 'ducklake_name = "shop"' 'catalog = "duckdb:///shop.ducklake"' \
    '[destination.ducklake.credentials.storage]' 'bucket_url = "shop"'
walk duckdb "DuckDB"

step "A catalog in PostgreSQL"
lake_in_source
lake_project server "catalog = \"$KILL_LAKE\"" 'ducklake_name = "shop"'
walk server "PostgreSQL"
! grep -rl 'mypassword' "$work"/*.err.log "$work"/*.doctor.log || fail "no password in what is said"

step "Faults, values, writers"
for kind in duckdb sqlite "$KILL_LAKE"; do
    note "catalog: ${kind%%:*}"
    CDC_LAKE=$kind "$root/jbang" --quiet "$root/tests/unit/UnitTests.java" '.*load\.LakeTest.*' </dev/null 8>&- >"$work/lake.log" 2>&1
    grep -E '^(ok|not ok) ' "$work/lake.log" | sed "s/\$/ (${kind%%:*})/"
    grep -q '^not ok' "$work/lake.log" && fail "LakeTest with ${kind%%:*}"
    grep -q '^ok' "$work/lake.log" || fail "LakeTest ran with ${kind%%:*}"
done

step "Halt at places of a load"
stop_source
KILL_LAKE=postgres CRASH_AT=${CRASH_AT:-before-commit,after-commit,rows:7} KILL_ROWS=${KILL_ROWS:-2000} "$root/tests/crash/run" postgres
