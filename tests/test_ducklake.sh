#!/usr/bin/env bash
# A DuckLake as the destination: its known faults, values, other writers and a second loader with each kind of catalog
# (LakeTest; with PostgreSQL's alone unless "all" is given); the verbs; dlt's own dataset() with dlt's defaults; and loaders
# that halt themselves, with the catalog in PostgreSQL.   tests/test_ducklake.sh [all]
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

# again NAME PROMISE: tables are read again beside the stream, while another process changes and maintains the lake; a dropped
# one comes again.
again() {
    local loader statement
    in_lake "$1" loads | grep -q users || fail "$2: loads tells what came"
    for statement in "SHOW TABLES" "DESCRIBE users" "SUMMARIZE users"; do
        in_lake "$1" sql "$statement" >/dev/null || fail "$2: sql takes $statement"
    done
    "${java_command[@]}" run --project "$work/$1" >"$work/$1.again.log" 2>&1 </dev/null 8>&- &
    loader=$!
    wait_until 120 grep -q '^Streaming' "$work/$1.again.log" || fail "$2: the loader streams"
    in_lake "$1" maintain >"$work/$1.maintain.log" || fail "$2: maintain beside the loader"
    "$lake_python" "$root/tests/ducklake/disturb.py" "$KILL_LAKE" shop "$CDC_EXTENSIONS" "$work/calm" </dev/null 8>&- >"$work/disturb.log" 2>&1 &
    disturber=$!
    for i in 1 2 3; do
        source_sql "UPDATE users SET name = 'r$i' WHERE id = 3"
        in_lake "$1" resnapshot public.users >/dev/null || fail "$2: resnapshot"
    done
    touch "$work/calm"
    wait "$disturber" || fail "$2: another process changes the lake"
    grep -Eq "changed the lake [1-9]" "$work/disturb.log" || fail "$2: another process changes the lake: $(cat "$work/disturb.log")"
    note "$2: $(tail -n 1 "$work/disturb.log"); the loader waited for another writer $(grep -c 'Another writer was faster' "$work/$1.again.log") times"
    same $'id,name,deleted\n1,a2,false\n2,b,true\n3,r3,false\n4,d,false' \
        "$(in_lake "$1" sql --format csv 'SELECT id, name, deleted FROM users ORDER BY id' | tr -d '\r')" "$2: users are read again beside other writers of their rows"
    in_lake "$1" status | grep -q '^phase .*streaming' || fail "$2: status tells of the loader that runs"
    in_lake "$1" drop users --resnapshot --yes >/dev/null && fail "$2: drop beside a loader is refused"
    kill "$loader" && wait "$loader" || fail "$2: the loader ends: $(tail -n 3 "$work/$1.again.log")"
    in_lake "$1" drop users --resnapshot --yes >/dev/null || fail "$2: one table is dropped"
    in_lake "$1" run --until-current >"$work/$1.log" || fail "$2: the loader goes on"
    same $'id,name,deleted\n1,a2,false\n3,r3,false\n4,d,false' \
        "$(in_lake "$1" sql --format csv 'SELECT id, name, deleted FROM users ORDER BY id' | tr -d '\r')" "$2: a dropped table is read again"
}

# held NAME PROMISE: another process has the catalog; the loader waits, status says so, and then it loads.
held() {
    local loader holder
    "${java_command[@]}" run --project "$work/$1" >"$work/$1.held.log" 2>&1 </dev/null 8>&- &
    loader=$!
    wait_until 120 grep -q '^Streaming' "$work/$1.held.log" || fail "$2: the loader streams"
    "$python" "$root/tests/ducklake/hold.py" "$work/$1/ducklake.sqlite" "$work/let-go" >"$work/hold.log" 2>&1 </dev/null 8>&- &
    holder=$!
    wait_until 30 grep -q held "$work/hold.log" || fail "$2: another process has the catalog"
    source_sql "INSERT INTO users VALUES (5, 'e')"
    waits() { in_lake "$1" status | grep -q '^phase .*Another writer was faster'; }
    wait_until 60 waits "$1" || fail "$2: status says that the loader waits: $(in_lake "$1" status | grep '^phase')"
    touch "$work/let-go"
    wait "$holder" || fail "$2: the other process: $(cat "$work/hold.log")"
    five() { in_lake "$1" sql --format csv 'SELECT name FROM users WHERE id = 5' | tail -n 1 | tr -d '\r'; }
    eventually 60 e "$2: while another process has the catalog the loader waits, and status says so" five "$1"
    kill "$loader" && wait "$loader" || fail "$2: the loader ends: $(tail -n 3 "$work/$1.held.log")"
}

