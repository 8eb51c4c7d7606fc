#!/usr/bin/env bash
# Every PostgreSQL type, value by value: what is loaded by snapshot and by stream, against what the server says.
# TYPES_WRITE=1 writes the table in docs/types.md; TYPES_ONLY=date,numeric tests these alone.
. "$(dirname "$0")/lib.sh"

step "Start the source database"
start_source
source_sql "SELECT count(*) FROM pg_available_extensions WHERE name IN ('hstore', 'citext', 'ltree')" >"$work/extensions.log"
if [ "$(cat "$work/extensions.log")" != 3 ]; then
    skip "types" "this PostgreSQL has no hstore, citext or ltree"
    exit 0
fi

step "Build"
test_classpath=$(classpath_of tests/types/TypesTest.java 2>"$work/build-test.log") || fail "TypesTest.java is built"
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"

step "Load and compare"
cd "$root" || exit 1
TYPES_PG="localhost $POSTGRES_PORT myuser mypassword mydb" java "${quick[@]}" -cp "$test_classpath" TypesTest "$work/types" \
    java "${quick[@]}" -cp "$loader_classpath" loader.DebeziumDltLoader 8>&-
