# What the tests with a DuckLake share; sourced after lib.sh.   . "$(dirname "$0")/lib_lake.sh"
# shellcheck shell=bash disable=SC2154

# lake_extensions: DuckDB's extensions from PyPI, where DuckDB's own repository cannot be reached, laid out as DuckDB has
# them, in a folder that is kept; sets CDC_EXTENSIONS, and lake_python, a Python with dlt and the DuckDB of that version.
# Fails where there is no Python 3, or pip reaches no index.
lake_extensions() {
    local version packages
    version=$(duckdb_version)
    lake_python=$(python_with "lake-$version" "duckdb==$version" 'dlt[duckdb]>=1.31,<2' 'sqlglot<30.22' psycopg2-binary \
        "duckdb-extension-ducklake==$version" "duckdb-extension-postgres-scanner==$version" \
        "duckdb-extension-sqlite==$version" "duckdb-extension-httpfs==$version") || return
    packages=$("$lake_python" -c "import duckdb, os; print(os.path.dirname(os.path.dirname(duckdb.__file__)))") || return
    CDC_EXTENSIONS=$(extensions_of "$lake_python" "$packages/cdc-extensions" ducklake postgres_scanner sqlite httpfs) || return
    export CDC_EXTENSIONS
    note "DuckDB's extensions $version from PyPI, in $CDC_EXTENSIONS"
}

# with_lake NAME: as lake_extensions, or the test is skipped.
with_lake() {
    lake_extensions && return
    skip "$1" "no Python 3, or pip reaches no index"
    exit 0
}

# lake_in_source: a database for the catalog in the source's server; KILL_LAKE becomes its URL.
lake_in_source() {
    source_sql "CREATE DATABASE lake" || fail "a database for the catalog is made"
    export KILL_LAKE=postgres://myuser:mypassword@127.0.0.1:$POSTGRES_PORT/lake
}
