#!/usr/bin/env bash
# Exactly once from a binary log, tested by cutting: a recorded stream is resumed after each of a sample of its records,
# with the loader's own duplicate filter and schema history, and with a naive control that has to lose rows
# (tests/mysqlcut/MysqlCutTest.java tells how). MySQL with GTIDs, MySQL without, MariaDB: in Docker only.
# CUT_KINDS="gtid" tests these kinds alone, CUTS=100 takes more cuts of each class of changes.
. "$(dirname "$0")/lib.sh"

read -ra kinds <<<"${CUT_KINDS:-gtid file mariadb}"
containers=()
pids=()

stop_source() {
    local each
    for each in "${pids[@]:+${pids[@]}}"; do kill "$each" 2>/dev/null; done
    for each in "${containers[@]:+${containers[@]}}"; do docker rm -fv "$each" >/dev/null 2>&1; done
    pids=() containers=()
}

image_of() { if [ "$1" = mariadb ]; then printf 'mariadb:11.8\n'; else printf 'mysql:9.7\n'; fi; }

# The class path for a kind; MariaDB's connector goes with another engine.
classpath_for() {
    local script=$root/tests/mysqlcut/MysqlCutTest.java version=3.6.1.Final connector=mysql
    [ "$1" != mariadb ] || version=3.5.0.Final connector=mariadb
    "$root/jbang" build -Ddebezium.version=$version -Ddebezium.connector=$connector "$script" >&2 &&
        "$root/jbang" info classpath -Ddebezium.version=$version -Ddebezium.connector=$connector "$script"
}

if ! docker version >/dev/null 2>&1; then
    skip "cuts" "there is no Docker"
    exit 0
fi

step "Build"
for kind in "${kinds[@]}"; do
    classpath_for "$kind" >"$work/$kind.classpath" 2>"$work/$kind.build.log" || fail "MysqlCutTest.java is built for $kind"
done

step "Cut and compare"
for kind in "${kinds[@]}"; do
    if ! docker image inspect "$(image_of "$kind")" >/dev/null 2>&1; then
        skip "cuts, $kind" "there is no image $(image_of "$kind")"
        continue
    fi
    port=$(free_port)
    containers+=("mysqlcut_${kind}_$port")
    java -XX:TieredStopAtLevel=1 -Xmx700m -Dcut.folder="$work/cuts" -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
        -Dorg.slf4j.simpleLogger.logFile="$work/$kind.debezium.txt" -cp "$(cat "$work/$kind.classpath")" \
        MysqlCutTest "$kind" "$port" >"$work/$kind.out" 2>"$work/$kind.log" </dev/null &
    pids+=($!)
done
status=0
for pid in "${pids[@]:+${pids[@]}}"; do
    wait "$pid" || status=1
done
pids=()
cat "$work"/*.out 2>/dev/null
[ "$status" -eq 0 ] || fail "cuts: see above"

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "cuts: nothing is left running"
