#!/usr/bin/env bash
# The table of versions in docs/DLT.md, row by row: what it says works works, what it says does not does not.
#   tests/test_dlt_versions.sh
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_dlt.sh"
with_dlt "the versions of dlt and duckdb"
printf 'own_columns = "dlt"\n' >>"$shop/.dlt/config.toml"
load "the snapshot is loaded"

# One environment for all rows: each takes the place of the one before.
py=$(python_with dlt-versions pandas pyarrow) || { skip "the versions of dlt and duckdb" "pip reaches no index"; exit 0; }
rows=0
while IFS='|' read -r _ dlt duckdb sqlglot expected; do
    dlt=${dlt// /} duckdb=${duckdb// /} sqlglot=${sqlglot// /}
    "$py" -m pip install -q --disable-pip-version-check "dlt[duckdb]==$dlt" "duckdb==$duckdb" "sqlglot==$sqlglot" \
        >"$work/pip.log" 2>&1 </dev/null || fail "dlt $dlt, duckdb $duckdb and sqlglot $sqlglot are installed"
    rm -rf "$DLT_DATA_DIR/pipelines"
    loader info --project "$shop" >"$work/info.log" 2>&1 || fail "info writes dlt's working copy"
    found=$( (cd "$shop" && "$py" "$root/tests/dlt/versions.py" </dev/null 8>&-) 2>"$work/python.log")
    same "$(xargs <<<"${expected%|*}")" "$found" "dlt $dlt, duckdb $duckdb, sqlglot $sqlglot"
    rows=$((rows + 1))
    load "the loader after dlt $dlt, duckdb $duckdb"
done < <(grep -E '^\| [0-9]+\.[0-9]+\.[0-9]+ \|' "$root/docs/DLT.md")
[ "$rows" -ge 4 ] || fail "docs/DLT.md has a table of versions, but $rows rows of it were found"

loader drop --drop-all --drop-slot --yes --project "$shop" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
stop_source
same "" "$(jobs -pr)" "versions: nothing is left running"
