# What the tests of turns with Python's dlt share; sourced after lib.sh.   . "$(dirname "$0")/lib_dlt.sh"
# shellcheck shell=bash disable=SC2154
export RUNTIME__DLTHUB_TELEMETRY=false

# with_dlt NAME: Python's dlt, or the test is skipped; then a source with two tables, and a project that captures them.
with_dlt() {
    if ! py=$(python_with dlt-1 'dlt[duckdb]>=1.31,<2' 'sqlglot<30.22'); then
        skip "$1" "no Python 3, or pip reaches no index"
        exit 0
    fi
    note "$("$(dirname "$py")/dlt" --version) from PyPI"
    step "Start the source database"
    start_source
    source_sql "
        CREATE TABLE users (id INT PRIMARY KEY, name TEXT); ALTER TABLE users REPLICA IDENTITY FULL;
        CREATE TABLE log (id INT, msg TEXT); ALTER TABLE log REPLICA IDENTITY FULL;
        INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO log VALUES (1, 'x');
        CREATE PUBLICATION debezium_pub FOR TABLE users, log;
    " || fail "the tables are created"
    shop=$work/shop
    project "$shop" debezium_slot debezium_pub public.users,public.log
    printf '[cdc_settings.primary_keys]\nusers = "id"\n[cdc_settings]\n' >"$shop/.dlt/config.toml"
    file=$shop/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
}

# load NAME: to what is committed now.
load() { loader run --until-current --project "$shop" >"$work/load.log" 2>&1 || fail "$1"; }

# python_turn WHAT…: tests/dlt/turn.py, from the project's folder.
python_turn() {
    (cd "$shop" && "$py" "$root/tests/dlt/turn.py" "$@" </dev/null 8>&-) >"$work/python.log" 2>&1 ||
        fail "Python: $*: $(tail -n 1 "$work/python.log")"
}

# dlt_command VERB…: dlt's own, which answers its questions with yes.
dlt_command() {
    (cd "$shop" && "$py" -m dlt -y pipeline debezium_cdc "$@" </dev/null 8>&-) >"$work/dlt.log" 2>&1 ||
        fail "dlt pipeline debezium_cdc $*"
}

dataset() { duck "$file" "$1"; }
