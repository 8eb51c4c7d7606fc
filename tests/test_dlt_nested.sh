#!/usr/bin/env bash
# Documents that are unpacked: random ones give the tables that Python's dlt makes of them, and those of a real database
# keep what PostgreSQL leaves out of an update. NESTED_SEEDS="1 2 3" tries so many (1).   tests/test_dlt_nested.sh
. "$(dirname "$0")/lib.sh"
export RUNTIME__DLTHUB_TELEMETRY=false RUNTIME__LOG_LEVEL=ERROR

if ! py=$(python_with dlt-1 'dlt[duckdb]>=1.31,<2' 'sqlglot<30.22'); then
    skip "documents are unpacked as dlt does" "no Python 3, or pip reaches no index"
    exit 0
fi

step "Random documents, the loader's tables and dlt's"
java_of DebeziumDltLoader.java
for seed in ${NESTED_SEEDS:-1}; do
    for what in "merge tables none" "append tables none" "merge 2 none" "append 1 none" \
        "merge tables columns=discard_row,data_type=discard_value" "append tables tables=discard_row,data_type=discard_row" \
        "merge tables columns=discard_value" "append 2 data_type=freeze"; do
        # shellcheck disable=SC2086
        (cd "$work" && "$py" "$root/tests/dlt/nested_random.py" "$work/${what//[ ,=]/-}-$seed" "$seed" $what \
            "${java_command[@]}" 8>&-) >"$work/random.log" 2>&1 ||
            fail "documents of seed $seed, $what: $(tail -n 4 "$work/random.log")"
        pass "documents of seed $seed, $what: $(tail -n 1 "$work/random.log"), as dlt makes them"
    done
done

step "A database"
start_source
source_sql "
    CREATE TABLE orders (id INT PRIMARY KEY, note TEXT, lines JSONB, other JSONB);
    INSERT INTO orders SELECT i, 'n', jsonb_build_array(jsonb_build_object('sku', 's' || i, 'tags', jsonb_build_array(i),
        'blob', (SELECT string_agg(md5(i::text || j::text), '') FROM generate_series(1, 300) AS j))), '{\"a\": 1}'
        FROM generate_series(1, 50) AS i;
    CREATE PUBLICATION debezium_pub FOR TABLE orders;
" || fail "the table is created"
shop=$work/shop
project "$shop" debezium_slot debezium_pub public.orders
printf '[cdc_settings.primary_keys]\norders = "id"\n[cdc_settings.nested]\norders.lines = "tables"\n' >"$shop/.dlt/config.toml"
file=$shop/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
load() { loader run --until-current --project "$shop" >"$work/load.log" 2>&1 || fail "$1: $(tail -n 1 "$work/load.log")"; }
# rows WHERE: each order with what is nested in it.
rows() {
    duck "$file" "SELECT o.id, o.note, o.deleted, l.sku, length(l.blob), t.value FROM debezium_data.orders o
        LEFT JOIN debezium_data.orders__lines l ON l._dlt_root_id = o._dlt_id
        LEFT JOIN debezium_data.orders__lines__tags t ON t._dlt_parent_id = l._dlt_id AND t._dlt_root_id = o._dlt_id
        WHERE $1 ORDER BY ALL"
}
load "the snapshot is loaded"
same 50$'\t'50$'\t'50 "$(duck "$file" "SELECT count(*), (SELECT count(*) FROM debezium_data.orders__lines),
    count(*) FILTER (other = '{\"a\": 1}') FROM debezium_data.orders")" "the snapshot is unpacked, other columns are not"
source_sql "
    UPDATE orders SET note = 'new' WHERE id = 1; UPDATE orders SET id = 102 WHERE id = 2; DELETE FROM orders WHERE id = 3;
    UPDATE orders SET lines = '[{\"sku\": \"x\"}, {\"sku\": 7}]' WHERE id = 4; UPDATE orders SET lines = NULL WHERE id = 5;"
load "changes are loaded"
same "$(printf '%s\t%s\t%s\t%s\t%s\t%s\n' 1 new false s1 9600 1 2 n true s2 9600 2 3 n true s3 9600 3 4 n false 7 '' '' \
    4 n false x '' '' 5 n false '' '' '' 102 n false s2 9600 2)" "$(rows "o.id < 6 OR o.id > 100")" \
    "what PostgreSQL leaves out of an update stays, with a change of the key too; what it sends is replaced"
(cd "$shop" && "$py" - 8>&- <<'PY') >"$work/python.log" 2>&1 || fail "dlt reads and goes on: $(tail -n 1 "$work/python.log")"
import dlt
pipeline = dlt.attach("debezium_cdc")
assert len(pipeline.dataset()["orders__lines"].fetchall()) == 51
row = {"id": 1, "note": "Python's", "lines": [{"sku": "p"}], "deleted": False}
pipeline.run([row], table_name="orders", write_disposition="merge", primary_key="id").raise_on_failed_jobs()
PY
same "$(printf '%s\t%s\t%s\t%s\t%s\t%s' 1 "Python's" False p '' '')" "$(rows "o.id = 1" | sed 's/false/False/')" \
    "dlt reads nested tables, and its merge replaces nested rows"
source_sql "UPDATE orders SET note = 'after' WHERE id = 1"
load "and the loader goes on"
same "$(printf '%s\t%s\t%s\t%s\t%s\t%s' 1 after false p '' '')" "$(rows "o.id = 1")" "and the loader goes on"

step "Carry"
py=$(python_with carry-1 'dlt[duckdb,postgres,sqlalchemy,filesystem,deltalake]>=1.31,<2' 'sqlglot<30.22' pyarrow) ||
    fail "Python has what carry needs"
source_sql "INSERT INTO orders VALUES (200, 'n', '{\"list\": [1], \"sub\": {\"list\": [{\"tags\": 5}, {\"tags\": [6]}, [7]], \"\": 1}}');
    UPDATE orders SET lines = '[{\"x_\": [[], [null, 8]]}, 9]' WHERE id = 7" || fail "documents of another kind"
load "documents of another kind are loaded"
(cd "$shop" && DLT_DATA_DIR=$work/carried DESTINATION__COPY__DESTINATION_TYPE=duckdb \
    DESTINATION__COPY__CREDENTIALS="duckdb:///$work/copy.duckdb" "$py" "$root/to_any_destination.py" --to duckdb --name copy 8>&-) \
    >"$work/carry.log" 2>&1 || fail "the table is carried: $(tail -n 1 "$work/carry.log")"
"$py" "$root/tests/carry/compare.py" "$file" debezium_data duckdb "$work/copy.duckdb" debezium_data >"$work/equal.log" 2>&1 ||
    fail "what is nested is carried as it is: $(tail -n 1 "$work/equal.log")"
pass "what is nested is carried as it is, with its ids ($(cat "$work/equal.log"))"
