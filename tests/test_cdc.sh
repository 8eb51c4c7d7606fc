#!/usr/bin/env bash
# A database to DuckDB, end to end, as README.md and MYSQL.md tell it: a table, the loader, some changes, and what DuckDB
# holds then. MERGE first, then APPEND.   tests/test_cdc.sh [postgres|mysql|mariadb]
root=$(cd -P "$(dirname "$0")/.." && pwd)
MYSQL_KIND=${1:-postgres}
case $MYSQL_KIND in
    postgres) . "$root/tests/cdc/postgres.sh" ;;
    *) . "$root/tests/cdc/binlog.sh" ;;
esac

step "Start the source database"
start_the_source
note "version: $(version)"

step "Create the table, and let its changes be logged"
sql "
    CREATE TABLE test_users (
        $id_column,
        name VARCHAR(100),
        email VARCHAR(100)
    );
    $(publish test_users debezium)
    INSERT INTO test_users (name, email) VALUES ('Carol', 'carol@example.com'), ('Dave', NULL);
" || fail "the table is created"

step "MERGE: configure a primary key"
merge=$work/merge
cdc_project "$merge" test_users debezium
cat >"$merge/.dlt/config.toml" <<TOML
[cdc_settings.primary_keys]
test_users = "id"
TOML
merge_file=$merge/.dlt/pipelines/$pipeline/$pipeline.duckdb
users() { duck "$merge_file" "SELECT id, name, email, deleted FROM $dataset.test_users ORDER BY id"; }
row_ids() { duck "$merge_file" "SELECT id, _dlt_id, _dlt_load_id FROM $dataset.test_users ORDER BY id"; }
visits() { duck "$merge_file" "SELECT name, visits FROM $dataset.test_users WHERE visits IS NOT NULL ORDER BY name"; }

step "Run the loader until the snapshot is there"
start_loader "$work/merge-stream.log" run --project "$merge"
eventually 300 $'1\tCarol\tcarol@example.com\tfalse\n2\tDave\t\tfalse' "merge: the snapshot is loaded" users

step "Insert, update and delete while it runs"
sql "INSERT INTO test_users (name, email) VALUES ('Alice', 'alice@example.com')"
sql "INSERT INTO test_users (name, email) VALUES ('Bob', 'bob@example.com')"
sql "UPDATE test_users SET email = 'alice.updated@example.com' WHERE name = 'Alice'"
sql "DELETE FROM test_users WHERE name = 'Bob'"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    1 Carol carol@example.com false \
    2 Dave '' false \
    3 Alice alice.updated@example.com false \
    4 Bob bob@example.com true)
eventually 180 "$expected" "merge: insert, update and delete are loaded, the delete as deleted = true" users

# numbers PATTERN: what the status has of it as JSON, without blanks
numbers() { loader status --format json --project "$merge" | tr -d ' \n' | grep -oE "$1"; }
eventually 60 '"test_users":{"delete":1,"insert":2,"snapshot":2,"update":1}' "status: changes by table and operation" \
    numbers '"test_users":{"delete[^}]*}'
eventually 60 '"rows":2,"estimate":2,"rows_per_s":0.0,"done":true' \
    "status: a table of the snapshot, with the source's estimate" numbers '"rows":2,[^}]*'
eventually 60 '"idle_since":"20' "status: idle since a moment" numbers '"idle_since":"20'

same $'delete,4,Bob,bob@example.com\nupsert,1,Carol,carol@example.com\nupsert,2,Dave,\nupsert,3,Alice,alice.updated@example.com' \
    "$(loader changes test_users --since 10m --format csv --project "$merge" | tr -d '\r' | sed 1d | cut -d , -f 2-5 | sort)" \
    "changes: of a MERGE table, the rows that loads have changed"

step "Add a column while it runs"
sql "ALTER TABLE test_users ADD COLUMN visits SMALLINT"
sql "UPDATE test_users SET visits = 7 WHERE name = 'Alice'"
eventually 180 $'Alice\t7' "merge: a new column comes with the rows that have it" visits

