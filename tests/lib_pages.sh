# What the tests of pages share: the commands of a page, one file a step, run in a copy of the project, and what they print
# compared with what the page shows. A test sources lib.sh first, and sets label, steps, project and, for what asks for
# them, venv_bin and console.   . "$(dirname "$0")/lib_pages.sh"
#
# A comment before a fenced block says what the block is (such comments are invisible on the rendered page):
#   <!-- test: run -->      a command that has to end with exit code 0; after `run fails`: with another
#   <!-- test: start -->    the loader, in the background; <!-- test: stop --> (no block) ends it
#   <!-- test: console -->  a command into which the sql blocks are typed
#   <!-- test: sql -->      statements for it
#   <!-- test: until -->    a command that is repeated until it prints what the next block shows
#   <!-- test: tweak -->    a method of the loader script, which takes the place of that of its name
#   <!-- test: prints -->   what the block before prints; … stands for anything
# A word after run or until (duckdb, python, dlt) is what it needs; `finally` before it keeps it for the end.
# shellcheck shell=bash disable=SC2034,SC2154

steps=$work/steps
project=$work/project
venv_bin=
since=0
console=
: >"$work/renames.sed"

# --- the pages -> one file a step, NNN.WORDS, with its block, and what it prints in NNN.prints --------------------

extract_steps() {
    mkdir -p "$steps"
    (cd "$root" && awk -v folder="$steps" -v page="$page" '
        FNR == 1 { ours = FILENAME == page || page == "README.md" }
        /^<!-- test: page / { ours = $4 == page; next }
        !ours { next }
        /^<!-- test: .* -->$/ {
            words = $0; sub(/^<!-- test: /, "", words); sub(/ -->$/, "", words)
            if (words == "needs docker" || words == "stop" || words ~ /^picture /) {
                open_step(words); close(file); words = ""
            }
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
        }' "$page" ${more[@]+"${more[@]}"})
}

copy_project() {
    mkdir -p "$project"
    (cd "$root" && tar -cf - --exclude=.git --exclude=.dlt/secrets.toml --exclude=.dlt/config.toml \
        --exclude=.dlt/pipelines --exclude=./tmp .) | tar -xf - -C "$project"
}

# --- comparing -----------------------------------------------------------------------------------------------------

# JBang's and the compiler's own lines (a first start builds the script) are not the loader's.
plain() { sed -e '/^\[jbang\]/d' -e '/^Fetching the [a-z]* connector, unless/d' -e '/^jbang wrapper:/d' -e '/^Note: .*\(deprecat\|unchecked\)/d' -e 's/[[:space:]]*$//'; }

# matches EXPECTED ACTUAL: … in EXPECTED stands for anything, also for nothing or for many lines.
matches() {
    local pattern
    pattern=$(printf '%s' "$1" | sed -e 's/[][\\*?]/\\&/g' -e 's/…/*/g')
    # shellcheck disable=SC2053  # a pattern is meant
    [[ $2 == $pattern ]]
}

# What the page shows below a step; nothing where it shows nothing.
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

# compare STEP NAME: fails where what was printed is not what the page shows; a running loader has time to print it.
compare() {
    local expected end=$((SECONDS + 180))
    expected=$(shown "$1")
    until matches "$expected" "$(printed_by "$1")"; do
        if [ "$SECONDS" -ge "$end" ] || [ -z "$loader_pid" ] || [[ $1 != *.start && $1 != *.sql ]]; then
            printf '%s shows:\n%s\n--- printed:\n%s\n' "$page" "$expected" "$(printed_by "$1")"
            fail "$label: $2: prints what is shown"
        fi
        sleep 0.3
    done
    pass "$label: $2: prints what is shown"
}

# --- the kinds of steps --------------------------------------------------------------------------------------------

# shell FILE: its lines as they are; where a container has another name, that one.
shell() { (cd "$project" && bash -eu <(renamed "$1") </dev/null 8>&-); }

renamed() { sed -f "$work/renames.sed" "$1"; }

python_file() { (cd "$project" && "$venv_bin/python" "$1" </dev/null 8>&-); }

# The console is shown as a person uses it, at a terminal; here statements come from a file and end at the first error.
open_console() {
    console=$(renamed "$1" | sed 's/docker exec -it/docker exec -i/')
    [[ $console != *psql* ]] || console+=' -v ON_ERROR_STOP=1'
}

sql() { (cd "$project" && bash -c "$console" <"$1" 8>&-); }

# tweak FILE: the method in it takes the place of that of its name in the script. Its first line is an annotation.
tweak() {
    awk -v method="$1" -v start=" $(sed -n 's/^public .* \([a-z][A-Za-z]*(\).*/\1/p' "$1")" '
        /^    @/ { held = $0; next }
        held != "" && index($0, start) { while ((getline line < method) > 0) print "    " line; held = ""; ours = done = 1; next }
        held != "" { print held; held = "" }
        ours { ours = $0 != "    }"; next }
        { print }
        END { exit !done }' "$project/DebeziumDltLoader.java" >"$work/tweaked" && cp "$work/tweaked" "$project/DebeziumDltLoader.java"
}

# Whether what a step needs is there; else it is skipped.
has() {
    case $1 in
        *.duckdb) type -P duckdb >/dev/null || [ -x "$venv_bin/duckdb" ] ;;
        *.python | *.venv | *.dlt) [ -n "$venv_bin" ] ;;
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
    [ -n "$expected" ] || fail "$label: $2: something is shown to wait for"
    as_shown() { actual=$("$(runner "$step")" "$step" 2>"$work/errors.log" | plain); matches "$expected" "$actual"; }
    if ! wait_until 180 as_shown; then
        printf '%s shows:\n%s\n--- printed:\n%s\n' "$page" "$expected" "$actual"
        fail "$label: $2: prints what is shown"
    fi
    pass "$label: $2: prints what is shown"
}

