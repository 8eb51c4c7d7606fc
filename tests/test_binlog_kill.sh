#!/usr/bin/env bash
# Exactly once from a binary log, tested by killing:   tests/test_binlog_kill.sh mysql|mariadb
# Random kill -9 in each mode on a busy server that is itself restarted, altered and cut off; everything is compared with
# what mysqlbinlog prints, and a control has to lose rows (tests/kill/KillTest.java tells how). The short form takes about
# three minutes on two cores; KILLS=20 KILL_ROWS=100000 is the full one. KILL_GTIDS="ON OFF" kills MySQL's once with GTIDs
# and once without, KILL_PORT is the server's port.
. "$(dirname "$0")/lib.sh"

kind=${1:-mysql}
. "$root/tests/kill/server.sh"
halves=(ON)
[ "$kind" = mariadb ] || read -ra halves <<<"${KILL_GTIDS:-ON}"
export KILLS=${KILLS:-4} KILL_ROWS=${KILL_ROWS:-10000} KILL_PACE=${KILL_PACE:-100}

step "Start the source database"
if ! docker version >/dev/null 2>&1; then
    skip "$kind kill" "there is no Docker (no command or no daemon)"
    exit 0
elif ! start_server "${halves[0]}"; then
    skip "$kind kill" "Docker does not serve $product here: $(tail -n 1 "$work/docker.log")"
    exit 0
fi

step "Build the loader, the control and the test"
loader_classpath=$(classpath_of "$script.java" 2>"$work/build-loader.log") || fail "the loader is built"
naive_classpath=$(classpath_of "tests/kill/Naive${name}Loader.java" 2>"$work/build-naive.log") || fail "the control is built"
test_classpath=$(classpath_of tests/kill/KillTest.java 2>"$work/build-test.log") || fail "the test is built"

control=("$naive_classpath" "Naive${name}Loader")
for gtids in "${halves[@]}"; do
    step "Kill, and compare (gtid_mode = $gtids)"
    if [ "$source_kind" = none ]; then
        start_server "$gtids" || fail "$product starts with gtid_mode = $gtids"
    fi
    KILL_NAME="$kind kill$([ "$gtids" = ON ] || echo ' without GTIDs')" java "${quick[@]}" -Xmx1500m -cp "$test_classpath" KillTest "$kind" \
        "$work/kill-$gtids" "$loader_classpath" "loader.$script" "${control[@]}" </dev/null || fail "$kind kill: exit code $?"
    control=()
    stop_source
done

step "Leave nothing running"
same "" "$(jobs -pr)" "$kind kill: nothing is left running"
