#!/usr/bin/env bash
# What the loader has put into DuckDB is carried to dlt's other destinations, in MERGE and APPEND, in rounds: the carrier
# is killed, or its working folder is lost, and after the next run the target equals the DuckDB file.   tests/test_carry.sh
. "$(dirname "$0")/lib.sh"
export RUNTIME__DLTHUB_TELEMETRY=false

if ! py=$(python_with carry-1 'dlt[duckdb,postgres,sqlalchemy,filesystem,deltalake]>=1.31,<2' 'sqlglot<30.22' pyarrow); then
    skip "Python's dlt carries the dataset to other destinations" "no Python 3, or pip reaches no index"
    exit 0
fi
note "$("$(dirname "$py")/dlt" --version) from PyPI"

step "Start the source, which is the target, too"
start_source
source_sql "CREATE DATABASE target" || fail "a database for the target is created"
source_sql "
    CREATE TABLE users (id INT PRIMARY KEY, name TEXT, price NUMERIC(10,2), big NUMERIC, doc JSONB, tags TEXT[],
        uid UUID, raw BYTEA, at TIMESTAMPTZ, local_at TIMESTAMP, day DATE, ok BOOLEAN, ratio DOUBLE PRECISION);
    CREATE TABLE log (id BIGINT PRIMARY KEY, op TEXT, doc JSONB, at TIMESTAMPTZ DEFAULT now());
    CREATE TABLE orders (id INT PRIMARY KEY, note TEXT, lines JSONB);
    CREATE TABLE notes (id INT PRIMARY KEY, doc JSONB);
    CREATE TABLE items (id INT PRIMARY KEY, name TEXT, at TIMESTAMPTZ DEFAULT now());
    ALTER TABLE users REPLICA IDENTITY FULL;
    ALTER TABLE log REPLICA IDENTITY FULL;
    CREATE PUBLICATION debezium_pub FOR TABLE users, log, orders, notes, items;
    INSERT INTO users SELECT i, 'name ' || i, i + 0.25, i / 4.0, jsonb_build_object('n', i), ARRAY['a', 'b' || i],
        md5(i::text)::uuid, decode(md5(i::text), 'hex'), '2024-05-01 10:00:00.123456+02'::timestamptz + i * interval '1 s',
        '2024-05-01 10:00:00.5', '2024-05-01', i % 2 = 0, i / 3.0::float8 FROM generate_series(1, 3000) i;
    INSERT INTO log SELECT i, 'x' || i, jsonb_build_object('n', i) FROM generate_series(1, 5000) i;
    INSERT INTO orders SELECT i, 'n', (SELECT jsonb_agg(jsonb_build_object('sku', i || '-' || j, 'at', '2024-05-01T10:00:00Z',
        'tags', to_jsonb(ARRAY[j, 2]), 'is', jsonb_build_object('n', j))) FROM generate_series(1, i % 4) j)
        FROM generate_series(1, 400) i;
    INSERT INTO notes SELECT i, jsonb_build_object('to', jsonb_build_array('a', 'b' || i), 'n', i) FROM generate_series(1, 200) i;
    INSERT INTO items SELECT i, 'name ' || i FROM generate_series(1, 300) i;
" || fail "the tables are created"
p=$work/project
project "$p" carry_slot debezium_pub public.users,public.log,public.orders,public.notes,public.items
cat >"$p/.dlt/config.toml" <<TOML
[cdc_settings.primary_keys]
users = "id"
orders = "id"
items = "id"
[cdc_settings.nested]
orders.lines = "tables"
notes.doc = "tables"
[cdc_settings.write_disposition]
items = "scd2"
TOML
file=$p/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
url=postgresql://myuser:mypassword@localhost:$POSTGRES_PORT/target
mkdir "$work/lake" "$work/delta" "$work/sqlite"
cat >>"$p/.dlt/secrets.toml" <<TOML

[destination.postgres]
credentials = "$url"

[destination.hard]
destination_type = "postgres"
credentials = "$url"

[destination.sqlalchemy]
credentials = "sqlite:///$work/sqlite/main.db"

[destination.filesystem]
bucket_url = "$work/lake"

