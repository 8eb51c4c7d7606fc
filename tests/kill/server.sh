# A MySQL or MariaDB of its own for the tests in this folder and in tests/crash; sourced after lib.sh, with the kind in `kind`.
# KILL_PORT is the server's port.
# shellcheck shell=bash disable=SC2034

case $kind in
    mysql) product=MySQL image=mysql:9.7 name=Mysql ;;
    mariadb) product=MariaDB image=mariadb:11.8 name=Mariadb ;;
    *) fail "the kind is mysql or mariadb, not $kind" ;;
esac
image=${CDC_TEST_IMAGE:-$image}
script=DebeziumDltLoader$name
server=cdc_kill_$$
export KILL_SERVER SNAPSHOT=engine

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