step "Stop it with SIGTERM"
stop_loader TERM
same 0 "$loader_status" "SIGTERM ends the loader with exit code 0"

step "Change rows while nothing runs, into another file of the log, then catch up"
sql "
    START TRANSACTION;
    UPDATE test_users SET name = 'Dave D.', email = 'dave@example.com' WHERE id = 2;
    INSERT INTO test_users (id, name, email) VALUES (5, 'Eve', 'eve@example.com');
    COMMIT;
"
next_log
sql "UPDATE test_users SET id = 900 WHERE name = 'Carol'"
widen test_users visits BIGINT
sql "UPDATE test_users SET visits = 9000000000 WHERE name = 'Eve'"
loader run --until-current --project "$merge" >"$work/merge-catch-up.log" 2>&1
same 0 $? "run --until-current ends with exit code 0"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    1 Carol carol@example.com true \
    2 'Dave D.' dave@example.com false \
    3 Alice alice.updated@example.com false \
    4 Bob bob@example.com true \
    5 Eve eve@example.com false \
    900 Carol carol@example.com false)
same "$expected" "$(users)" "merge: changes made while it was stopped are loaded, a changed key as delete and insert"
same $'Alice\t7\nEve\t9000000000' "$(visits)" "merge: a wider type at the source widens the column"

step "Run it again with nothing to do"
before=$(row_ids)
loader run --until-current --project "$merge" >"$work/merge-again.log" 2>&1
same 0 $? "a run with nothing to do ends with exit code 0"
same "$before" "$(row_ids)" "merge: a run with nothing to do changes no row"

step "Start it before its source, as containers are started"
if type -P "$python" >/dev/null; then
    port=$(free_port)
    variable=SOURCES__DEBEZIUM__$(printf %s "$MYSQL_KIND" | tr a-z A-Z)__PORT
    export "$variable=$port"
    loader run --until-current --project "$merge" >"$work/merge-absent.log" 2>&1
    same "1 0" "$? $(grep -c Waiting "$work/merge-absent.log")" "a source that is not there ends the start"
    loader run --until-current --wait-for-source 1s --project "$merge" >"$work/merge-absent.log" 2>&1
    same "1 1" "$? $(grep -c '^Waiting for the source, 1 s at most: ' "$work/merge-absent.log")" \
        "run --wait-for-source: it is waited for, for that time"
    start_loader "$work/merge-early.log" run --until-current --wait-for-source 2m --project "$merge"
    waits() { grep -q '^Waiting for the source' "$work/merge-early.log"; }
    wait_until 60 waits || fail "the loader waits for its source"
    "$python" "$root/tests/cdc/forward.py" "$port" "$(sed -n 's/^port = //p' "$merge/.dlt/secrets.toml")" \
        >"$work/forward.log" 2>&1 8>&- &
    forwarder=$!
    wait_until 90 loader_is_gone || fail "the loader ends"
    wait "$loader_pid"
    same 0 $? "run --wait-for-source: it goes on when the source comes"
    loader_pid=
    kill "$forwarder"
    unset "$variable"
else
    skip "run --wait-for-source" "there is no Python 3"
fi

