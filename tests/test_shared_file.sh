#!/usr/bin/env bash
# One DuckDB file and several project folders: two loaders load datasets of their own into it at the same time and take turns;
# a folder that is pointed at a dataset which another one loads is refused, and nothing of that is touched.
# tests/test_shared_file.sh
. "$(dirname "$0")/lib.sh"

# folder NAME SLOT TABLE: a project whose file is the shared one.
folder() {
    project "$work/$1" "$2" shared_pub "$3"
    printf '\n[destination.duckdb]\ncredentials = "duckdb:///%s"\n' "$file" >>"$work/$1/.dlt/secrets.toml"
}

# refused NAME CODE "FACT|FACT" FOLDER VERB…: says it, advises no drop, and leaves file, server and folder as they were.
refused() {
    local name=$1 code=$2 folder=$work/$4 facts fact before status
    IFS='|' read -ra facts <<<"$3"
    shift 4
    before=$(traces "$folder")
    loader "$@" --project "$folder" >"$work/said.log" 2>&1
    status=$?
    same "$code" "$status" "$name: exit code $code"
    for fact in "${facts[@]}"; do
        grep -qF -- "$fact" "$work/said.log" || fail "$name: says $fact"
    done
    grep -qE 'drop-all|Unexpected|Exception' "$work/said.log" && fail "$name: advises nothing that would harm the other's data"
    same "$before" "$(traces "$folder")" "$name: nothing is written"
}
traces() {
    cksum <"$file"
    source_sql "SELECT slot_name FROM pg_replication_slots ORDER BY 1"
    find "$1" ! -type d ! -name '*.lock' | sort
}

users() { duck "$file" "SELECT id, name FROM debezium_data.users ORDER BY id"; }
orders() { duck "$file" "SELECT id, name FROM orders_data.orders ORDER BY id"; }
at_source() { source_sql "SELECT id, name FROM $1 ORDER BY id"; }
# end_loader PID
end_loader() {
    loader_pid=$1
    stop_loader TERM
    same 0 "$loader_status" "a loader that shares the file ends with exit code 0"
}

start_source
source_sql "CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT)"
source_sql "CREATE TABLE orders (id SERIAL PRIMARY KEY, name TEXT)"
source_sql "INSERT INTO users (name) VALUES ('Ann'); INSERT INTO orders (name) VALUES ('tea')"
source_sql "CREATE PUBLICATION shared_pub FOR TABLE users, orders"
file=$work/shared.duckdb
folder one one_slot public.users
folder two two_slot public.orders
loader run --until-current --project "$work/one" >"$work/one.log" 2>&1 || fail "the first folder loads"

step "Another folder, the same dataset"
refused "a folder with another slot" 2 "$file|debezium_cdc|debezium_data|one_slot|two_slot|dataset_name" two run --until-current
folder three one_slot public.orders
refused "a folder with none of the tables" 2 "$file|debezium_data|public.users|public.orders|dataset_name" three run --until-current
source_sql "CREATE DATABASE other"
folder four one_slot public.users
sed -i.old 's/^database = .*/database = "other"/' "$work/four/.dlt/secrets.toml" && rm "$work/four/.dlt/secrets.toml.old"
refused "a folder with another database" 2 "$file|debezium_data|database mydb|database other|dataset_name" four run --until-current

step "Two datasets, two loaders at the same time"
printf '[cdc_settings]\ndataset_name = "orders_data"\n' >"$work/two/.dlt/config.toml"
start_loader "$work/one.log" run --project "$work/one"
first=$loader_pid
start_loader "$work/two.log" run --project "$work/two"
second=$loader_pid
eventually 60 "$(at_source orders)" "the second loader has its snapshot in while the first one runs" orders
for n in 1 2 3 4 5 6 7 8 9 10; do
    source_sql "INSERT INTO users (name) SELECT 'user $n.' || m FROM generate_series(1, 200) m"
    source_sql "INSERT INTO orders (name) SELECT 'order $n.' || m FROM generate_series(1, 200) m"
done
eventually 120 "$(at_source orders)" "the second loader's rows are all there" orders
eventually 60 "$(at_source users)" "and the first one's" users
is_alive "$first" || fail "the first loader goes on"

step "The same pipeline from another folder"
folder copy one_slot public.users
loader run --until-current --project "$work/copy" >"$work/said.log" 2>&1
same 1 $? "a second loader of the dataset from a folder of its own: exit code 1"
grep -qF "process $first" "$work/said.log" && grep -qF "$file" "$work/said.log" || fail "it names the file and the process"
is_alive "$first" || fail "the first loader is not disturbed"
end_loader "$first"
end_loader "$second"
source_sql "INSERT INTO users (name) VALUES ('Zoe')"
loader run --until-current --project "$work/copy" >"$work/copy.log" 2>&1
same 0 $? "once the first has ended the file can be loaded from there"
same "$(at_source users)" "$(users)" "and goes on where it was"

step "Each verb sees its own dataset"
same orders "$(loader info --format json --project "$work/two" 2>"$work/info.log" | "$python" -c '
import json, sys
print(*(table["name"] for table in json.load(sys.stdin)["tables"]))')" "info shows the tables of its dataset"
same "" "$(loader show --project "$work/two" 2>"$work/show.log" | grep -w users)" "show has no table of the other dataset"
same 2001 "$(loader sql --format csv "SELECT count(*) AS n FROM orders" --project "$work/two" 2>"$work/sql.log" | tail -n 1 | tr -d '\r')" \
    "sql finds its dataset's tables by their names alone"
loader drop --drop-all --drop-slot --yes --project "$work/two" >"$work/drop.log" 2>&1 || fail "drop ends with exit code 0"
same "$(at_source users)" "$(users)" "drop leaves the other dataset's rows"
same one_slot "$(source_sql "SELECT slot_name FROM pg_replication_slots")" "drop leaves the other pipeline's slot"
loader run --until-current --project "$work/one" >"$work/one.log" 2>&1 || fail "the other pipeline goes on after that"