# walk NAME PROMISE: snapshot, changes, the verbs, and dlt.
walk() {
    in_lake "$1" run --until-current >"$work/$1.log" || fail "$2: the snapshot is loaded"
    source_sql "UPDATE users SET name = 'a2' WHERE id = 1; DELETE FROM users WHERE id = 2; INSERT INTO users VALUES (4, 'd')"
    in_lake "$1" run --until-current >"$work/$1.log" || fail "$2: changes are loaded"
    same $'id,name,deleted\n1,a2,false\n2,b,true\n3,c,false\n4,d,false' \
        "$(in_lake "$1" sql --format csv 'SELECT id, name, deleted FROM users ORDER BY id' | tr -d '\r')" "$2: changes are merged, sql shows them"
    in_lake "$1" show | grep -q users || fail "$2: show has the table"
    in_lake "$1" show users | grep -q a2 || fail "$2: show has the rows"
    in_lake "$1" info >"$work/$1.info.log" && grep -q 'destination_type: dlt.destinations.ducklake' "$work/$1.info.log" || fail "$2: info tells of dlt's destination"
    grep -Eq '^users +merge +[0-9]+ +4 ' "$work/$1.info.log" || fail "$2: info has the number of rows"
    in_lake "$1" show | grep -Eq '^users .* 4 *$' || fail "$2: show has the number of rows"
    in_lake "$1" status | grep -q '^phase .*stopped' || fail "$2: status tells how the last run ended"
    in_lake "$1" doctor >"$work/$1.doctor.log" || fail "$2: doctor finds no fault"
    in_lake "$1" carry --to duckdb 2>/dev/null && fail "$2: carry is refused"
    in_lake "$1" sql "COPY (SELECT 1) TO '$work/$1/ducklake.files/x.csv'" && fail "$2: sql only reads"
    in_lake "$1" sql "SELECT * FROM read_text('/etc/hostname')" && fail "$2: sql reads no other file"
    pass "$2: show, info and doctor; carry and what would write are refused"
    same $'1 a2 False\n2 b True\n3 c False\n4 d False\ntables users' \
        "$(cd "$work/$1" && "$lake_python" "$root/tests/ducklake/read.py" debezium_cdc debezium_data users 2>>"$work/$1.err.log" </dev/null 8>&-)" \
        "$2: dlt opens the same lake by the same section"
    case $1 in
        server) again "$1" "$2" ;;
        defaults) held "$1" "$2" ;;
    esac
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
for verb in info "show users" "drop --drop-all --yes" maintain; do
    # shellcheck disable=SC2086
    in_lake server $verb >/dev/null && fail "PostgreSQL: $verb ahead of the first run"
