# The slot, in the hands of others; sourced by tests/test_errors.sh.
# shellcheck shell=bash disable=SC2154

step "A slot in use, and a slot that another program has moved on"
copy=$work/copy
cp -R "$users" "$copy"
start_loader "$work/copy.log" run --project "$copy"
slot_is_active() { [ "$(source_sql "SELECT active FROM pg_replication_slots WHERE slot_name = 'users_slot'")" = t ]; }
wait_until 60 slot_is_active || fail "the copy uses the slot"
holder=$loader_pid
holding=$(source_sql "SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'users_slot'")
attempt run --project "$users"
same 1 "$status" "a slot in use: exit code 1"
says "it names the slot and the server process that uses it" "$work/said" "users_slot|in use|$holding"
loader_pid=$holder
is_alive "$holder" || fail "the other loader goes on"
add Frank
copied() { duck "${file/#$users/$copy}" "SELECT count(*) FROM debezium_data.test_users WHERE name = 'Frank'"; }
eventually 60 1 "the other loader has the change" copied
at=$(source_sql "SELECT pg_current_wal_lsn()")
moved_on() { [ "$(source_sql "SELECT confirmed_flush_lsn >= '$at' FROM pg_replication_slots")" = t ]; }
wait_until 60 moved_on || fail "the slot has moved on"
attempt run --project "$users"
says "a slot that has moved on and is in use: the other program is named, and nobody is told to drop the slot" \
    "$work/said" "users_slot|in use|$holding"
! grep drop "$work/said" || fail "nobody is told to drop a slot in use"
loader_pid=$holder
stop_loader TERM
was=$(loaded)
attempt run --project "$users"
same 1 "$status" "a slot that has moved on: exit code 1"
says "it names the slot and both positions, and says how to start afresh" "$work/said" \
    'users_slot has moved on to 0/|is at 0/|drop --drop-all --drop-slot'
same "$was" "$(loaded)" "nothing was loaded over the gap"

step "A slot that was dropped behind our back"
source_sql "SELECT pg_drop_replication_slot('users_slot')" >/dev/null
attempt run --until-current --project "$users"
same 1 "$status" "a slot that is gone: exit code 1"
says "it names the slot and says how to start afresh" "$work/said" 'users_slot is gone|drop --drop-all --drop-slot'
loader drop --drop-all --drop-slot --yes --project "$users" >"$work/drop.log" 2>&1
same 0 $? "drop --drop-all --drop-slot --yes where the slot is gone already ends with exit code 0"

step "A slot that this pipeline has no record of"
source_sql "SELECT pg_create_logical_replication_slot('users_slot', 'pgoutput')" >/dev/null
add Grace
attempt run --until-current --project "$users"
same 1 "$status" "an unknown slot: exit code 1"
says "it names the slot and --recreate-slot" "$work/said" 'users_slot|no record|--recreate-slot'
attempt run --until-current --recreate-slot --project "$users"
same 0 "$status" "run --recreate-slot ends with exit code 0"
same "$(stored)" "$(loaded)" "it has loaded everything afresh"
