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

# The log tells when a step began: which of them takes the time.
step() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }
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

. "$root/tests/lib_source.sh"

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

# Python's duckdb where it is installed or can be had: it starts in a third of the time that a small Java program takes.
choose_duck() {
    local classpath with_duckdb program="
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
    elif type -P "$python" >/dev/null &&
        with_duckdb=$(PIP_RETRIES=0 PIP_DEFAULT_TIMEOUT=10 python_with duck "duckdb==$(duckdb_version)"); then
        duck_command=("$with_duckdb" -c "$program")
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

# duckdb_version: the loader's, as Python's packages name it.
duckdb_version() {
    sed -n 's/^.*duckdb_jdbc:\([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p' "$root/src/destination/DuckDbVersion.java"
}

# extensions_of PYTHON DIR NAME…: lays DuckDB's extensions, from packages of this Python (duckdb-extension-NAME), out as
# DuckDB looks for them; prints the folder.
extensions_of() {
    local program=$1 folder=$2 version platform packages each
    shift 2
    version=$(duckdb_version)
    platform=$("$program" -c "import duckdb; print(duckdb.sql('PRAGMA platform').fetchone()[0])") || return
    packages=$("$program" -c "import duckdb, os; print(os.path.dirname(os.path.dirname(duckdb.__file__)))") || return
    mkdir -p "$folder/v$version/$platform" || return
    for each; do
        cp -n "$packages/duckdb_extension_$each/extensions/v$version/$each.duckdb_extension" \
            "$folder/v$version/$platform/${each/%sqlite/sqlite_scanner}.duckdb_extension" || return
    done
    printf '%s\n' "$folder"
}

# --- programs from Debian's packages ----------------------------------------------------------------------------

# have PROGRAM PACKAGE: whether it is there, or, where CI is set, can be installed.
have() {
    type -P "$1" >/dev/null && return
    [ -n "${CI:-}" ] && [ "$(id -u)" = 0 ] && type -P apt-get >/dev/null || return
    { [ -n "${updated:-}" ] || apt-get update -qq; updated=1
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$2"; } >"$work/apt.log" 2>&1 </dev/null
    type -P "$1" >/dev/null
}

# lacks NAME PACKAGE: a skip; where CI is set, a failure.
lacks() {
    [ -z "${CI:-}" ] || fail "$1: $2 can be installed"
    skip "$1" "there is no $2 (Debian: apt-get install $2)"
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