done
same 4 "$(grep -c 'There is no DuckLake' "$work/server.err.log")" "ahead of the first run verbs say that there is no lake, and make none"
walk server "PostgreSQL"
! grep -rl 'mypassword' "$work"/*.err.log "$work"/*.doctor.log || fail "no password in what is said"

step "Three loaders write one lake; one is killed and goes on elsewhere"
for n in 1 2 3; do
    source_sql "CREATE SCHEMA s$n; CREATE TABLE s$n.t (id INT PRIMARY KEY, v TEXT); ALTER TABLE s$n.t REPLICA IDENTITY FULL;
        CREATE PUBLICATION pub_$n FOR TABLE s$n.t" || fail "tables are created"
    project "$work/several_$n" "several_$n" "pub_$n" "s$n.t"
    printf '[cdc_settings]\ndestination = "ducklake"\ndataset_name = "d%s"\nmaintenance = 2\nextension_directory = "%s"\n' "$n" "$CDC_EXTENSIONS" >"$work/several_$n/.dlt/config.toml"
    printf '[destination.ducklake.credentials]\nducklake_name = "several"\ncatalog = "%s"\n[destination.ducklake.credentials.storage]
bucket_url = "%s"\n' "$KILL_LAKE" "$work/several.files" >>"$work/several_$n/.dlt/secrets.toml"
    [ "$n" = 1 ] || continue
    in_lake several_1 run --until-current >"$work/several_1.log" || fail "the first loader makes the lake"
done
"$lake_python" "$root/tests/ducklake/watch.py" "$KILL_LAKE" several "$CDC_EXTENSIONS" "$work/stop" d1 d2 d3 >"$work/watch.log" 2>&1 </dev/null 8>&- &
watcher=$!
several=()
for n in 1 2 3; do
    "${java_command[@]}" run --project "$work/several_$n" >"$work/several_$n.log" 2>&1 </dev/null 8>&- &
    several[n]=$!
done
for n in 1 2 3; do
    wait_until 120 grep -q '^Streaming' "$work/several_$n.log" || fail "loader $n streams"
done
for i in $(seq 1 12); do
    source_sql "INSERT INTO s1.t SELECT $i * 100 + x, 'v' FROM generate_series(1, 50) x;
        INSERT INTO s2.t SELECT $i * 100 + x, 'v' FROM generate_series(1, 50) x; UPDATE s2.t SET v = 'u$i' WHERE id < 120;
        INSERT INTO s3.t SELECT $i * 100 + x, 'v' FROM generate_series(1, 50) x" || fail "rows are written"
    if [ "$i" = 4 ]; then
        kill -9 "${several[2]}"
        mkdir -p "$work/elsewhere/.dlt"     # another machine has the settings only
        cp "$work/several_2/.dlt"/*.toml "$work/elsewhere/.dlt/"
        (sleep 1; exec "${java_command[@]}" run --project "$work/elsewhere") >"$work/elsewhere.log" 2>&1 </dev/null 8>&- &
        several[2]=$!
    fi
    sleep 0.3
done
lake_sql() { in_lake several_1 sql --format csv "$1" | tail -n +2 | tr -d '\r'; }
loaded() { lake_sql "SELECT (SELECT count(*) FROM d1.t), (SELECT count(DISTINCT id) FROM d2.t), (SELECT count(*) FROM d3.t)"; }
eventually 90 600,600,600 "three loaders: every row is there" loaded
same 600 "$(lake_sql "SELECT count(*) FROM d2.t WHERE __op IN ('snapshot', 'insert')")" "three loaders: none is there twice, also of the one that was killed"
same "$(source_sql "SELECT count(*) FROM s2.t WHERE v LIKE 'u12'")" \
    "$(lake_sql "SELECT count(*) FROM (FROM d2.t QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC) = 1) WHERE v = 'u12'")" \
    "three loaders: the newest change of each row is there"
for n in 1 2 3; do
    kill "${several[n]}" && wait "${several[n]}"
done
touch "$work/stop"
wait "$watcher"
read -r began by both < <("$lake_python" "$root/tests/ducklake/claims.py" "$KILL_LAKE" several "$CDC_EXTENSIONS" </dev/null 8>&-)
[ "${began:-0}" -gt 0 ] || fail "the loaders maintain the lake: $began times, $by of them"
same 0 "$both" "three loaders: they maintained the lake $began times, $by of them, never two at once"
read -r looks seen half <"$work/watch.log" || fail "another process reads the lake"
[ "$seen" -gt 9 ] || fail "another process sees commits while they come: $(cat "$work/watch.log")"
same 0 "$half" "three loaders: another process never sees half a load ($looks looks, $seen numbers of rows)"

step "Files in an object store"
. "$root/tests/ducklake/two_tables.sh"
. "$root/tests/ducklake/object_store.sh"

step "A catalog's server that is killed"
. "$root/tests/ducklake/catalog_server.sh"

step "Faults, values, writers"
kinds=("$KILL_LAKE")
[ "${1:-}" != all ] || kinds+=(duckdb sqlite)
for kind in "${kinds[@]}"; do
    note "catalog: ${kind%%:*}"
    CDC_LAKE=$kind "$root/jbang" --quiet "$root/tests/unit/UnitTests.java" '.*load\.(Lake|Marks).*Test.*' </dev/null 8>&- >"$work/lake.log" 2>&1
    grep -E '^(ok|not ok) ' "$work/lake.log" | sed "s/\$/ (${kind%%:*})/"
    grep -q '^not ok' "$work/lake.log" && fail "LakeTest with ${kind%%:*}"
    grep -q '^ok' "$work/lake.log" || fail "LakeTest ran with ${kind%%:*}"
done

step "Halt at places of a load"
stop_source
KILL_LAKE=postgres CRASH_AT=${CRASH_AT:-before-commit,after-commit} KILL_ROWS=${KILL_ROWS:-2000} "$root/tests/crash/run" postgres