start() {
    local command
    command=$(renamed "$1")
    since=0
    # shellcheck disable=SC2086  # the command's words
    (cd "$project" && exec $command </dev/null >"$work/loader.log" 2>&1 8>&-) &
    loader_pid=$!
}

do_step() {
    local name
    name=$(grep -v '^--' "$1" | head -n 1 | cut -c 1-60)
    name=${name:-Ctrl+C}
    if ! has "$1"; then
        skip "$label: $name" "what it needs (${1##*.}) is missing"
        return
    fi
    step "$name"
    case $1 in
        *.start) start "$1" ;;
        *.console) open_console "$1" ;;
        *.stop)
            since=$(wc -l <"$work/loader.log")
            stop_loader TERM
            same 0 "$loader_status" "$label: Ctrl+C: ends with exit code 0" ;;
        *.sql) sql "$1" >"$work/command.log" 2>&1 || fail "$label: $name"
            pass "$label: $name: is answered" ;;
        *.tweak) tweak "$1" || fail "$label: the method is in the script"
            pass "$label: the method takes its place in the script" ;;
        *.fails)
            ! shell "$1" >"$work/command.log" 2>&1 || fail "$label: $name: fails"
            pass "$label: $name: fails" ;;
        *.until*) until_it_prints "$1" "$name"; return ;;
        *)
            "$(runner "$1")" "$1" >"$work/command.log" 2>&1 || fail "$label: $name"
            pass "$label: $name: ends with exit code 0" ;;
    esac
    [ -z "$(shown "$1")" ] || compare "$1" "$name"
}

# --- the containers, under their own names where nobody has them ---------------------------------------------------

# For the `services` of the page, SERVICE CONTAINER PORT KIND a line. A container of that name which is there is left alone, and
# so is a program on the port; own_names asks for other names and ports in any case.
prepare_docker() {
    local service container port kind
    export COMPOSE_PROJECT_NAME=cdc_page_$$ COMPOSE_FILE=docker-compose.yml:page.yml
    printf 'services:\n' >"$project/page.yml"
    while read -r service container port kind; do
        if [ -n "${own_names:-}" ] || docker container inspect "$container" >/dev/null 2>&1; then
            note "a container $container is there already, or may come, and is left alone; this test's has another name"
            printf '/docker exec/s/%s/cdc_page_%s/g\n' "$container" "$$_$kind" >>"$work/renames.sed"
            container=cdc_page_$$_$kind
        fi
        printf '  %s:\n    container_name: %s\n' "$service" "$container" >>"$project/page.yml"
        if [ -n "${own_names:-}" ] || (exec 7<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            note "port $port is taken, or may be; this test's is another"
            port=$(free_port)
            export "SOURCES__DEBEZIUM__${kind}__PORT=$port"
        fi
        export "${kind}_PORT=$port"
    done <<<"$(services)"
    # lib.sh calls this at the end, however that comes.
    stop_source() { (cd "$project" && docker compose down -v --timeout 5 </dev/null >/dev/null 2>&1); }
}