[destination.delta]
bucket_url = "$work/delta"
TOML

# carrier OF: the options of the script for one of the targets.
carrier() {
    case $1 in
        postgres) echo --to postgres ;;
        hard) echo --to postgres --name hard --target-dataset hard --deletes hard ;;
        sqlite) echo --to sqlalchemy ;;
        parquet) echo --to filesystem ;;
        delta) echo --to filesystem --name delta --table-format delta ;;
        ducklake) echo --to ducklake ;;
    esac
}

# start_carry OF [OPTION…]: in the background; its process id is in carry_pid.
start_carry() {
    local python=$py
    [ "$1" != ducklake ] || python=$lake_py
    # shellcheck disable=SC2046  # the options are words
    (cd "$p" && exec "$python" "$root/to_any_destination.py" $(carrier "$1") "${@:2}" </dev/null 8>&-) \
        >"$work/carry-$1.log" 2>&1 &
    carry_pid=$!
}

carry() { start_carry "$@"; wait "$carry_pid"; }

# equal OF WHEN
equal() {
    local python=$py arguments
    case $1 in
        postgres) arguments=(postgres "$url" debezium_data) ;;
        hard) arguments=(postgres "$url" hard) ;;
        sqlite) arguments=(sqlite "$work/sqlite/main__debezium_data.db" debezium_data) ;;
        parquet) arguments=(parquet "$work/lake" debezium_data) ;;
        delta) arguments=(delta "$work/delta" debezium_data) ;;
        ducklake) arguments=(ducklake "$p" debezium_data); python=$lake_py ;;
    esac
    local hard=
    [ "$1" != hard ] || hard=--hard
    # shellcheck disable=SC2086
    "$python" "$root/tests/carry/compare.py" "$file" debezium_data "${arguments[@]}" $hard \
        >"$work/equal.log" 2>&1 || fail "$1: the target equals DuckDB $2: $(tail -n 1 "$work/equal.log")"
    pass "$1: the target equals DuckDB $2 ($(cat "$work/equal.log"))"
}

load() { loader run --until-current --project "$p" >"$work/load.log" 2>&1 || fail "$1 is loaded"; }

# kill_within OF SECONDS: starts it and kills it after at most that time.
kill_within() {
    start_carry "$1"
    sleep "$(awk -v most="$2" -v seed="$RANDOM" 'BEGIN {srand(seed); printf "%.2f", 0.8 + rand() * most}')"
    kill -KILL "$carry_pid" 2>/dev/null
    wait "$carry_pid" 2>/dev/null
    [ $? = 137 ] && killed=$((killed + 1))
}
# refused OF SENTENCE NAME
refused() {
    carry "$1"
    same 1 $? "$3: exit code 1"
    grep -qF "$2" "$work/carry-$1.log" || fail "$3: says why"
    pass "$3: says why"
}

killed=0
targets=(${CARRY_TO:-postgres hard sqlite parquet delta})
if lake_py=$(python_with carry-lake-1 'dlt[duckdb]>=1.31,<2' 'duckdb==1.5.5' 'sqlglot<30.22' pyarrow sqlalchemy \
    duckdb-extension-ducklake==1.5.5 duckdb-extension-sqlite-scanner==1.5.5) &&
    "$lake_py" "$root/tests/carry/extensions.py" >"$work/lake.log" 2>&1; then
    [ -n "${CARRY_TO:-}" ] || targets+=(ducklake)
else
    skip "ducklake" "its extension cannot be installed"
fi

step "Before anything is loaded"
(cd "$p" && "$py" "$root/to_any_destination.py" --to duckdb) >"$work/usage.log" 2>&1
same 2 $? "the loader's own destination is refused: exit code 2"
refused postgres "database does not exist" "a file that is not there"

step "A snapshot that is not finished"
CDC_CRASH_AT=loads-row:2 loader run --until-current --project "$p" >"$work/cut.log" 2>&1
loader info --format json --project "$p" 2>>"$work/info.log" | grep -q '"snapshot" : "running"' ||
    fail "the loader leaves an unfinished snapshot"
