#!/usr/bin/env bash
# Does what README.md says, in a copy of the project, and compares what it prints with what README.md shows.
#
# A comment before a fenced block says what the block is (such comments are invisible on the rendered page):
#   <!-- test: run -->      a command that has to end with exit code 0
#   <!-- test: start -->    the loader, in the background; <!-- test: stop --> (no block) ends it
#   <!-- test: sql -->      statements for psql in the container
#   <!-- test: until -->    a command that is repeated until it prints what the next block shows
#   <!-- test: prints -->   what the block before prints; … stands for anything
# A word behind run or until (duckdb, python, dlt) is what it needs; `finally` before it keeps it for the end. What
# stands behind <!-- test: needs docker --> is skipped where Docker is missing.
. "$(dirname "$0")/lib.sh"

project=$work/project
steps=$work/steps
venv_bin=
since=0

# --- README.md -> one file a step, NNN.WORDS, with its block, and what it prints in NNN.prints --------------------

extract_steps() {
    mkdir -p "$steps"
    awk -v folder="$steps" '
        /^<!-- test: .* -->$/ {
            words = $0; sub(/^<!-- test: /, "", words); sub(/ -->$/, "", words)
            if (words == "needs docker" || words == "stop") { open_step(words); close(file); words = "" }
            next
        }
        /^```/ && inside { inside = 0; close(file); words = ""; next }
        /^```/ && words != "" { inside = 1; open_step(words); next }
        inside { print >> file }
        function open_step(words) {
            if (words == "prints") { file = sub_name ".prints" }
            else {
                number = words ~ /^finally / ? 900 + ++last : ++first
                sub(/^finally /, "", words); gsub(/ /, ".", words)
                sub_name = sprintf("%s/%03d", folder, number)
                file = sub_name "." words
            }
            printf "" > file
        }' "$root/README.md"
}

copy_project() {
    mkdir -p "$project"
    (cd "$root" && tar -cf - --exclude=.git --exclude=.dlt/secrets.toml --exclude=.dlt/config.toml \
        --exclude=.dlt/pipelines --exclude=./tmp .) | tar -xf - -C "$project"
}

# --- comparing -----------------------------------------------------------------------------------------------------

# JBang's own lines (a first start builds the script) are not the loader's.
plain() { sed -e '/^\[jbang\]/d' -e '/^jbang wrapper:/d' -e 's/[[:space:]]*$//'; }

# matches EXPECTED ACTUAL: … in EXPECTED stands for anything, also for nothing or for many lines.
matches() {
    local pattern
    pattern=$(printf '%s' "$1" | sed -e 's/[][\\*?]/\\&/g' -e 's/…/*/g')
    # shellcheck disable=SC2053  # a pattern is meant
    [[ $2 == $pattern ]]
}

# What README.md shows below a step; nothing where it shows nothing.
shown() {
    local number=${1##*/}
    cat "$steps/${number%%.*}.prints" 2>/dev/null | plain
}

# What the step has printed: statements are answered by the loader.
printed_by() {
    case $1 in
        *.start | *.sql | *.stop) tail -n "+$((since + 1))" "$work/loader.log" ;;
        *) cat "$work/command.log" ;;
    esac | plain
}

# compare STEP NAME: fails where what was printed is not what README.md shows; a running loader has time to print it.
compare() {
    local expected end=$((SECONDS + 60))
    expected=$(shown "$1")
    until matches "$expected" "$(printed_by "$1")"; do
        if [ "$SECONDS" -ge "$end" ] || [ -z "$loader_pid" ]; then
            printf 'README.md shows:\n%s\n--- printed:\n%s\n' "$expected" "$(printed_by "$1")"
            fail "README: $2: prints what is shown"
        fi
        sleep 0.3
    done
    pass "README: $2: prints what is shown"
}

# --- the kinds of steps --------------------------------------------------------------------------------------------

# shell FILE: its lines as they are; where the container has another name, that one.
shell() { (cd "$project" && bash -eu <(sed "s/postgres_source_event_driven/$container/g" "$1") </dev/null 8>&-); }

python_file() { (cd "$project" && "$venv_bin/python" "$1" </dev/null 8>&-); }

