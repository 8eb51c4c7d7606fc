# Each check of PostgreSQL's doctor in its failing state; sourced by tests/test_status.sh, where two loaders run.
# shellcheck shell=bash disable=SC2154

step "Doctor: everything in order"
project "$sick" sick_slot debezium_pub public.test_users
loader doctor --project "$sick" >"$work/findings" 2>&1
same "0 0" "$? $(grep -c -v '^ok ' "$work/findings")" "doctor: where all is in order, each line is ok and the exit code 0"
same "" "$(ls -A "$sick/.dlt" | grep -v secrets.toml)" "doctor leaves nothing behind"
loader doctor --project "$merge" >"$work/findings" 2>&1
found "doctor: it knows the loader that runs" ok "loader: process $loader_pid"
found "doctor: and that its slot is read" ok "slot: merge_slot is read by the loader"

step "Doctor: config and destination"
with SLOT_NAM x diagnosed "doctor: an unknown key" fail "config: |SLOT_NAM|Did you mean slot_name?" --project "$sick"
mkdir -p "$sick/.dlt" && touch "$sick/.dlt/pipelines"
export DESTINATION__DUCKDB__CREDENTIALS="duckdb:///$sick/.dlt/secrets.toml"
diagnosed "doctor: a folder that cannot be written" fail "folder: |$sick/.dlt/pipelines is a file" --project "$sick"
found "doctor: a file that is no DuckDB file" fail "duckdb file: |$sick/.dlt/secrets.toml"
unset DESTINATION__DUCKDB__CREDENTIALS
rm "$sick/.dlt/pipelines"

step "Doctor: connection and server"
with POSTGRES__PASSWORD wrong-secret diagnosed "doctor: a wrong password" fail "connection: |does not let user myuser in" --project "$sick"
with POSTGRES__PORT "$(free_port)" diagnosed "doctor: nobody at the port" fail "connection: |refused" --project "$sick"
source_sql "CREATE TYPE no_labels AS ENUM (); ALTER ROLE reader SET default_transaction_read_only = on"
export SOURCES__DEBEZIUM__POSTGRES__USER=reader SOURCES__DEBEZIUM__POSTGRES__PASSWORD=wrong-secret
with SNAPSHOT_MODE always diagnosed "doctor: a user that may not replicate" fail \
    "replication: |User reader|ALTER ROLE reader REPLICATION;" --project "$sick"
found "doctor: a user that may not read a table" fail "select: |GRANT SELECT ON public.test_users TO reader;"
found "doctor: a user that cannot write messages" warn "heartbeat: |pg_logical_emit_message"
found "doctor: a type that Debezium cannot read" fail "types: |no_labels"
found "doctor: a snapshot_mode that would double rows" fail "snapshot_mode: |always"
unset SOURCES__DEBEZIUM__POSTGRES__USER SOURCES__DEBEZIUM__POSTGRES__PASSWORD
source_sql "DROP TYPE no_labels; DROP ROLE reader"

step "Doctor: tables and publication"
with TABLE_INCLUDE_LIST public.nowhere diagnosed "doctor: no table" fail "tables: |public.nowhere" --project "$sick"
printf '[cdc_settings.primary_keys]\ntest_users = "no_such_column"\n' >"$sick/.dlt/config.toml"
with TABLE_INCLUDE_LIST public.test_users,public.orders,public.later diagnosed "doctor: a publication that lacks a table" fail \
    "publication: |ALTER PUBLICATION debezium_pub ADD TABLE public.orders;" --project "$sick"
found "doctor: a table without REPLICA IDENTITY FULL" warn "replica identity: |ALTER TABLE public.orders REPLICA IDENTITY FULL;"
found "doctor: a table that is not there" warn "replica identity: |public.later"
found "doctor: a primary key that does not exist" fail "names and keys: |no_such_column"
rm "$sick/.dlt/config.toml"
with PUBLICATION_NAME inserts_pub diagnosed "doctor: a publication without updates" fail \
    "publication: |ALTER PUBLICATION inserts_pub SET (publish" --project "$sick"
source_sql "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE); CREATE PUBLICATION deferred_pub FOR TABLE deferred"
export SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST=public.deferred
with PUBLICATION_NAME deferred_pub diagnosed "doctor: a table that is published and cannot be updated" warn \
    "publication: |public.deferred (its primary key is deferrable)|ALTER TABLE public.deferred REPLICA IDENTITY FULL;" --project "$sick"
with PUBLICATION_NAME nobodys_pub diagnosed "doctor: a publication with which it could not be updated" fail \
    "publication: |nobodys_pub is not created|ALTER TABLE public.deferred REPLICA IDENTITY FULL;" --project "$sick"
unset SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST
source_sql "DROP TABLE deferred; DROP PUBLICATION deferred_pub"

step "Doctor: the slot"
with SLOT_NAME merge_slot diagnosed "doctor: a slot that is not ours" fail "slot: |no record of it|--recreate-slot" --project "$sick"
source_sql "SELECT count(pg_create_physical_replication_slot('full_' || n)) FROM generate_series(1,
    current_setting('max_replication_slots')::int - (SELECT count(*)::int FROM pg_replication_slots)) n" >/dev/null
diagnosed "doctor: no slot is free" fail "slot: |All 10 replication slots are taken|full_1|pg_drop_replication_slot" --project "$sick"
source_sql "SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE slot_name LIKE 'full%'" >/dev/null
# The loader may move the slot on between the copy and the look: then the copy is an older one, and another is made.
read_by_another() {
    rm -rf "$work/copy"
    cp -R "$merge" "$work/copy"
    rm -f "$work/copy/$folder/loader.status.json"
    loader doctor --project "$work/copy" >"$work/copy.log" 2>&1
    grep -q '^fail  slot: .*merge_slot is in use by the server process' "$work/copy.log"
}
wait_until 60 read_by_another || fail "doctor: a slot that another program reads"
pass "doctor: a slot that another program reads"
