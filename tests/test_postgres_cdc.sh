#!/usr/bin/env bash
# PostgreSQL to DuckDB, end to end, as the README tells it: a table, a publication, the loader, some changes, and
# what DuckDB holds then. MERGE first, then APPEND.   tests/test_postgres_cdc.sh
. "$(dirname "$0")/lib.sh"

step "Start the source database"
start_source

step "Create the table, publish it, and let it log whole rows"
source_sql "
    CREATE TABLE IF NOT EXISTS test_users (
        id SERIAL PRIMARY KEY,
        name VARCHAR(100),
        email VARCHAR(100)
    );
    CREATE PUBLICATION debezium_pub FOR TABLE test_users;
    ALTER TABLE test_users REPLICA IDENTITY FULL;
    INSERT INTO test_users (name, email) VALUES ('Carol', 'carol@example.com'), ('Dave', NULL);
" || fail "the table is created"

step "MERGE: configure a primary key"
merge=$work/merge
project "$merge" debezium_slot debezium_pub public.test_users
cat >"$merge/.dlt/config.toml" <<TOML
[cdc_settings.primary_keys]
test_users = "id"
TOML
merge_file=$merge/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
users() { duck "$merge_file" "SELECT id, name, email, deleted FROM debezium_data.test_users ORDER BY id"; }
row_ids() { duck "$merge_file" "SELECT id, _dlt_id, _dlt_load_id FROM debezium_data.test_users ORDER BY id"; }

step "Run the loader until the snapshot is there"
start_loader "$work/merge-stream.log" run --project "$merge"
eventually 120 $'1\tCarol\tcarol@example.com\tfalse\n2\tDave\t\tfalse' "merge: the snapshot is loaded" users

step "Insert, update and delete while it runs"
source_sql "INSERT INTO test_users (name, email) VALUES ('Alice', 'alice@example.com')"
source_sql "INSERT INTO test_users (name, email) VALUES ('Bob', 'bob@example.com')"
source_sql "UPDATE test_users SET email = 'alice.updated@example.com' WHERE name = 'Alice'"
source_sql "DELETE FROM test_users WHERE name = 'Bob'"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    1 Carol carol@example.com false \
    2 Dave '' false \
    3 Alice alice.updated@example.com false \
    4 Bob bob@example.com true)
eventually 60 "$expected" "merge: insert, update and delete are loaded, the delete as deleted = true" users

step "Stop it with SIGTERM"
stop_loader TERM
same 0 "$loader_status" "SIGTERM ends the loader with exit code 0"

step "Change rows while nothing runs, then catch up"
source_sql "
    UPDATE test_users SET name = 'Dave D.', email = 'dave@example.com' WHERE id = 2;
    INSERT INTO test_users (name, email) VALUES ('Eve', 'eve@example.com');
    UPDATE test_users SET id = 1000000 WHERE name = 'Carol';
"
loader run --until-current --project "$merge" >"$work/merge-catch-up.log" 2>&1
same 0 $? "run --until-current ends with exit code 0"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    1 Carol carol@example.com true \
    2 'Dave D.' dave@example.com false \
    3 Alice alice.updated@example.com false \
    4 Bob bob@example.com true \
    5 Eve eve@example.com false \
    1000000 Carol carol@example.com false)
same "$expected" "$(users)" "merge: changes made while it was stopped are loaded, a changed key as delete and insert"

step "Run it again with nothing to do"
before=$(row_ids)
loader run --until-current --project "$merge" >"$work/merge-again.log" 2>&1
same 0 $? "a run with nothing to do ends with exit code 0"
same "$before" "$(row_ids)" "merge: a run with nothing to do changes no row"

