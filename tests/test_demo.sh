#!/usr/bin/env bash
# The demo needs no server and no config: it shows insert, update and delete arriving in DuckDB, ends by itself with
# exit code 0, leaves its DuckDB file and nothing running.   tests/test_demo.sh
. "$(dirname "$0")/lib.sh"

# The mark is inherited by everything that the demo starts.
demo() { CDC_TEST_MARK=demo-$$ "$@"; }
left_running() { ps axeww | grep "[C]DC_TEST_MARK=demo-$$"; }
nothing_left() { [ -z "$(left_running)" ]; }
server_runs() { left_running | grep -q 'bin/postgres '; }

step "Build what is needed, so that the demo's own time is short"
choose_duck
"$root/jbang" build "$root/DebeziumDltLoader.java" >"$work/build.log" 2>&1 || fail "the loader is built"

folder=$work/workshop
mkdir "$folder"
cd "$folder" || fail "the folder is made"
expected=$(printf '%s\t%s\t%s\t%s\n' \
    1 Ada ada@example.com false \
    2 Linus linus@example.com false \
    3 Alice alice.updated@example.com false \
    4 Bob bob@example.com true)

# shows RUN: the demo runs in an empty folder, or in one that it has run in before.
shows() {
    local said=$work/demo-$1.log file
    demo loader demo >"$said" 2>"$work/demo-$1.err.log"
    same 0 $? "demo, $1 run: ends by itself with exit code 0"
    same $'3 Alice alice.updated@example.com false\n4 Bob bob@example.com true' \
        "$(awk '$1 == 3 || $1 == 4 {print $1, $2, $3, $4}' "$said")" "demo, $1 run: shows Alice updated and Bob deleted"
    file=$(sed -n 's/.*The DuckDB file stays: //p' "$said")
    [ -f "$file" ] || fail "demo, $1 run: says where its DuckDB file is"
    same "$expected" "$(duck "$file" "SELECT id, name, email, deleted FROM debezium_data.test_users ORDER BY id")" \
        "demo, $1 run: its DuckDB file holds exactly what it shows"
    case $file in
        "$folder"/*) pass "demo, $1 run: its DuckDB file is below the current folder" ;;
        *) fail "demo, $1 run: its DuckDB file $file is below the current folder" ;;
    esac
    if ! grep -qE $'^\tat |Exception' "$said" "$work/demo-$1.err.log"; then
        pass "demo, $1 run: no error is printed"
    else
        fail "demo, $1 run: no error is printed"
    fi
    type -P ps >/dev/null || { skip "demo, $1 run: nothing is left running" "there is no ps"; return; }
    wait_until 20 nothing_left || fail "demo, $1 run: nothing is left running: $(left_running | cut -c1-200)"
    pass "demo, $1 run: nothing is left running"
}

step "Run it twice in one folder"
shows first
shows second
same tmp "$(ls -A)" "the demo leaves one folder, tmp"

step "Kill it with SIGKILL in the middle"
if type -P ps >/dev/null; then
    demo start_loader "$work/killed.log" demo
    wait_until 120 server_runs || fail "the demo starts its database"
    stop_loader KILL
    wait_until 60 nothing_left || fail "a demo that is killed leaves nothing running: $(left_running | cut -c1-200)"
    pass "a demo that is killed leaves nothing running"
else
    skip "a demo that is killed leaves nothing running" "there is no ps"
fi