refused postgres "has not finished its snapshot" "an unfinished snapshot"
load "the snapshot"

step "Rounds"
for round in 1 2 3; do
    case $round in
        2) source_sql "
            UPDATE users SET name = 'new ' || id, price = price + 1 WHERE id % 7 = 0;
            DELETE FROM users WHERE id % 50 = 0;
            UPDATE users SET id = id + 100000 WHERE id % 97 = 0;
            UPDATE users SET name = '', doc = '\"text\"', raw = '\\x00' WHERE id = 3;
            INSERT INTO log (id, op) SELECT i, 'later' FROM generate_series(10001, 12000) i;
            DELETE FROM log WHERE id % 100 = 0;
            UPDATE log SET op = 'changed' WHERE id % 30 = 0;
            UPDATE orders SET lines = lines - 0 WHERE id % 3 = 0;
            UPDATE orders SET note = 'same lines' WHERE id % 5 = 0;
            UPDATE orders SET lines = NULL WHERE id % 31 = 0;
            UPDATE orders SET id = id + 1000 WHERE id % 41 = 0;
            DELETE FROM orders WHERE id % 17 = 0;
            UPDATE notes SET doc = '{\"to\": [\"c\"], \"cc\": [1, [2]]}' WHERE id % 10 = 0;
            UPDATE items SET name = 'second' WHERE id % 3 = 0;
            DELETE FROM items WHERE id % 7 = 0" ;;
        3) source_sql "
            ALTER TABLE users ADD COLUMN note TEXT;
            ALTER TABLE log ALTER COLUMN op TYPE INT USING length(op);
            UPDATE users SET note = 'n' || id, big = 12345678901234567890123456789012345.5 WHERE id % 11 = 0;
            DELETE FROM users WHERE id % 13 = 0;
            INSERT INTO users (id, name, note) SELECT i, 'n', 'x' FROM generate_series(200001, 200500) i;
            INSERT INTO log (id, op) SELECT i, i FROM generate_series(20001, 21000) i;
            UPDATE orders SET lines = '[{\"sku\": 7, \"new\": 1.5, \"tags\": []}]' WHERE id % 4 = 0;
            INSERT INTO orders SELECT i, 'again', '[{\"sku\": \"a\", \"more\": [{\"deep\": [1]}]}]' FROM generate_series(17, 51, 17) i;
            INSERT INTO items SELECT i, 'again' FROM generate_series(7, 70, 7) i;
            UPDATE items SET name = 'third' WHERE id % 3 = 0;
            DELETE FROM items WHERE id % 5 = 0" ;;
    esac >"$work/changes.log" 2>&1 || fail "round $round: the source changes"
    if [ "$round" != 1 ]; then
        CDC_CRASH_AT=state loader run --until-current --project "$p" >"$work/cut.log" 2>&1
        same 86 $? "the loader is killed while it loads round $round"
        carry "${targets[0]}" || fail "what is left by a loader that was killed is carried"
        equal "${targets[0]}" "after the loader was killed"
        load "round $round"
    fi
    for target in "${targets[@]}"; do
        kill_within "$target" 3
        [ "$round" != 2 ] || rm -rf "$DLT_DATA_DIR/pipelines/debezium_cdc_to_"*         # its working folder is lost
        carry "$target" || fail "$target: round $round is carried"
        equal "$target" "after round $round"
    done
done
for target in "${targets[@]}"; do
    carry "$target" || fail "$target: nothing new is carried"
    same "nothing new" "$(tail -n 1 "$work/carry-$target.log")" "$target: a run without news carries nothing"
done
note "$killed carriers were killed"
[ "$killed" -ge 3 ] || fail "carriers are killed while they work"

step "A load of Python's that commits after a later one"
cat >"$work/late.py" <<'PY'
import sys, dlt
pipeline = dlt.attach("debezium_cdc")
merge = {"disposition": "merge", "strategy": "delete-insert"}
if sys.argv[1] == "take":
    pipeline.extract([{"id": 900001, "name": "late"}], table_name="users", write_disposition=merge, primary_key="id")
    pipeline.normalize()
else:
    pipeline.load()
