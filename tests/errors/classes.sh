# Classes in the wrong order; sourced by tests/test_errors.sh.
# shellcheck shell=bash disable=SC2154

step "Debezium's own classes ahead of ours"
mkdir -p "$work/order/.dlt"
# misordered NAME SCRIPT JAR: a loader whose class path has JAR first, or, where JAR is "all", the loader's own jars last,
# runs with our classes all the same: it comes as far as the settings, which are not there.
misordered() {
    local name=$1 script=$2 jar=$3 classpath against
    classpath=$(classpath_of "$script.java" 2>>"$work/build.log") || fail "$script is built"
    if [ "$jar" = all ]; then
        classpath=${classpath#*:}:${classpath%%:*}
    else
        classpath=$(tr : '\n' <<<"$classpath" | grep -m 1 "/$jar-[0-9][^/]*\.jar$"):$classpath
    fi
    java "${quick[@]}" -cp "$classpath" "loader.$script" --project "$work/order" </dev/null >"$work/out" 2>"$work/said"
    status=$?
    against=$(objections "$work/said" 'host is missing')
    [ "$status" -eq 2 ] || against="ends with $status, not 2; $against"
    [ "$(wc -l <"$work/said")" -eq 1 ] && [ ! -s "$work/out" ] || against="is longer than a line; $against"
    judge "$name" "$against"
}
misordered "PostgreSQL: ours run with the loader's jar last" DebeziumDltLoader all
misordered "PostgreSQL: ours run with its connector ahead" DebeziumDltLoader debezium-connector-postgres
misordered "MySQL: ours run with its connector ahead" DebeziumDltLoaderMysql debezium-connector-mysql
misordered "MySQL: ours run with the client of the binary log ahead" DebeziumDltLoaderMysql mysql-binlog-connector-java
misordered "MariaDB: ours run with its connector ahead" DebeziumDltLoaderMariadb debezium-connector-mariadb
misordered "MariaDB: ours run with what it shares with MySQL ahead" DebeziumDltLoaderMariadb debezium-connector-binlog