step "Kill it with SIGKILL in the middle of many transactions, then go on"
start_loader "$work/merge-killed.log" run --project "$merge"
# Transaction after transaction with a hundred new keys each, five more after the kill; their number is left in a file.
write_many() {
    local batch=0 left=5
    while [ $left -gt 0 ]; do
        batch=$((batch + 1))
        [ -e "$work/killed" ] && left=$((left - 1))
        sql "
            START TRANSACTION;
            INSERT INTO test_users (id, name, email)
                WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 99)
                SELECT 1000 + $batch * 100 + n, CONCAT('user ', n), CONCAT('user', n, '@example.com') FROM numbers;
            UPDATE test_users SET email = 'batch$batch@example.com' WHERE name LIKE 'user %' AND id % 7 = $batch % 7;
            DELETE FROM test_users WHERE name LIKE 'user %' AND id % 11 = $batch % 11;
            COMMIT;" || return 1
        echo "$batch" >"$work/batches"
        sleep 0.2
    done
}
some_arrived() {
    [ "$(duck "$merge_file" "SELECT count(*) > 0 FROM $dataset.test_users WHERE name LIKE 'user %'")" = true ]
}
write_many >"$work/write-many.log" 2>&1 8>&- &
writer=$!
wait_until 300 some_arrived || fail "changes arrive before the kill"
stop_loader KILL
touch "$work/killed"
wait "$writer" || fail "the workload is written"
arrived=$(duck "$merge_file" "SELECT count(*) FROM $dataset.test_users")
keys=$((6 + 100 * $(cat "$work/batches"))) # the six of before, and those of the workload
[ "$arrived" -lt "$keys" ] || fail "the kill comes before all is loaded"
note "killed with $arrived of $keys keys loaded"
loader run --until-current --project "$merge" >"$work/merge-recovered.log" 2>&1
same 0 $? "after a kill -9 run --until-current ends with exit code 0"
same "$(sql "SELECT id, name, email, visits FROM test_users ORDER BY id")" \
    "$(duck "$merge_file" "SELECT id, name, email, visits FROM $dataset.test_users WHERE NOT deleted ORDER BY id")" \
    "merge: after a kill -9 the destination holds exactly what the source holds"
same $'0\t0' "$(duck "$merge_file" "SELECT count(*) - count(DISTINCT id), count(*) - count(DISTINCT _dlt_id)
    FROM $dataset.test_users")" "merge: one row a key and one _dlt_id a row"
same "$keys" "$(duck "$merge_file" "SELECT count(*) FROM $dataset.test_users")" \
    "merge: no key was lost, deleted ones included"

step "Truncate the table"
sql "TRUNCATE TABLE test_users"
sql "INSERT INTO test_users (id, name) VALUES (3, 'Alice again'), (7000000, 'Frank')"
loader run --until-current --project "$merge" >"$work/merge-truncate.log" 2>&1
same $'3\tAlice again\n7000000\tFrank' \
    "$(duck "$merge_file" "SELECT id, name FROM $dataset.test_users WHERE NOT deleted ORDER BY id")" \
    "merge: a truncate marks every row as deleted, what comes after it does not"
same "$((keys + 1))" "$(duck "$merge_file" "SELECT count(*) FROM $dataset.test_users")" \
    "merge: a truncate removes no row"

step "APPEND: the same without a primary key, on a pipeline of its own"
sql "
    CREATE TABLE audit_users ($id_column, name VARCHAR(100), email VARCHAR(100));
    $(publish audit_users append)
    INSERT INTO audit_users (name, email) VALUES ('Carol', 'carol@example.com');
"
append=$work/append
cdc_project "$append" audit_users append
append_file=$append/.dlt/pipelines/$pipeline/$pipeline.duckdb
history() { duck "$append_file" "SELECT __op, id, name, email FROM $dataset.audit_users ORDER BY __seq"; }
loader run --snapshot-only --project "$append" >"$work/append-snapshot.log" 2>&1
same 0 $? "run --snapshot-only ends with exit code 0"
same $'snapshot\t1\tCarol\tcarol@example.com' "$(history)" "append: the snapshot is loaded"

sql "INSERT INTO audit_users (name, email) VALUES ('Alice', 'alice@example.com'), ('Bob', 'bob@example.com')"
sql "UPDATE audit_users SET email = 'alice.updated@example.com' WHERE name = 'Alice'"
sql "DELETE FROM audit_users WHERE name = 'Bob'"
sql "UPDATE audit_users SET id = 900 WHERE name = 'Carol'"
sql "TRUNCATE TABLE audit_users"
sql "INSERT INTO audit_users (id, name) VALUES (1, 'Dave')"
loader run --until-current --project "$append" >"$work/append-stream.log" 2>&1
same 0 $? "append: run --until-current ends with exit code 0"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    snapshot 1 Carol carol@example.com \
    insert 2 Alice alice@example.com \
    insert 3 Bob bob@example.com \
    update 2 Alice alice.updated@example.com \
    delete 3 Bob bob@example.com \
    delete 1 Carol carol@example.com \
    insert 900 Carol carol@example.com \
    truncate '' '' '' \
    insert 1 Dave '')
