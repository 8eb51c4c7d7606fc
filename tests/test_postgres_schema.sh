#!/usr/bin/env bash
# Schema changes, row identity and names: some hundred tables that are altered, renamed, dropped … while the loader runs,
# between two runs, and in one backlog; what is refused at the start; dlt's schema contract. tests/schema/SchemaTest.java
# tells how. About three minutes on two cores; tests/test_postgres_schema.sh 'ALTER TYPE' plays what matches.
. "$(dirname "$0")/lib.sh"

step "Build the test"
schema_classpath=$(classpath_of tests/schema/SchemaTest.java 2>"$work/build-test.log") || fail "the test is built"

step "Start the source database"
start_source

step "Change, load, and compare"
mkdir -p "$work/schema"
java "${quick[@]}" -Xmx1g -Dcdc.look_ms=500 -cp "$schema_classpath" SchemaTest "$work/schema" "${1:-.*}" </dev/null 2>"$work/schema.log" 8>&- ||
    fail "schema: exit code $?"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "schema: nothing is left running"
