# The MySQL or MariaDB of the tests in this folder; sourced after lib.sh, by a test whose first argument is mysql (or is not
# there) or mariadb.
# TYPES_MYSQL="host port user password database" takes a server that is there; the user has to be its administrator, and
# what a test makes in the database stays in it.
# shellcheck shell=bash disable=SC2034

kind=${1:-mysql}
export TYPES_KIND=$kind
case $kind in
    mysql) image=mysql:9.7 script=DebeziumDltLoaderMysql client=mysql options= ;;
    mariadb) image=mariadb:11.8 script=DebeziumDltLoaderMariadb client=mariadb
        options="--log-bin --binlog-format=ROW --binlog-row-metadata=MINIMAL --server-id=1" ;;
    *) fail "the kind is mysql or mariadb, not $kind" ;;
esac
server=cdc_types_$$
# What is on the disk of the server is not what is tested; a test that restarts the server needs one, and sets this empty.
disk=(--tmpfs /var/lib/mysql:rw,size=3g)
# For a JVM that lives for seconds.
quick=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8)

# The container that the test started, if it did.
stop_source() { [ "$source_kind" != docker ] || docker rm -fv "$server" >/dev/null; source_kind=none; }

# Over TCP, where the server that only prepares the data folder does not listen.
answers() { docker exec "$server" "$client" -umyuser -pmypassword -h127.0.0.1 mydb -e "SELECT 1" >/dev/null 2>&1; }

# start_mysql NAME: sets TYPES_MYSQL, or skips NAME.
start_mysql() {
    local port
    [ -z "${TYPES_MYSQL:-}" ] || return 0
    if ! docker version >/dev/null 2>&1; then
        skip "$1" "there is no Docker, and TYPES_MYSQL names no server"
        exit 0
    elif ! docker image inspect "$image" >/dev/null 2>&1 && ! docker pull -q "$image" >"$work/docker.log" 2>&1; then
        skip "$1" "Docker has no $image and cannot get it"
        exit 0
    fi
    port=$(free_port)
    source_kind=docker
    # shellcheck disable=SC2086
    docker run -d --name "$server" -p "127.0.0.1:$port:3306" ${disk[@]+"${disk[@]}"} \
        -e MYSQL_ROOT_PASSWORD=rootpassword -e MYSQL_ROOT_HOST=% -e MYSQL_DATABASE=mydb -e MYSQL_USER=myuser \
        -e MYSQL_PASSWORD=mypassword "$image" $options --max-allowed-packet=64M --innodb-flush-log-at-trx-commit=0 \
        --sync-binlog=0 >"$work/docker.log" 2>&1 || fail "$image starts in Docker"
    wait_until 180 answers || fail "$image answers"
    export TYPES_MYSQL="127.0.0.1 $port root rootpassword mydb"
    note "source: $image in Docker (container $server, port $port)"
}
