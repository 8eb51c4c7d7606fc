#!/usr/bin/env bash
# Runs docs/WORKSHOP.md, as tests/test_readme.sh runs README.md: with Docker where it is there, else with the embedded server, whose
# commands are run in any case; and the trainer's offline copy, in another folder and, for root, without a network.
# tests/test_workshop.sh docs/images: takes the page's pictures anew (Chromium).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_pages.sh"

page=docs/WORKSHOP.md
more=()
label=workshop
pictures=${1:-}
own_names=1             # tests/test_readme.sh, which may run at the same time, has those of the pages
services() { echo "postgres_source postgres_source_event_driven 5432 POSTGRES"; }

# What a download would bring is taken from the user's cache, so that the copy costs no network here.
seed_offline() {
    local repository=${JBANG_REPO:-$HOME/.m2/repository} cache=${XDG_CACHE_HOME:-$HOME/.cache}/debezium-dlt script each
    local built=${JBANG_DIR:-$HOME/.jbang}/cache/jars
    mkdir -p "$trainer/offline/repository" "$trainer/offline/cache/debezium-dlt" "$trainer/offline/jbang/cache/jars"
    for script in DebeziumDltLoader.java src/demo/EmbeddedPostgres.java; do
        "$root/jbang" info classpath "$root/$script" 2>/dev/null | tr ':' '\n' | sed -n "s#^$repository/\(.*\)/[^/]*#\1#p"
    done >"$work/jars"
    (cd "$repository" && find . -name '*.pom*' -o -name '*.jar.sha1' -prune >>"$work/jars" && tar -cf - -T "$work/jars") |
        tar -xf - -C "$trainer/offline/repository"
    cp -R "$cache"/jbang-* "$trainer/offline/cache/debezium-dlt" 2>/dev/null
    for each in DebeziumDltLoader PostgresLoader EmbeddedPostgres; do
        cp -R "$built/$each".java.* "$trainer/offline/jbang/cache/jars"
    done
}

# offline COMMAND…: without a network, but for the machine itself, where that can be had.
offline() {
    if unshare -n true 2>/dev/null; then
        unshare -n bash -c 'ip link set lo up 2>/dev/null || ifconfig lo up; "$@"' offline "$@"
    else
        "$@"
    fi
}

copy_travels() {
    project=$trainer copy_project
    seed_offline >/dev/null 2>&1
    (cd "$trainer" && bash -eu "$steps"/*.run.trainer) </dev/null >"$work/trainer.log" 2>&1 8>&- || return
    mkdir "$work/away" && mv "$work/workshop.tar" "$work/away" &&
        (cd "$work/away" && offline bash -eu "$steps"/*.run.offline) </dev/null >"$work/offline.log" 2>&1 8>&- &&
        grep -q 'Alice is updated, Bob is deleted' "$work/offline.log"
}

# --- the two ways to a database ---------------------------------------------------------------------------------------

serve() {
    local port
    port=$(free_port)
    printf 's/--port 5432/--port %s/\n' "$port" >>"$work/renames.sed"
    mkfifo "$work/server.stdin"
    exec 7<>"$work/server.stdin"
    # shellcheck disable=SC2046  # the command's words
    (cd "$project" && exec $(renamed "$1") <&7 >"$work/server.json" 2>"$work/server.log") &
    embedded_pid=$!
    wait_until 180 grep -q '"port"' "$work/server.json" || fail "$label: the embedded server starts"
    [ "$way" = docker ] || export SOURCES__DEBEZIUM__POSTGRES__PORT=$port
}

try_embedded() {
    open_console "$1"
    same $'1\tembedded' "$(sql /dev/stdin <<<"SELECT 1, 'embedded'" 2>"$work/console.log")" "$label: the embedded server takes SQL"
    if [ "$way" = docker ]; then
        kill "$embedded_pid"
        wait "$embedded_pid" 2>/dev/null
        console=$kept
    fi
}

picture() {
    [ -n "$pictures" ] || return 0
    sleep 8
    java "${quick[@]}" -cp "$work/page:$classpath" PagePicture "$(type -P chromium)" "http://127.0.0.1:$http_port/" \
        "$pictures/${1##*.picture.}" "$(mktemp -d "$work/browser.XXXXXX")" || fail "$label: the picture is taken"
}

# --- all of it --------------------------------------------------------------------------------------------------------

extract_steps
copy_project
trainer=$work/trainer
way=embedded
if [ "${CDC_TEST_SOURCE:-}" != embedded ] && docker compose version >/dev/null 2>&1 && docker version >/dev/null 2>&1; then
    way=docker
    prepare_docker
fi
note "the workshop's database: $way"
http_port=$(free_port)
printf 's/--http$/--http %s/\n' "$http_port" >>"$work/renames.sed"
if python_bin=$(python_with carry-1 'dlt[duckdb,postgres,sqlalchemy,filesystem,deltalake]>=1.31,<2' 'sqlglot<30.22' pyarrow); then
    venv_bin=${python_bin%/*}
    export VIRTUAL_ENV=${venv_bin%/bin} RUNTIME__DLTHUB_TELEMETRY=false
    printf 's#^python3 -m venv .venv#:#\ns#^\.venv/bin/#%s/#\n' "$venv_bin" >>"$work/renames.sed"    # made already
else
    note "no Python 3 with pip here: what needs it is skipped"
fi
if [ -n "$pictures" ]; then
    classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build.log") && mkdir "$work/page" &&
        javac -nowarn -d "$work/page" -cp "$classpath" "$root"/tests/web/{Browser,PagePicture}.java || fail "the pictures can be taken"
fi
"$root/jbang" build "$root/DebeziumDltLoader.java" >"$work/build.log" 2>&1 </dev/null || fail "the loader is built"
copy_travels &
copy_pid=$!
for step in "$steps"/[0-9]*; do
    case $step in
        *.prints | *.run.trainer | *.run.offline) ;;
        *.docker.console) [ "$way" != docker ] || { do_step "$step"; kept=$console; } ;;
        *.docker.*) [ "$way" != docker ] || do_step "$step" ;;
        *.embedded.start) serve "$step" ;;
        *.embedded.console) try_embedded "$step" ;;
        *.picture.*) picture "$step" ;;
        *) do_step "$step" ;;
    esac
done
wait "$copy_pid" || fail "$label: the trainer's copy runs in another folder, without a network"
pass "$label: the trainer's copy runs in another folder, without a network"
