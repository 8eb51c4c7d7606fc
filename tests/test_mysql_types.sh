#!/usr/bin/env bash
# Every MySQL type, value by value: what is loaded by snapshot and by stream, against what the server says.
#   tests/test_mysql_types.sh [mysql|mariadb]
# TYPES_WRITE=1 writes the table in docs/types.md; TYPES_ONLY=date,json tests these alone.
# TYPES_MYSQL="host port user password database" takes a server that is there (see tests/mysqltypes/server.sh).
# KILL_LAKE, the catalog of a DuckLake that they are loaded into: duckdb, sqlite, or the URL of a PostgreSQL database.
. "$(dirname "$0")/lib.sh"
. "$root/tests/mysqltypes/server.sh"
if [ -n "${KILL_LAKE:-}" ]; then
    . "$root/tests/lib_lake.sh"
    with_lake "$kind types: DuckLake"
fi

step "Start the source database"
start_mysql "$kind types"

step "Build"
test_classpath=$(classpath_of tests/mysqltypes/MysqlTypesTest.java 2>"$work/build-test.log") || fail "MysqlTypesTest.java is built"
loader_classpath=$(classpath_of "$script.java" 2>"$work/build-loader.log") || fail "the loader is built"

step "Load and compare"
cd "$root" || exit 1
java "${quick[@]}" -cp "$test_classpath" MysqlTypesTest "$work/types" java "${quick[@]}" -cp "$loader_classpath" "loader.$script" 8>&-