step "Kill it with SIGKILL in the middle of many transactions, then go on"
start_loader "$work/merge-killed.log" run --project "$merge"
# Transaction after transaction, five more after the kill.
write_many() {
    local batch=0 left=5
    while [ $left -gt 0 ]; do
        batch=$((batch + 1))
        [ -e "$work/killed" ] && left=$((left - 1))
        source_sql "
            INSERT INTO test_users (name, email) SELECT 'user ' || n, 'user' || n || '@example.com'
                FROM generate_series($batch * 100, $batch * 100 + 99) n;
            UPDATE test_users SET email = 'batch$batch@example.com' WHERE name LIKE 'user %' AND id % 7 = $batch % 7;
            DELETE FROM test_users WHERE name LIKE 'user %' AND id % 11 = $batch % 11;" || return 1
    done
}
some_arrived() {
    [ "$(duck "$merge_file" "SELECT count(*) > 0 FROM debezium_data.test_users WHERE name LIKE 'user %'")" = true ]
}
write_many >"$work/write-many.log" 2>&1 8>&- &
writer=$!
wait_until 60 some_arrived || fail "changes arrive before the kill"
stop_loader KILL
touch "$work/killed"
wait "$writer" || fail "the workload is written"
arrived=$(duck "$merge_file" "SELECT count(*) FROM debezium_data.test_users")
keys=$(source_sql "SELECT last_value + 1 FROM test_users_id_seq") # every serial, and the key that was changed by hand
[ "$arrived" -lt "$keys" ] || fail "the kill comes before all is loaded"
note "killed with $arrived of $keys keys loaded"
loader run --until-current --project "$merge" >"$work/merge-recovered.log" 2>&1
same 0 $? "after a kill -9 run --until-current ends with exit code 0"
same "$(source_sql "SELECT id, name, email FROM test_users ORDER BY id")" \
    "$(duck "$merge_file" "SELECT id, name, email FROM debezium_data.test_users WHERE NOT deleted ORDER BY id")" \
    "merge: after a kill -9 the destination holds exactly what the source holds"
same $'0\t0' "$(duck "$merge_file" "SELECT count(*) - count(DISTINCT id), count(*) - count(DISTINCT _dlt_id)
    FROM debezium_data.test_users")" "merge: one row a key and one _dlt_id a row"
same "$keys" "$(duck "$merge_file" "SELECT count(*) FROM debezium_data.test_users")" \
    "merge: no key was lost, deleted ones included"

step "APPEND: the same without a primary key, on a pipeline of its own"
source_sql "
    CREATE TABLE audit_users (id SERIAL PRIMARY KEY, name VARCHAR(100), email VARCHAR(100));
    ALTER TABLE audit_users REPLICA IDENTITY FULL;
    CREATE PUBLICATION append_pub FOR TABLE audit_users;
    INSERT INTO audit_users (name, email) VALUES ('Carol', 'carol@example.com');
"
append=$work/append
project "$append" append_slot append_pub public.audit_users
append_file=$append/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
history() { duck "$append_file" "SELECT __op, id, name, email FROM debezium_data.audit_users ORDER BY __seq"; }
loader run --snapshot-only --project "$append" >"$work/append-snapshot.log" 2>&1
same 0 $? "run --snapshot-only ends with exit code 0"
same $'snapshot\t1\tCarol\tcarol@example.com' "$(history)" "append: the snapshot is loaded"

source_sql "INSERT INTO audit_users (name, email) VALUES ('Alice', 'alice@example.com'), ('Bob', 'bob@example.com')"
source_sql "UPDATE audit_users SET email = 'alice.updated@example.com' WHERE name = 'Alice'"
source_sql "DELETE FROM audit_users WHERE name = 'Bob'"
loader run --until-current --project "$append" >"$work/append-stream.log" 2>&1
same 0 $? "append: run --until-current ends with exit code 0"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    snapshot 1 Carol carol@example.com \
    insert 2 Alice alice@example.com \
    insert 3 Bob bob@example.com \
    update 2 Alice alice.updated@example.com \
    delete 3 Bob bob@example.com)
same "$expected" "$(history)" "append: a row a change, in the source's order"
same $'5\ttrue' "$(duck "$append_file" "SELECT count(DISTINCT __seq), bool_and(rising) FROM (
        SELECT __seq, coalesce(__seq > lag(__seq) OVER (ORDER BY rowid), true) AS rising
        FROM debezium_data.audit_users)")" \
    "append: __seq rises strictly, with no duplicates"
same 0 "$(duck "$append_file" "SELECT count(*) FROM debezium_data.audit_users
    WHERE __source_ts IS NULL OR __position IS NULL OR _dlt_id IS NULL OR _dlt_load_id IS NULL")" \
    "append: every row has its commit time, position and dlt's columns"
loader run --until-current --project "$append" >"$work/append-again.log" 2>&1
same "$expected" "$(history)" "append: a run with nothing to do adds no row"

step "Drop both pipelines, with their slots"
for folder in "$merge" "$append"; do
    loader drop --drop-all --drop-slot --yes --project "$folder" >>"$work/drop.log" 2>&1
    same 0 $? "drop --drop-all --drop-slot --yes ends with exit code 0 (${folder##*/})"
done
same 0 "$(source_sql "SELECT count(*) FROM pg_replication_slots")" "drop: no replication slot is left at the source"
left=0
for file in "$merge_file" "$append_file"; do
    [ -f "$file" ] || continue
    left=$((left + $(duck "$file" "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%_users'")))
done
same 0 "$left" "drop: no captured table is left in the destination"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "nothing is left running"
