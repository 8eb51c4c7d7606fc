#!/usr/bin/env bash
# Runs the commands of README.md and docs/, in a copy of the project, and compares what they print with what the pages show.
# tests/test_readme.sh MYSQL.md does the same for that page, and for what docs/ has on MySQL.
#
# What the comments before fenced blocks mean: lib_pages.sh. Everything after <!-- test: needs docker --> is skipped if Docker
# is missing. The pages in docs/ come after README.md or MYSQL.md, with its pipeline as the page left it: theirs is what
# follows <!-- test: page MYSQL.md -->, README.md's all else.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_pages.sh"

page=${1:-README.md}
more=(docs/tables.md docs/reference.md docs/troubleshooting.md)
label=${page%.md}

# SERVICE CONTAINER PORT KIND: what the page's commands use of docker-compose.yml.
services() {
    case $page in
        README.md) echo "postgres_source postgres_source_event_driven 5432 POSTGRES" ;;
        MYSQL.md)
            echo "mysql_source mysql_source 3306 MYSQL"
            echo "mariadb_source mariadb_source 3307 MARIADB" ;;
    esac
}

# --- all of it -----------------------------------------------------------------------------------------------------

[ -n "$(services)" ] || fail "there is a page $page (expected README.md or MYSQL.md)"
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
                skip "$label: the walk-through" "there is no Docker with compose"
                exit 0
            fi
            prepare_docker ;;
        *) do_step "$step" ;;
    esac
done
