#!/usr/bin/env bash
# Exactly once from a binary log, tested by killing:   tests/test_binlog_kill.sh mysql|mariadb
# Random kill -9 in each mode on a busy server that is itself restarted, altered and cut off; everything is compared with
# what mysqlbinlog prints, and a control has to lose rows (tests/kill/KillTest.java tells how). MySQL once with GTIDs and
# once without. The short form takes about three minutes on two cores; KILLS=20 KILL_ROWS=100000 is the full one. KILL_GTIDS=ON
# or OFF runs one half of MySQL's, KILL_PORT is the server's port.
. "$(dirname "$0")/lib.sh"

kind=${1:-mysql}
case $kind in
    mysql) product=MySQL image=mysql:9.7 name=Mysql; read -ra halves <<<"${KILL_GTIDS:-ON OFF}" ;;
    mariadb) product=MariaDB image=mariadb:11.8 name=Mariadb halves=(ON) ;;
    *) fail "the kind is mysql or mariadb, not $kind" ;;
esac
server=cdc_kill_$$
export KILLS=${KILLS:-4} KILL_ROWS=${KILL_ROWS:-10000} KILL_PACE=${KILL_PACE:-100} KILL_SERVER

stop_source() { [ "$source_kind" != docker ] || docker rm -fv "$server" >/dev/null; source_kind=none; }

answers() { docker exec -e MYSQL_PWD=mypassword "$server" "$kind" -umyuser -h127.0.0.1 mydb -e "SELECT 1" >/dev/null 2>&1; }

# start_server GTIDS: ON or OFF. The log has the columns' names, for mysqlbinlog, and many files.
start_server() {
    local port=${KILL_PORT:-$(free_port)} options=(--server-id=1 --log-bin=binlog --binlog-format=ROW --binlog-row-metadata=FULL
        --max-binlog-size=8M)
    [ "$kind" = mariadb ] || options+=(--gtid-mode="$1" --enforce-gtid-consistency="$1")
    source_kind=docker
    docker run -d --name "$server" -p "127.0.0.1:$port:3306" -e MYSQL_ROOT_PASSWORD=rootpassword -e MYSQL_ROOT_HOST=% \
        -e MYSQL_DATABASE=mydb -e MYSQL_USER=myuser -e MYSQL_PASSWORD=mypassword "$image" "${options[@]}" \
        >"$work/docker.log" 2>&1 && wait_until 180 answers || return 1
    KILL_SERVER="127.0.0.1 $port $server"
    note "source: $image in Docker (container $server, port $port)"
}

step "Start the source database"
if ! docker version >/dev/null 2>&1; then
    skip "$kind kill" "there is no Docker (no command or no daemon)"
    exit 0
elif ! start_server "${halves[0]}"; then
    skip "$kind kill" "Docker does not serve $product here: $(tail -n 1 "$work/docker.log")"
    exit 0
fi

step "Build the loader, the control and the test"
loader_classpath=$(classpath_of "DebeziumDltLoader$name.java" 2>"$work/build-loader.log") || fail "the loader is built"
naive_classpath=$(classpath_of "tests/kill/Naive${name}Loader.java" 2>"$work/build-naive.log") || fail "the control is built"
test_classpath=$(classpath_of tests/kill/KillTest.java 2>"$work/build-test.log") || fail "the test is built"

control=("$naive_classpath" "Naive${name}Loader")
for gtids in "${halves[@]}"; do
    step "Kill, and compare (gtid_mode = $gtids)"
    if [ "$source_kind" = none ]; then
        start_server "$gtids" || fail "$product starts with gtid_mode = $gtids"
    fi
    KILL_NAME="$kind kill$([ "$gtids" = ON ] || echo ' without GTIDs')" java -Xmx1500m -cp "$test_classpath" KillTest "$kind" \
        "$work/kill-$gtids" "$loader_classpath" "DebeziumDltLoader$name" "${control[@]}" </dev/null || fail "$kind kill: exit code $?"
    control=()
    stop_source
done

step "Leave nothing running"
same "" "$(jobs -pr)" "$kind kill: nothing is left running"
