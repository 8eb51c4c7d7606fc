#!/usr/bin/env bash
# The verbs events and replay with MySQL or MariaDB: what is printed of a database at work, with values of every type, is
# loaded as the loader has loaded it.   tests/test_binlog_replay.sh [mysql|mariadb]
MYSQL_KIND=${1:-${MYSQL_KIND:-mysql}}
. "$(dirname "$0")/lib_mysql.sh"

step "Start the source database"
start_mysql

step "Build"
test_classpath=$(classpath_of tests/replay/BinlogRoundTrip.java 2>"$work/build-test.log") || fail "BinlogRoundTrip.java is built"
loader_classpath=$(classpath_of "$LOADER_SCRIPT" 2>"$work/build-loader.log") || fail "the loader is built"

step "There and back"
export TYPES_KIND=$kind TYPES_MYSQL="127.0.0.1 $mysql_port myuser mypassword mydb"
java "${quick[@]}" -Dfile.encoding=UTF-8 -cp "$test_classpath" BinlogRoundTrip "$work" java "${quick[@]}" \
    "-Djava.io.tmpdir=$work" -cp "$loader_classpath" \
    "$(main_class "$LOADER_SCRIPT")" 8>&-
