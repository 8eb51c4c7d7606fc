# PostgreSQL's doctor where the loaders have stopped: what becomes of their slots; sourced by tests/test_status.sh.
# shellcheck shell=bash disable=SC2154

step "Doctor: the slots of stopped loaders"
diagnosed "doctor: a stopped loader's slot" warn "log kept: |bytes for slot append_slot, which nobody reads|drop --drop-slot" \
    --project "$append"
source_sql "SELECT pg_drop_replication_slot('append_slot')" >/dev/null
loader run --until-current --project "$append" >"$work/append-gone.log" 2>&1
same 1 $? "a run whose slot is gone ends with exit code 1"
diagnosed "doctor: a slot that is gone" fail "slot: |append_slot is gone|drop --drop-all --drop-slot" --project "$append"
source_sql "ALTER TABLE test_users RENAME TO users_old; CREATE TABLE test_users (LIKE users_old INCLUDING ALL)"
diagnosed "doctor: another table under a captured name" fail \
    "identity: |public.test_users is another table than the one that was loaded|called public.users_old now|drop --drop-all --drop-slot" \
    --project "$merge"
loader run --until-current --project "$merge" >"$work/swapped.log" 2>&1
same 1 $? "a run that finds another table under a captured name ends with exit code 1"
loader status --project "$merge" >"$work/out" 2>&1
same 1 "$(grep -c '^phase  *failed: Table public.test_users is another table' "$work/out")" "status: another table under a captured name"
source_sql "DROP TABLE test_users; ALTER TABLE users_old RENAME TO test_users"
cp -R "$merge" "$work/ahead"
source_sql "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'" && source_sql "SELECT pg_reload_conf()" >/dev/null
write >/dev/null && write >/dev/null
source_sql "SELECT pg_switch_wal()" >/dev/null
diagnosed "doctor: a slot whose log is about to be removed" warn "log kept: |for slot merge_slot|is about to remove|max_slot_wal_keep_size" \
    --project "$merge"
source_sql CHECKPOINT
diagnosed "doctor: a slot whose log is removed" fail "slot: |has removed the log that replication slot merge_slot needs" --project "$merge"
found "doctor: max_slot_wal_keep_size" ok "max_slot_wal_keep_size: 1MB"
source_sql "ALTER SYSTEM RESET max_slot_wal_keep_size" && source_sql "SELECT pg_reload_conf()" >/dev/null

step "Doctor: a server without logical decoding"
plain=cdc_status_$$
plain_server() {
    docker run -d --name "$plain" -p "127.0.0.1:$1:5432" -e POSTGRES_USER=myuser -e POSTGRES_PASSWORD=mypassword \
        -e POSTGRES_DB=mydb postgres:17 -c max_wal_senders=1 >"$work/plain.log" 2>&1 </dev/null
}
plain_sql() { docker exec -e PGPASSWORD=mypassword "$plain" psql -h 127.0.0.1 -U myuser -d mydb -qAtX -c "$1" </dev/null; }
sender_is_taken() { [ "$(plain_sql "SELECT count(*) FROM pg_stat_replication")" = 1 ]; }
drop_plain() { docker rm -fv "$plain" >/dev/null 2>&1; }
if [ "$source_kind" = docker ]; then
    port=$(free_port)
    trap 'drop_plain; clean_up' EXIT
    plain_server "$port" || fail "PostgreSQL without wal_level = logical starts"
    wait_until 60 plain_sql "SELECT 1" >/dev/null || fail "it answers"
    plain_sql "CREATE TABLE test_users (id SERIAL PRIMARY KEY)"
    docker exec -d "$plain" sh -c 'sleep 60 | psql "host=127.0.0.1 user=myuser password=mypassword dbname=mydb replication=true"'
    wait_until 20 sender_is_taken || fail "the only connection for replication is taken"
    with POSTGRES__PORT "$port" diagnosed "doctor: wal_level" fail \
        "wal_level: |ALTER SYSTEM SET wal_level = logical; and restart the server" --project "$sick"
    found "doctor: no connection for replication is free" fail "connections: |max_wal_senders = 6"
    drop_plain
else
    skip "doctor: wal_level, and no connection for replication" "the embedded PostgreSQL has wal_level = logical; needs Docker"
fi
