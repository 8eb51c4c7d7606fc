#!/usr/bin/env bash
# What MySQL or MariaDB does not log as whole rows of a committed transaction: the loader ends with a sentence.
#   tests/test_mysql_log.sh [mysql|mariadb]
# LOGS_ONLY=minimal,xa tests these alone; TYPES_MYSQL as in tests/test_mysql_types.sh.
. "$(dirname "$0")/lib.sh"
. "$root/tests/mysqltypes/server.sh"

step "Start the source database"
start_mysql "$kind log"

step "Build"
test_classpath=$(classpath_of tests/mysqltypes/MysqlLogTest.java 2>"$work/build-test.log") || fail "MysqlLogTest.java is built"
loader_classpath=$(classpath_of "$script.java" 2>"$work/build-loader.log") || fail "the loader is built"

step "Change and look"
cd "$root" || exit 1
java "${quick[@]}" -cp "$test_classpath" MysqlLogTest "$work/logs" java "${quick[@]}" -cp "$loader_classpath" "loader.$script" 8>&-
