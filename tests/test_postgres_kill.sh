#!/usr/bin/env bash
# Exactly once, tested by killing: random kill -9 in each mode on a busy PostgreSQL, everything compared with what
# PostgreSQL itself has recorded, and a control that has to lose rows (tests/kill/KillTest.java tells how). About two
# minutes on two cores; KILLS=20 tests/test_postgres_kill.sh is the full one.
. "$(dirname "$0")/lib.sh"
export KILLS=${KILLS:-4}
# KILL_LAKE, the catalog of a DuckLake: duckdb, sqlite or postgres, which is the source's server
if [ -n "${KILL_LAKE:-}" ]; then
    . "$root/tests/lib_lake.sh"
    with_lake "kill: DuckLake"
fi

step "Build the loader, the control and the test"
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"
naive_classpath=$(classpath_of tests/kill/NaiveLoader.java 2>"$work/build-naive.log") || fail "the control is built"
test_classpath=$(classpath_of tests/kill/KillTest.java 2>"$work/build-test.log") || fail "the test is built"

step "Start the source database"
start_source "${kill_settings[@]}"
[ "$source_kind" != docker ] || export KILL_CONTAINER=$container
[ "${KILL_LAKE:-}" != postgres ] || lake_in_source
export KILL_SERVER_EVERY=${KILL_SERVER_EVERY:-30}

step "Kill, and compare"
java "${quick[@]}" -Xmx1500m -cp "$test_classpath" KillTest postgres "$work/kill" "$loader_classpath" loader.DebeziumDltLoader \
    "$naive_classpath" NaiveLoader </dev/null 8>&- ||
    fail "kill: exit code $?"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "kill: nothing is left running"
