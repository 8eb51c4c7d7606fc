#!/usr/bin/env bash
# Every PostgreSQL type, value by value: what is loaded by snapshot and by stream, against what the server says; then those
# that a DuckLake stores otherwise than a DuckDB file, in a lake with its catalog in a DuckDB file.
# TYPES_WRITE=1 writes the table in docs/types.md; TYPES_ONLY=date,numeric tests these alone.
# KILL_LAKE, the catalog of a DuckLake that all are loaded into: duckdb, sqlite or postgres, which is the source's server.
. "$(dirname "$0")/lib.sh"
. "$root/tests/lib_lake.sh"
[ -z "${KILL_LAKE:-}" ] || with_lake "types: DuckLake"

step "Start the source database"
start_source
source_sql "SELECT count(*) FROM pg_available_extensions WHERE name IN ('hstore', 'citext', 'ltree')" >"$work/extensions.log"
if [ "$(cat "$work/extensions.log")" != 3 ]; then
    skip "types" "this PostgreSQL has no hstore, citext or ltree"
    exit 0
fi

[ "${KILL_LAKE:-}" != postgres ] || lake_in_source

step "Build"
test_classpath=$(classpath_of tests/types/TypesTest.java 2>"$work/build-test.log") || fail "TypesTest.java is built"
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"

# compare DATABASE
compare() {
    TYPES_PG="localhost $POSTGRES_PORT myuser mypassword $1" java "${quick[@]}" -cp "$test_classpath" TypesTest "$work/$1" \
        java "${quick[@]}" -cp "$loader_classpath" loader.DebeziumDltLoader 8>&-
}

step "Load and compare"
cd "$root" || exit 1
compare mydb || exit 1

[ -z "${KILL_LAKE:-}${TYPES_ONLY:-}" ] || exit 0
step "What a DuckLake stores otherwise"
lake_extensions || { skip "types in a DuckLake" "no Python 3, or pip reaches no index"; exit 0; }
source_sql "CREATE DATABASE typeslake" || fail "a database for the types in a lake is made"
KILL_LAKE=duckdb TYPES_ONLY=lake compare typeslake