PY
target_sql() { "$py" -c 'import psycopg2, sys
with psycopg2.connect(sys.argv[1]) as c, c.cursor() as q:
    q.execute(sys.argv[2])
    print(*q.fetchone(), sep="|")' "$url" "$1"; }
late=postgres
(cd "$p" && "$py" "$work/late.py" take) >"$work/late.log" 2>&1 || fail "Python's load takes its id"
source_sql "UPDATE users SET name = 'between', at = 'infinity', day = '0044-03-15 BC', ratio = 'NaN' WHERE id = 1"
load "a load in between"
carry "$late" || fail "the load in between is carried"
(cd "$p" && "$py" "$work/late.py" commit) >"$work/late.log" 2>&1 || fail "Python's load commits"
carry "$late" || fail "Python's late load is carried"
same "infinity|0044-03-15 BC|NaN" "$(target_sql "SELECT at::text, day::text, ratio::text FROM debezium_data.users WHERE id = 1")" \
    "$late: moments that Python does not have"
source_sql "UPDATE users SET at = now(), day = now(), ratio = 1 WHERE id = 1"
load "a moment that Python has"
carry "$late" || fail "a moment that Python has is carried"
equal "$late" "after a load of Python's that took its id before and committed after"

. "$root/tests/carry/verb.sh"

step "Loaded afresh"
loader drop --drop-all --drop-slot --yes --project "$p" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
refused postgres "has not finished its snapshot" "a pipeline that was dropped"
source_sql "DELETE FROM users WHERE id > 100; DELETE FROM log WHERE id > 100"
load "all of it, afresh"
refused postgres "With --refresh" "a pipeline that was loaded afresh"
hold 'duckdb.connect(sys.argv[2])' "$file"
carry postgres --refresh --wait 1
same 1 $? "--refresh that cannot read the file ends with exit code 1"
release
carry postgres || fail "the next run goes on with it"
equal postgres "after a --refresh that was interrupted"
carry postgres --refresh || fail "--refresh carries all of it"
equal postgres "after --refresh"

step "Rows that are removed from the file"
loader drop --drop-all --drop-slot --yes --project "$p" >"$work/drop.log" 2>&1 || fail "the pipeline is dropped again"
cat >"$p/.dlt/config.toml" <<TOML
[cdc_settings]
deletes = "hard"
[cdc_settings.primary_keys]
users = "id"
log = "id"
[cdc_settings.write_disposition]
log = "scd2"
[cdc_settings.history]
users = "users_history"
[cdc_settings.retention]
users_history = "1 row"
TOML
load "with deletes that remove the row"
rm "$file".carried-*     # the other targets are given up
carry postgres --refresh || fail "what can be carried is carried"
same "Table users is not carried: no column deleted says what is gone" "$(grep "^Table " "$work/carry-postgres.log")" \
    "a table that does not tell what is gone is left out, with a sentence"
kept() { duck "$file" "SELECT count(*) FROM debezium_data.users_history"; }
carried() { target_sql "SELECT count(*), count(DISTINCT _seq) FROM debezium_data.users_history"; }
there=$(kept)
same "$there|$there" "$(carried)" "and the others are carried"
change() {
    source_sql "UPDATE users SET price = price + 1 WHERE id <= 10" || fail "$1: users change"
    load "$1"
}
change "what comes after that"
same 10 "$(kept)" "a retention removes what was carried"
change "more"
same 20 "$(kept)" "… and leaves there what was not"
grep -qF "rows that [cdc_settings.retention] would remove. \`carry\`" "$work/load.log" ||
    fail "… and says so: $(cat "$work/load.log")"
pass "… and says so"
carry postgres || fail "the rest is carried"
same "$((there + 20))|$((there + 20))" "$(carried)" "nothing that was removed is missing at the target"
change "once it is carried"
same 10 "$(kept)" "what was carried since is removed"
rm "$file".carried-*
change "with nobody left who takes rows on"
same true "$([ "$(kept)" -le 10 ] && echo true)" "a carrier that is given up holds nothing back"

stop_source
same "" "$(jobs -pr)" "carry: nothing is left running"
