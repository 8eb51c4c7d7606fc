# Stopped in the middle; sourced by tests/test_errors.sh.
# shellcheck shell=bash disable=SC2154

step "SIGTERM in the middle of changes"
# Transaction after transaction, until the table go is empty, so that the signal meets the loader at work.
write_many() {
    source_sql "DO \$\$ BEGIN FOR n IN 1..6000 LOOP
        INSERT INTO test_users (name) SELECT 'many ' || n || '.' || m FROM generate_series(1, 10) m; COMMIT;
        PERFORM pg_sleep(0.02); EXIT WHEN NOT EXISTS (SELECT FROM go);
        END LOOP; END \$\$"
}
# A log has such a line every five seconds at most. The file itself is hardly ever free here.
loads_told() { [ "$(grep -c '^Loaded: ' "$1")" -ge "$2" ]; }
# signalled SIGNAL LOG: while rows are written; some are loaded then, the rest comes next time.
signalled() {
    local writer before after
    before=$(source_sql "SELECT count(*) FROM test_users")
    source_sql "INSERT INTO go VALUES (1)"
    write_many >"$work/write-many.log" 2>&1 8>&- &
    writer=$!
    wait_until 120 loads_told "$2" $(($(grep -c '^Loaded: ' "$2") + 2)) || fail "changes arrive before SIG$1"
    stop_loader "$1"
    source_sql "DELETE FROM go"
    wait "$writer" || fail "the rows are written"
    same 0 "$loader_status" "SIG$1 ends the loader with exit code 0"
    says "SIG$1: what was received is loaded" "$2" 'Stopping|is LOADED and contains no failed jobs'
    after=$(duck "$file" "SELECT count(*) FROM debezium_data.test_users")
    note "SIG$1 came on the way from $before rows to $(source_sql "SELECT count(*) FROM test_users"), with $after loaded"
    { [ "$after" -gt "$before" ] && [ "$after" -lt "$(source_sql "SELECT count(*) FROM test_users")" ]; } ||
        fail "SIG$1 comes in the middle"
    loader run --until-current --project "$users" >"$work/after-$1.log" 2>&1 || fail "the loader goes on after SIG$1"
    same "$(stored)" "$(loaded)" "after SIG$1 the next run brings the rest, nothing is lost"
}
signalled TERM "$work/first.log"

step "SIGINT in the middle of changes"
set -m # else a shell without a terminal starts its background processes deaf to SIGINT
start_loader "$work/interrupted.log" run --project "$users"
set +m
signalled INT "$work/interrupted.log"
