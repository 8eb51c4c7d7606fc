# What goes away while the loader runs; sourced by tests/test_errors.sh.
# shellcheck shell=bash disable=SC2154

step "The engine dies while it runs"
start_loader "$work/slot-dies.log" run --project "$users"
add Heidi
eventually 60 "$(stored)" "the loader streams again" loaded
source_sql "DO \$\$ BEGIN
    PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'users_slot';
    PERFORM pg_sleep(0.3);
    PERFORM pg_drop_replication_slot('users_slot'); END \$\$" || fail "the slot is dropped while it runs"
wait_until 90 loader_is_gone || fail "the loader ends when its slot is dropped"
wait "$loader_pid"
same 1 $? "a slot that is dropped while the loader runs ends it with exit code 1"
loader_pid=
says "it says so" "$work/slot-dies.log" 'users_slot is gone|drop --drop-all --drop-slot'
same "" "$(find "$users" -name '*.pid')" "a loader that fails leaves no process id"

step "The publication is dropped, while the loader runs and while it does not"
afresh() {
    loader drop --drop-all --drop-slot --yes --project "$users" >>"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
    loader run --until-current --project "$users" >"$work/afresh.log" 2>&1 || fail "the pipeline is loaded afresh"
}
afresh
start_loader "$work/publication-gone.log" run --project "$users"
add Ivan
eventually 60 "$(stored)" "the loader streams once more" loaded
source_sql "DROP PUBLICATION debezium_pub"
add Judy
wait_until 90 loader_is_gone || fail "the loader ends when its publication is dropped"
wait "$loader_pid"
same 1 $? "a publication that is dropped while the loader runs ends it with exit code 1"
loader_pid=
says "it names the publication" "$work/publication-gone.log" 'debezium_pub'
source_sql "CREATE PUBLICATION debezium_pub FOR TABLE test_users"
afresh
source_sql "DROP PUBLICATION debezium_pub"
add Kim
attempt run --until-current --project "$users"
same 1 "$status" "a publication that is gone: exit code 1, since changes made meanwhile would be missing"
says "it names the publication" "$work/said" 'debezium_pub'
