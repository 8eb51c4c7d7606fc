# What the shell tests share; a test sources it first:   . "$(dirname "$0")/lib.sh"
#
# A test prints a line a promise, `ok NAME` or `not ok NAME`; tests/run counts these lines. Whatever is started here
# is stopped, by its process id, when the test ends. Runs with bash 3.2 and later.
# shellcheck shell=bash
set -uo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/cdc-test.XXXXXX")
python=${PYTHON:-python3}
export DLT_DATA_DIR=$work/dlt             # dlt's own folder: tests leave the user's alone
quick=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)      # short programs are over before more pays
service=postgres_source                   # of docker-compose.yml; lib_mysql.sh has others
container=postgres_source_event_driven
source_kind=none      # then docker or embedded
compose_command=()
loader_pid=
embedded_pid=

# --- saying ------------------------------------------------------------------------------------------------------

step() { printf '\n== %s\n' "$*"; }
pass() { printf 'ok %s\n' "$*"; }
skip() { printf 'skip %s: %s\n' "$1" "$2"; }
note() { printf '# %s\n' "$*"; }

# The test cannot go on: says why, shows the ends of the logs, ends it.
fail() {
    local log
    printf 'not ok %s\n' "$*"
    for log in "$work"/*.log; do
        [ -s "$log" ] && printf -- '--- %s\n' "$log" && tail -n 40 "$log"
    done
    exit 1
}

# same EXPECTED ACTUAL NAME
same() {
    if [ "$1" = "$2" ]; then
        pass "$3"
    else
        diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") | sed 's/^</expected </; s/^>/actual   >/'
        fail "$3"
    fi
}

# --- waiting -----------------------------------------------------------------------------------------------------

# wait_until SECONDS COMMAND…: asks again and again until COMMAND succeeds; fails where the time is over.
wait_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@" 2>/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

# eventually SECONDS EXPECTED NAME COMMAND…: the output of COMMAND becomes EXPECTED while the loader runs.
eventually() {
    local end=$((SECONDS + $1)) expected=$2 name=$3 actual=
    shift 3
    while :; do
        actual=$("$@" 2>/dev/null)
        [ "$actual" = "$expected" ] && break
        [ -z "$loader_pid" ] || is_alive "$loader_pid" || break
        [ "$SECONDS" -lt "$end" ] || break
        sleep 0.2
    done
    same "$expected" "$actual" "$name"
}

is_alive() { kill -0 "$1" 2>/dev/null; }

# --- the source: a service of docker-compose.yml, else an embedded server -------------------------------------------

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

# --- the loader --------------------------------------------------------------------------------------------------

# java_of SCRIPT: builds it, the first time, and leaves in java_command what runs it, without JBang's own start of some
# seconds. That a user's command does the same is tested with the README.
java_of() {
    local classpath=$work/${1%.java}.classpath
    [ -s "$classpath" ] || classpath_of "$1" >"$classpath" 2>"$work/build.log" || fail "$1 is built"
    java_command=(env "CDC_JBANG=$root/jbang" java "${quick[@]}"
        --enable-native-access=ALL-UNNAMED -cp "$(cat "$classpath")" "$(main_class "$1")")
}

# main_class SCRIPT: the loaders have a package, since the main class of a jar with everything in it needs one.
main_class() { case $1 in DebeziumDltLoader*) printf 'loader.%s\n' "${1%.java}" ;; *) printf '%s\n' "${1%.java}" ;; esac; }

# loader VERB…: the PostgreSQL loader, to its end. LOADER_SCRIPT names another script.
loader() {
    java_of "${LOADER_SCRIPT:-DebeziumDltLoader.java}"
    "${java_command[@]}" "$@" </dev/null 8>&-
}

# start_loader LOG VERB…: in the background; its process id is in loader_pid.
start_loader() {
    local log=$1
    shift
    java_of "${LOADER_SCRIPT:-DebeziumDltLoader.java}"
    "${java_command[@]}" "$@" </dev/null >"$log" 2>&1 8>&- &
    loader_pid=$!
}

# stop_loader [SIGNAL]: the exit code is left in loader_status. A loader that does not end in 60 s fails the test.
stop_loader() {
    kill "-${1:-TERM}" "$loader_pid"
    wait_until 60 loader_is_gone || fail "the loader ends on ${1:-TERM}"
    wait "$loader_pid" 2>/dev/null
    loader_status=$?
    loader_pid=
}

# A child that has ended but was not waited for still answers kill -0, so the job table is asked.
loader_is_gone() { ! jobs -pr | grep -qx "$loader_pid"; }

# classpath_of SCRIPT: builds a JBang script and prints its class path, to run it without JBang's start. Of the suites of one
# tests/run the first to ask builds it; CDC_TEST_CLASSPATHS is where the others find it.
classpath_of() {
    local known=${CDC_TEST_CLASSPATHS:+$CDC_TEST_CLASSPATHS/${1//\//_}} found
    [ -z "$known" ] || ! [ -s "$known" ] || { cat "$known"; return; }
    "$root/jbang" build "$root/$1" >&2 && found=$("$root/jbang" info classpath "$root/$1") || return
    [ -z "$known" ] || { printf '%s\n' "$found" >"$known.$$" && mv "$known.$$" "$known"; }
    printf '%s\n' "$found"
}

# project DIR SLOT PUBLICATION TABLE: a folder with .dlt/secrets.toml as the README has it.
project() {
    mkdir -p "$1/.dlt"
    cat >"$1/.dlt/secrets.toml" <<TOML
[sources.debezium]
slot_name = "$2"
publication_name = "$3"
table_include_list = "$4"
snapshot_mode = "initial"

[sources.debezium.postgres]
host = "localhost"
port = $POSTGRES_PORT
user = "myuser"
password = "mypassword"
database = "mydb"
TOML
    chmod 600 "$1/.dlt/secrets.toml"
}

# --- the destination ---------------------------------------------------------------------------------------------

# duck FILE "SELECT": rows of a DuckDB file, opened read-only, tab-separated, an empty field for NULL (after
# choose_duck, which start_source calls).
duck() {
    "${duck_command[@]}" "$1" "$2" </dev/null 8>&-
}

# Python's duckdb where it is installed, else a small Java program.
choose_duck() {
    local classpath program="
import sys, time, duckdb
for tries in range(250):
    try:
        connection = duckdb.connect(sys.argv[1], read_only=True)
        break
    except duckdb.IOException as e:
        if tries == 249 or 'Could not set lock' not in str(e):
            raise
        time.sleep(0.02)
rows = connection.sql(f'SELECT COLUMNS(*)::VARCHAR FROM ({sys.argv[2]})').fetchall()
for row in rows:
    print(*('' if field is None else field for field in row), sep='\t')
"
    if "$python" -c 'import duckdb' 2>/dev/null; then
        duck_command=("$python" -c "$program")
    else
        classpath=$(classpath_of tests/Duck.java 2>"$work/duck.log") || fail "Duck.java is built"
        duck_command=(java "${quick[@]}" -cp "$classpath" Duck)
    fi
}

# --- Python ------------------------------------------------------------------------------------------------------

# python_with NAME PACKAGE…: prints the path of a Python that has these packages, from a virtual environment in the
# user's cache; fails (the caller skips) where there is no Python 3 or pip reaches no index.
python_with() {
    local venv=${XDG_CACHE_HOME:-$HOME/.cache}/debezium-dlt/venv-$1
    shift
    mkdir -p "$(dirname "$venv")"
    exec 6>"$venv.lock"
    type -P flock >/dev/null && flock 6      # of tests that run side by side one makes it
    if ! [ -f "$venv/complete" ]; then
        rm -rf "$venv"
        "$python" -m venv "$venv" >"$work/venv.log" 2>&1 || return 1
        "$venv/bin/pip" install -q --disable-pip-version-check "$@" >>"$work/venv.log" 2>&1 || return 1
        touch "$venv/complete"
    fi
    printf '%s\n' "$venv/bin/python"
}

# --- the end -----------------------------------------------------------------------------------------------------

# KEEP=1 keeps the test's folder to look at.
clean_up() {
    local status=$? pid
    trap - EXIT
    for pid in $(jobs -pr); do      # all that it has started, but for the server
        if [ "$pid" != "$embedded_pid" ]; then
            kill -KILL "$pid" 2>/dev/null
            wait "$pid" 2>/dev/null
        fi
    done
    stop_source
    if [ -n "${KEEP:-}" ]; then note "kept: $work"; else rm -rf "$work"; fi
    exit $status
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