same "$expected" "$(history)" "append: a row a change, in the source's order"
same $'9\ttrue' "$(duck "$append_file" "SELECT count(DISTINCT __seq), bool_and(rising) FROM (
        SELECT __seq, coalesce(__seq > lag(__seq) OVER (ORDER BY rowid), true) AS rising
        FROM $dataset.audit_users)")" \
    "append: __seq rises strictly, with no duplicates"
same 0 "$(duck "$append_file" "SELECT count(*) FROM $dataset.audit_users
    WHERE __source_ts IS NULL OR _dlt_id IS NULL OR _dlt_load_id IS NULL
        OR NOT coalesce(regexp_full_match(__position, '$position'), false)")" \
    "append: every row has its commit time, its position in the log and dlt's columns"
loader run --until-current --project "$append" >"$work/append-again.log" 2>&1
same "$expected" "$(history)" "append: a run with nothing to do adds no row"

same $'insert,1,Dave,\ntruncate,,,\ninsert,900,Carol,carol@example.com' \
    "$(loader changes audit_users --limit 3 --format csv --project "$append" | sed 1d | cut -d , -f 2-5)" \
    "changes: of an APPEND table, each change, the newest first"

step "APPEND: kill -9, then go on"
start_loader "$work/append-killed.log" run --project "$append"
# One transaction a name; what was written is counted at the end.
write_users() {
    local user=0 left=5
    while [ $left -gt 0 ]; do
        user=$((user + 1))
        [ -e "$work/append-killed" ] && left=$((left - 1))
        sql "INSERT INTO audit_users (id, name) VALUES ($user * 10, 'user $user'), ($user * 10 + 1, 'user $user');
            UPDATE audit_users SET email = 'x' WHERE name = 'user $user';" || return 1
    done
}
users_arrived() { [ "$(duck "$append_file" "SELECT count(*) > 9 FROM $dataset.audit_users")" = true ]; }
write_users >"$work/write-users.log" 2>&1 8>&- &
writer=$!
wait_until 300 users_arrived || fail "append: changes arrive before the kill"
stop_loader KILL
touch "$work/append-killed"
wait "$writer" || fail "append: the workload is written"
loader run --until-current --project "$append" >"$work/append-recovered.log" 2>&1
same "$(sql "SELECT o.op, id, name, CASE WHEN o.op = 'update' THEN 'x' END FROM audit_users
        JOIN (SELECT 'insert' AS op UNION ALL SELECT 'update') o ON name LIKE 'user %' ORDER BY id, o.op")" \
    "$(duck "$append_file" "SELECT __op, id, name, email FROM $dataset.audit_users WHERE name LIKE 'user %'
        ORDER BY id, __op")" \
    "append: after a kill -9 every change is there once"

folders=("$merge" "$append")
more_tables

step "Drop the pipelines; the next run starts afresh"
for folder in "${folders[@]}"; do
    loader drop --drop-all "${drop_options[@]+"${drop_options[@]}"}" --yes --project "$folder" >>"$work/drop.log" 2>&1
    same 0 $? "drop --drop-all --yes ends with exit code 0 (${folder##*/})"
done
nothing_left_at_the_source
left=0
for file in "$merge_file" "$append_file"; do
    [ -f "$file" ] || continue
    left=$((left + $(duck "$file" "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%_users'")))
done
same 0 "$left" "drop: no captured table is left in the destination"
loader run --until-current --project "$merge" >"$work/afresh.log" 2>&1
same $'3\tAlice again\t\tfalse\n7000000\tFrank\t\tfalse' "$(users)" "after a drop the next run takes a new snapshot"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "nothing is left running"
