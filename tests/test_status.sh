#!/usr/bin/env bash
# `status` and `doctor` of PostgreSQL's loader, and a slot that moves on while the captured tables are quiet. Each check of
# `doctor` is seen failing, on a real server.   tests/test_status.sh
. "$(dirname "$0")/lib.sh"

step "Start the source database"
start_source
source_sql "
    CREATE TABLE test_users (id SERIAL PRIMARY KEY, name VARCHAR(100));
    ALTER TABLE test_users REPLICA IDENTITY FULL;
    CREATE TABLE orders (id SERIAL PRIMARY KEY, amount NUMERIC(12,2));
    CREATE TABLE busy (n INTEGER, pad TEXT);
    CREATE PUBLICATION debezium_pub FOR TABLE test_users;
    CREATE PUBLICATION inserts_pub FOR TABLE test_users WITH (publish = 'insert');
    INSERT INTO test_users (name) VALUES ('Carol'), ('Dave');
    CREATE ROLE reader LOGIN PASSWORD 'wrong-secret';
" || fail "the tables are created"
source_sql "CREATE DATABASE second TEMPLATE mydb" || fail "a second database is made"
classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build.log") || fail "the loader is built"
java=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx300m -cp "$classpath" loader.DebeziumDltLoader)
. "$root/tests/doctor/lib.sh"
merge=$work/merge append=$work/append sick=$work/sick
folder=.dlt/pipelines/debezium_cdc
project "$merge" merge_slot debezium_pub public.test_users
printf '[cdc_settings.primary_keys]\ntest_users = "id"\n' >"$merge/.dlt/config.toml"
project "$append" append_slot debezium_pub public.test_users
export SOURCES__DEBEZIUM__HEARTBEAT_INTERVAL_MS=2000
sed -i.was 's/^database = .*/database = "second"/' "$append/.dlt/secrets.toml"

step "Status before, while and after a loader runs"
loader status --project "$merge" >"$work/out" 2>"$work/said"
same "1 1" "$? $(grep -c "No loader has run here.*$merge/$folder/loader.status.json" "$work/said")" \
    "status: without a file it says so, with exit code 1"
checked() { loader status --check "${@:2}" --project "$1" >"$work/out" 2>"$work/said"; }
start_loader "$work/append.log" run --project "$append"
append_pid=$loader_pid
start_loader "$work/merge.log" run --project "$merge"
shows "status: phase, process, rows, lag, log kept and offset while it streams" "$merge" 'phase +streaming' \
    "process +$loader_pid, began .*" 'last commit +20.* \(load .*\)' 'lag +[0-9,]+ ms, [0-9,]+ bytes .*' \
    'log kept +[0-9,]+ bytes at the source' 'offset +[0-9A-F]+/[0-9A-F]+, .*' 'snapshot +public.test_users: 2 rows read' \
    'loaded +test_users: 2 .*'

checked "$merge" --max-lag 5m
same "0 0" "$? $(wc -l <"$work/said" | tr -d ' ')" "status --check: a loader that streams is well"

step "Each time the whole file, once a second at most"
source_sql "DO \$\$ BEGIN FOR n IN 1..25 LOOP
    INSERT INTO test_users (name) VALUES ('new ' || n); COMMIT; PERFORM pg_sleep(0.2); END LOOP; END \$\$" >"$work/new.log" 2>&1 8>&- &
writer=$!
while is_alive "$writer"; do
    { tail -n 1 "$merge/$folder/loader.status.json"; grep updated_at "$merge/$folder/loader.status.json"
        ls -i "$merge/$folder/loader.status.json"; } 2>/dev/null
    sleep 0.05
done >"$work/written"
wait "$writer" || fail "rows are written"
same '}' "$(grep -v -e updated_at -e ' /' "$work/written" | sort -u)" "status: a reader of the file finds all of it, always"
if [ "$(grep ' /' "$work/written" | sort -u | wc -l)" -gt 1 ]; then
    pass "status: it is replaced as a whole"
else
    unmet "status: it is replaced as a whole" "the same file is written again"
