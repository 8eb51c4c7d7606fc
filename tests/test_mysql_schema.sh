#!/usr/bin/env bash
# Schema changes in MySQL or MariaDB: tables that are altered, renamed, dropped … between two runs of the loader, while it
# runs, and in one backlog; starts that are refused; logs that were purged or reset; sessions that log what cannot be
# loaded. tests/mysqlschema/BinlogSchema.java tells how. About two minutes a kind on two cores.
#   tests/test_mysql_schema.sh [mysql|mariadb] [PATTERN]     e.g. tests/test_mysql_schema.sh mariadb gh-ost
# The pattern "case" is another suite: what the letter case of names does, on a server with lower_case_table_names = 1.
# SCHEMA_FULL=1 plays every scenario in every way, and tests what takes its time: ten minutes.
. "$(dirname "$0")/lib.sh"
. "$root/tests/mysqltypes/server.sh"

case $kind in
    mysql) test=MysqlSchemaTest ;;
    mariadb) test=MariadbSchemaTest ;;
esac

step "Build the test"
test_classpath=$(classpath_of "tests/mysqlschema/$test.java" 2>"$work/build-test.log") || fail "the test is built"

step "Start the source database"
[ -z "${SCHEMA_FULL:-}" ] || disk=()        # the server is started again
pattern=${2:-}
[ "$pattern" != case ] || { options="$options --lower-case-table-names=1" pattern="^case: "; }
start_mysql "$kind schema"
read -r _ BINLOG_PORT _ <<<"$TYPES_MYSQL"
export BINLOG_PORT
[ "$source_kind" != docker ] || [ -z "${SCHEMA_FULL:-}" ] || export BINLOG_CONTAINER=$server

step "Change, load, and compare"
mkdir -p "$work/schema"
java -Xmx1g "${quick[@]}" -cp "$test_classpath" "$test" "$work/schema" ${pattern:+"$pattern"} </dev/null 2>"$work/schema.log" 8>&- ||
    fail "$kind schema: exit code $?"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "$kind schema: nothing is left running"
