# The source of the shell tests: a service of docker-compose.yml where there is Docker, else an embedded server. lib.sh sources
# this and has what it uses.
# shellcheck shell=bash disable=SC2154

# What the kill and crash tests want of PostgreSQL: transactions prepared, and transactions decoded by way of the disk.
kill_settings=(max_prepared_transactions=10 logical_decoding_work_mem=64kB)

# start_source [NAME=VALUE…]: PostgreSQL, with these settings; sets POSTGRES_PORT. CDC_TEST_SOURCE=embedded or docker leaves
# no choice.
start_source() {
    choose_duck
    if start_docker PostgreSQL POSTGRES_PORT; then
        [ $# = 0 ] || restart_with "$@"
        return
    fi
    start_embedded PostgreSQL EmbeddedPostgres "${@/#/--set=}"
    export POSTGRES_PORT=$embedded_port
}

# restart_with NAME=VALUE…
restart_with() {
    local each
    for each; do
        source_sql "ALTER SYSTEM SET ${each%%=*} = '${each#*=}'" || fail "the server takes $each"
    done
    docker restart "$container" >/dev/null && wait_until 60 is_healthy || fail "the server starts with $*"
}

# start_docker NAME PORT_VARIABLE: $service on a free port, which is put into the variable; fails where Docker cannot.
start_docker() {
    [ "${CDC_TEST_SOURCE:-}" != embedded ] || return
    if find_docker; then
        export "$2=$(free_port)"
        if start_container; then
            note "source: $1 in Docker (container $container, port ${!2})"
            return 0
        fi
        stop_source
        note "the container did not come up: $(tail -n 1 "$work/compose.log")"
    fi
    [ "${CDC_TEST_SOURCE:-}" != docker ] || fail "Docker is asked for by CDC_TEST_SOURCE but cannot be used"
    return 1
}

# Whether there is a Docker daemon with compose; says what is missing.
find_docker() {
    if ! docker version >/dev/null 2>&1; then
        note "no Docker here (no command or no daemon): an embedded server is used"
        return 1
    elif docker compose version >/dev/null 2>&1; then
        compose_command=(docker compose)
    elif docker-compose version >/dev/null 2>&1; then
        compose_command=(docker-compose)
    else
        note "Docker has no compose here: an embedded server is used"
        return 1
    fi
}

compose() { "${compose_command[@]}" -p "cdc_test_$$" -f "$root/docker-compose.yml" -f "$work/override.yml" "$@"; }

# The user's own container of the same name, running or not, is left alone. CDC_TEST_IMAGE takes the place of the image in
# docker-compose.yml: postgres:15, say.
start_container() {
    if [ "${CDC_TEST_JOBS:-1}" -gt 1 ] || docker container inspect "$container" >/dev/null 2>&1; then
        note "the container's name is cdc_test_$$: $container is there already, or may come"
        container=cdc_test_$$
    fi
    printf 'services:\n  %s:\n    container_name: %s\n' "$service" "$container" >"$work/override.yml"
    [ -z "${CDC_TEST_IMAGE:-}" ] || printf '    image: %s\n' "$CDC_TEST_IMAGE" >>"$work/override.yml"
    source_kind=docker
    compose up -d "$service" </dev/null >"$work/compose.log" 2>&1 && wait_until 120 is_healthy
}

is_healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$container")" = healthy ]; }

# start_embedded NAME CLASS [ARGUMENT…]: src/demo/CLASS.java starts a server; its port is left in embedded_port. The server
# ends when descriptor 8 is closed, so it does not outlive a test that is killed.
start_embedded() {
    local name=$1 class=$2 classpath
    shift 2
    classpath=$(classpath_of "src/demo/$class.java" 2>"$work/embedded.log") || fail "$class.java is built"
    mkfifo "$work/embedded.stdin"
    java "${quick[@]}" -cp "$classpath" "$class" "$@" <"$work/embedded.stdin" >"$work/embedded.json" 2>>"$work/embedded.log" &
    embedded_pid=$!
    exec 8>"$work/embedded.stdin"
    source_kind=embedded
    wait_until 90 test -s "$work/embedded.json" || fail "the embedded $name starts"
    embedded_port=$(sed -E 's/.*"port":([0-9]+).*/\1/' "$work/embedded.json")
    embedded_sql=(java "${quick[@]}" -cp "$classpath" "$class" --port "$embedded_port" --sql)
    note "source: embedded $name (port $embedded_port)"
}

# Whether a MySQL is installed: MariaDB has a program of that name, too.
has_mysqld() { (PATH=$PATH:/usr/sbin:/usr/local/sbin:/usr/libexec; mysqld --version) 2>/dev/null | grep -v MariaDB | grep -q Ver; }

stop_source() {
    case $source_kind in
        docker) compose down -v --timeout 5 </dev/null >>"$work/compose.log" 2>&1 ;;
        embedded) exec 8>&-; wait "$embedded_pid" ;;
    esac
    source_kind=none
}

# source_sql "SQL": runs statements, as one transaction, and prints rows tab-separated, an empty field for NULL.
source_sql() {
    if [ "$source_kind" = docker ]; then
        docker exec -i "$container" psql -U myuser -d mydb -qAtX -F $'\t' -v ON_ERROR_STOP=1 -c "$1" </dev/null
    elif type -P psql >/dev/null; then
        PGPASSWORD=mypassword psql -h localhost -p "$POSTGRES_PORT" -U myuser -d mydb -qAtX -F $'\t' \
            -v ON_ERROR_STOP=1 -c "$1" </dev/null
    else
        "${embedded_sql[@]}" "$1" </dev/null
    fi
}

# A port that nobody listens on.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 7<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s\n' "$port"; return; }
    done
}
