# What tests/test_cdc.sh needs to know of PostgreSQL.
# shellcheck shell=bash disable=SC2034
. "$root/tests/lib.sh"

pipeline=debezium_cdc
dataset=debezium_data
schema=public
id_column='id SERIAL PRIMARY KEY'
position='[0-9A-F]+/[0-9A-F]+'
drop_options=(--drop-slot)

start_the_source() { start_source; }
sql() { source_sql "$1"; }
version() { source_sql "SHOW server_version"; }
# cdc_project DIR TABLE SLOT
cdc_project() { project "$1" "$3_slot" "$3_pub" "public.$2"; }
# publish TABLE SLOT: SQL that makes its changes be logged.
publish() { printf 'ALTER TABLE %s REPLICA IDENTITY FULL; CREATE PUBLICATION %s_pub FOR TABLE %s;' "$1" "$2" "$1"; }
next_log() { source_sql "SELECT pg_switch_wal()" >/dev/null; }
# widen TABLE COLUMN TYPE
widen() { source_sql "ALTER TABLE $1 ALTER COLUMN $2 TYPE $3"; }
more_tables() {
    . "$root/tests/tables/postgres.sh"
    folders+=("$work/people_direct" "$work/people_engine")
    . "$root/tests/tables/versions.sh"
}
nothing_left_at_the_source() {
    same 0 "$(source_sql "SELECT count(*) FROM pg_replication_slots")" "drop: no replication slot is left at the source"
}