fi
# seconds apart: the least time between two versions of the file
closest=$(grep -o 'updated_at.*T[0-9:.]*' "$work/written" | uniq | sed 's/.*T//' | awk -F: '
    { t = $1 * 3600 + $2 * 60 + $3; if (NR > 1 && (NR == 2 || t - was < least)) least = t - was; was = t } END { print (NR > 2 && least > 0.4) }')
same 1 "$closest" "status: it is written once a second at most"
loader status --format json --project "$merge" >"$work/json"
same 1 "$(grep -c '"phase" : "streaming"' "$work/json")" "status --format json"
same 0 "$(cat "$work/json" "$merge/$folder/loader.status.json" | grep -c mypassword)" "status: no password"

step "Quiet tables, busy neighbours: in another table of the database (MERGE), in another database (APPEND)"
wait_until 60 shown "$append" 'phase +streaming' || fail "the second loader streams"
write() { source_sql "INSERT INTO busy SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n; SELECT pg_current_wal_insert_lsn()" | tail -n 1; }
# The first three positions are loaded at once, the others once a minute: until two heartbeats have brought no load.
loads=
settled() {
    local was=$loads
    loads=$(grep -h '"loads"' "$merge/$folder/loader.status.json" "$append/$folder/loader.status.json")
    [ "$loads" = "$was" ] || { sleep 5; return 1; }
}
wait_until 60 settled || fail "the loaders have come to rest"
loads_of() { duck "$1/$folder/debezium_cdc.duckdb" "SELECT count(*) FROM debezium_data._dlt_loads"; }
merge_loads=$(loads_of "$merge")
append_loads=$(loads_of "$append")
written=$(write)
begun=$SECONDS

. "$root/tests/doctor/postgres.sh"
. "$root/tests/doctor/postgres_fix.sh"

step "Quiet tables, busy neighbours: a good minute later"
# caught_up SLOT NAME: the server hears that all up to there is loaded.
moved_on() { [ "$(source_sql "SELECT confirmed_flush_lsn >= '$written' FROM pg_replication_slots WHERE slot_name = '$1'")" = t ]; }
caught_up() {
    if wait_until $((begun + 100 - SECONDS)) moved_on "$1"; then
        pass "$2"
    else
        unmet "$2" "$1 is $(source_sql "SELECT pg_current_wal_lsn() - confirmed_flush_lsn FROM pg_replication_slots
            WHERE slot_name = '$1'") bytes behind, $((SECONDS - begun)) s after the others' changes"
    fi
}
caught_up merge_slot "merge: the slot moves on while the captured table is quiet"
caught_up append_slot "append: the slot moves on while its database is quiet"
note "both slots are past 20 MB of others' changes after $((SECONDS - begun)) s at most"
# position_loads FOLDER LOADS: beside the loads of before only the newest one that moved the position
position_loads() { duck "$1/$folder/debezium_cdc.duckdb" "SELECT (SELECT count(*) FROM debezium_data._dlt_loads) <= $2 + 1,
    (SELECT count(*) FROM debezium_data._dlt_pipeline_state) <= $2 + 1"; }
eventually 20 $'true\ttrue' "merge: loads that only move the position leave nothing behind" position_loads "$merge" "$merge_loads"
eventually 20 $'true\ttrue' "append: loads that only move the position leave nothing behind" position_loads "$append" "$append_loads"

step "A reader holds the file, the loader is stopped, killed, or fails"
"${duck_command[@]}" "$merge/$folder/debezium_cdc.duckdb" \
    "SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b" </dev/null >"$work/held.log" 2>&1 8>&- &
reader=$!
held() { loader doctor --project "$merge" | grep -q "process $reader) has .* open"; }
wait_until 60 held || fail "a reader has the file open"
source_sql "INSERT INTO test_users (name) VALUES ('Eve')"
shows "status: what it waits for, while DuckDB cannot be read" "$merge" "phase +waiting: .*process $reader.* has .* open.*"
diagnosed "doctor: a file that another has open" warn "duckdb file: |has $merge/$folder/debezium_cdc.duckdb open. A run waits" \
    --project "$merge"
kill "$reader"
wait "$reader" 2>/dev/null
shows "status: it goes on when the file is free" "$merge" 'phase +streaming' 'loaded +test_users: 28 .*'
stop_loader TERM
shows "status: stopped" "$merge" 'phase +stopped' "process +[0-9]+, began .*"
checked "$merge"
same 0 "$?" "status --check: a loader that was stopped is well"
SOURCES__DEBEZIUM__PASWORD=x loader run --project "$merge" >"$work/refused.log" 2>&1
same "2 1" "$? $(loader history --project "$merge" | sed -n 2p | grep -c ' failed .*PASWORD')" \
    "history: a start that a wrong setting ended, and why"
checked "$merge"
same "1 1" "$? $(grep -c 'has failed: .*PASWORD' "$work/said")" "status --check: the old run's end does not hide it"
loader_pid=$append_pid
stop_loader KILL
shows "status: a killed loader is dead" "$append" "phase +dead: process $append_pid is gone .*"
checked "$append"
same "1 1" "$? $(grep -c 'The loader is dead: ' "$work/said")" "status --check: a killed loader is dead"

. "$root/tests/doctor/postgres_slot.sh"
shows "status: why it failed" "$append" 'phase +failed: Replication slot append_slot is gone .*'
checked "$append"
same "1 1" "$? $(grep -c 'has failed: Replication slot append_slot is gone' "$work/said")" "status --check: a loader that failed"
same "failed dead" "$(loader history --project "$append" | awk 'NR > 1 { print $3 }' | xargs)" \
    "history: newest first, the killed run among them"

step "A status file that cannot be written"
loader drop --drop-all --drop-slot --yes --project "$merge" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
rm "$merge/$folder/loader.status.json" && mkdir -p "$merge/$folder/loader.status.json/in-the-way"
loader run --until-current --project "$merge" >"$work/unwritable.log" 2>&1
same "0 1" "$? $(grep -c 'Warning: Cannot write the status file' "$work/unwritable.log")" \
    "status: a file that cannot be written is a warning, once, and the run goes on"

stop_source
[ "$failures" -eq 0 ]
