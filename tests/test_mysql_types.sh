#!/usr/bin/env bash
# Every MySQL type, value by value: what is loaded by snapshot and by stream, against what the server says.
# TYPES_WRITE=1 writes the table in docs/types.md; TYPES_ONLY=date,json tests these alone; TYPES_KIND=mariadb tests MariaDB.
# TYPES_MYSQL="host port user password database" takes a server that is there; the user has to be its administrator, and
# what the test makes in the database stays in it.
. "$(dirname "$0")/lib.sh"

kind=${TYPES_KIND:-mysql}
case $kind in
    mysql) image=mysql:9.7 script=DebeziumDltLoaderMysql client=mysql options= ;;
    mariadb) image=mariadb:11.8 script=DebeziumDltLoaderMariadb client=mariadb
        options="--log-bin --binlog-format=ROW --server-id=1" ;;
    *) fail "TYPES_KIND is mysql or mariadb, not $kind" ;;
esac
server=cdc_types_$$

# The container that this test started, if it did.
stop_source() { [ "$source_kind" != docker ] || docker rm -fv "$server" >/dev/null; source_kind=none; }

answers() { docker exec "$server" "$client" -uroot -prootpassword -h127.0.0.1 mydb -e "SELECT 1" >/dev/null 2>&1; }

step "Start the source database"
if [ -z "${TYPES_MYSQL:-}" ]; then
    if ! docker version >/dev/null 2>&1; then
        skip "$kind types" "there is no Docker, and TYPES_MYSQL names no server"
        exit 0
    fi
    port=$(free_port)
    source_kind=docker
    # shellcheck disable=SC2086
    docker run -d --name "$server" -p "127.0.0.1:$port:3306" -e MYSQL_ROOT_PASSWORD=rootpassword -e MYSQL_ROOT_HOST=% \
        -e MYSQL_DATABASE=mydb "$image" $options --max-allowed-packet=64M >"$work/docker.log" 2>&1 ||
        fail "$image starts in Docker"
    wait_until 120 answers || fail "$image answers"
    export TYPES_MYSQL="127.0.0.1 $port root rootpassword mydb"
    note "source: $image in Docker (container $server, port $port)"
fi

step "Build"
test_classpath=$(classpath_of tests/mysqltypes/MysqlTypesTest.java 2>"$work/build-test.log") || fail "MysqlTypesTest.java is built"
loader_classpath=$(classpath_of "$script.java" 2>"$work/build-loader.log") || fail "the loader is built"

step "Load and compare"
cd "$root" || exit 1
java -Dfile.encoding=UTF-8 -cp "$test_classpath" MysqlTypesTest "$work/types" \
    java -Dfile.encoding=UTF-8 -cp "$loader_classpath" "$script" 8>&-