sql() { docker exec -i "$container" psql -U myuser -d mydb -v ON_ERROR_STOP=1 <"$1"; }

# Whether what a step needs is there; else it is skipped.
has() {
    case $1 in
        *.duckdb) type -P duckdb >/dev/null || [ -x "$venv_bin/duckdb" ] ;;
        *.python | *.dlt) [ -n "$venv_bin" ] ;;
        *) true ;;
    esac
}

runner() {
    case $1 in
        *.python | *.until.dlt) echo python_file ;;
        *) echo shell ;;
    esac
}

until_it_prints() {
    local expected actual=
    expected=$(shown "$1")
    [ -n "$expected" ] || fail "README: $2: something is shown to wait for"
    as_shown() { actual=$("$(runner "$step")" "$step" 2>"$work/errors.log" | plain); matches "$expected" "$actual"; }
    if ! wait_until 60 as_shown; then
        printf 'README.md shows:\n%s\n--- printed:\n%s\n' "$expected" "$actual"
        fail "README: $2: prints what is shown"
    fi
    pass "README: $2: prints what is shown"
}

start() {
    local command
    command=$(cat "$1")
    # shellcheck disable=SC2086  # the command's words
    (cd "$project" && exec $command </dev/null >"$work/loader.log" 2>&1 8>&-) &
    loader_pid=$!
}

do_step() {
    local name
    name=$(grep -v '^--' "$1" | head -n 1 | cut -c 1-60)
    name=${name:-Ctrl+C}
    if ! has "$1"; then
        skip "README: $name" "what it needs (${1##*.}) is missing"
        return
    fi
    step "$name"
    case $1 in
        *.start) start "$1" ;;
        *.stop)
            since=$(wc -l <"$work/loader.log")
            stop_loader TERM
            same 0 "$loader_status" "README: Ctrl+C: ends with exit code 0" ;;
        *.sql) sql "$1" >"$work/command.log" 2>&1 || fail "README: $name"
            pass "README: $name: is answered" ;;
        *.until*) until_it_prints "$1" "$name"; return ;;
        *)
            "$(runner "$1")" "$1" >"$work/command.log" 2>&1 || fail "README: $name"
            pass "README: $name: ends with exit code 0" ;;
    esac
    [ -z "$(shown "$1")" ] || compare "$1" "$name"
}

# --- the container, under its own name where nobody has it ---------------------------------------------------------

# A container of that name which is there is left alone, and so is a program on port 5432.
prepare_docker() {
    export COMPOSE_PROJECT_NAME=cdc_readme_$$ COMPOSE_FILE=docker-compose.yml:readme.yml POSTGRES_PORT=5432
    printf 'services: {}\n' >"$project/readme.yml"
    if docker container inspect "$container" >/dev/null 2>&1; then
        note "a container $container is there already and is left alone; this test's has another name"
        container=cdc_readme_$$
        printf 'services:\n  postgres_source:\n    container_name: %s\n' "$container" >"$project/readme.yml"
    fi
    if (exec 7<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then
        POSTGRES_PORT=$(free_port)
        export SOURCES__DEBEZIUM__POSTGRES__PORT=$POSTGRES_PORT
        note "port 5432 is taken; this test's is $POSTGRES_PORT"
    fi
    # lib.sh calls this at the end, however that comes.
    stop_source() { (cd "$project" && docker compose down -v --timeout 5 </dev/null >/dev/null 2>&1); }
}

# --- all of it -----------------------------------------------------------------------------------------------------

extract_steps
copy_project
if python_bin=$(python_with readme duckdb duckdb-cli 'dlt[duckdb]' 'sqlglot<30.22'); then
    venv_bin=${python_bin%/*}
    export PATH=$PATH:$venv_bin RUNTIME__DLTHUB_TELEMETRY=false
else
    note "no Python 3 with pip here: what needs it is skipped"
fi
for step in "$steps"/[0-9]*; do
    case $step in
        *.prints) ;;
        *.needs.docker)
            if ! docker version >/dev/null 2>&1 || ! docker compose version >/dev/null 2>&1; then
                skip "README: the walk-through" "there is no Docker with compose"
                exit 0
            fi
            prepare_docker ;;
        *) do_step "$step" ;;
    esac
done
