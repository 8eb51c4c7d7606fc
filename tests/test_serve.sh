#!/usr/bin/env bash
# `run --serve`: the loader keeps the DuckDB file and serves it by Quack. Readers in other processes (our verbs, Python,
# the duckdb program) see a row as soon as it is committed, can change nothing and read nothing else; one that is slow or
# takes too much does not stop the loads; a loader that is killed loses nothing.   tests/test_serve.sh
. "$(dirname "$0")/lib.sh"

version=$(duckdb_version)
if ! reader=$(python_with "serve-$version" "duckdb==$version" "duckdb-cli==$version" "duckdb-extension-quack==$version" \
    "duckdb-extension-httpfs==$version"); then
    skip "run --serve" "no Python 3, or pip reaches no index: the extension quack cannot be had"
    exit 0
fi
CDC_EXTENSIONS=$(extensions_of "$reader" "$work/extensions" quack httpfs) || fail "the extensions are laid out"
export CDC_EXTENSIONS

step "A reader that uses up the memory"
"$root/jbang" --quiet tests/unit/UnitTests.java '.*ServedFileTest.*' 2>"$work/unit.log" 8>&- || fail "ServedFileTest"

step "Start the source database"
start_source
source_sql "
    CREATE TABLE test_users (id bigint PRIMARY KEY, name text, email text);
    INSERT INTO test_users SELECT n, 'name ' || n, n || '@example.com' FROM generate_series(1, 50000) n" || fail "rows are made"
served=$work/served
project "$served" serve_slot serve_pub public.test_users
cat >"$served/.dlt/config.toml" <<TOML
[cdc_settings]
extension_directory = "$CDC_EXTENSIONS"
[cdc_settings.primary_keys]
test_users = "id"
TOML
pipeline=$served/.dlt/pipelines/debezium_cdc
note=$pipeline/debezium_cdc.duckdb.serving.json
port=$(free_port)
from_note() { sed -nE "s/.*\"$1\" ?: ?\"?([^\",}]*).*/\\1/p" "$note"; }
serve() {
    start_loader "$work/served.log" run --serve "$port" --serve-timeout 3s --progress log --project "$served"
    wait_until 60 grep -q 'Serving ' "$work/served.log" || fail "the loader serves"
}
sql() { loader sql --project "$served" --format csv "$1" 2>&1; }
count() { sql "SELECT count(*) FROM test_users" | tail -n 1 | tr -d '\r'; }

step "While it runs, our verbs ask it"
serve
eventually 60 50000 "sql: the rows, while the loader has the file" count
same "-rw-------" "$(ls -l "$note" | cut -c 1-10)" "the token's file is its owner's alone"
same 1 "$(grep -c "$(from_note token)" "$work/served.log")" "the token is printed once"
same "" "$(grep -rl "$(from_note token)" "$served" | grep -v 'serving.json')" "no other file has the token"
same "test_users" "$(loader show --project "$served" | awk 'NR == 2 {print $1}')" "show: the tables"
same "50000" "$(loader info --project "$served" | awk '$1 == "test_users" && $2 == "merge" {print $4}')" "info: the rows"
[[ $(loader loads --project "$served") == *"test_users 50000"* ]] || fail "loads: the load"
pass "loads: the load"
[[ $(loader changes test_users --limit 1 --project "$served") == *upsert* ]] || fail "changes: the newest"
pass "changes: the newest"
[[ $(loader schema --project "$served") == *"  test_users:"* ]] || fail "schema: the tables"
pass "schema: the tables"
[[ $(sql "DELETE FROM test_users") == *"This server only reads"* ]] || fail "sql: a DELETE is refused: $(sql 'DELETE FROM test_users')"
pass "sql: a DELETE is refused"
loader sql --unsafe "SELECT 1" --project "$served" >"$work/out" 2>&1
same "2 A loader serves" "$? $(cut -c 1-15 "$work/out")" "sql --unsafe: is refused with a sentence"
loader run --serve "$port" --project "$work/served" >"$work/out" 2>&1
same 1 $? "a second loader of the pipeline is refused"
project "$work/other" other_slot other_pub public.test_users
cp "$served/.dlt/config.toml" "$work/other/.dlt/config.toml"
loader run --serve "$port" --project "$work/other" >"$work/out" 2>&1
same "2 Port $port on 127.0.0.1 cannot be served" "$? $(grep -o '^Port .* cannot be served' "$work/out")" "a port that is taken: a sentence"
same "" "$(ls "$work/other/.dlt/pipelines/debezium_cdc/" 2>/dev/null | grep serving)" "… and no note"

step "Python and the duckdb program, by ATTACH and by quack_query"
cat >"$work/reader.py" <<'PY'
import json, sys, time, duckdb

def connect(token=None):
    note = json.load(open(sys.argv[1]))
    connection = duckdb.connect(config={'extension_directory': sys.argv[2]})
    connection.execute('LOAD httpfs; LOAD quack')
    connection.execute(f"ATTACH '{note['uri']}' AS r (TYPE quack, TOKEN '{token or note['token']}')")
    return connection, note

def asked(note, sql):
    quoted = sql.replace("'", "''")
    return f"SELECT * FROM quack_query('{note['uri']}', '{quoted}', token => '{note['token']}')"

def refused(what, sql, connection):
    try:
        connection.execute(sql).fetchall()
    except duckdb.Error:
        return
    print('not refused:', what)
PY
cat >"$work/read.py" <<'PY'
from reader import *
connection, note = connect()
print(connection.sql('SELECT count(*), min(name) FROM r.debezium_data.test_users').fetchone())
print(connection.sql(asked(note, 'SELECT email FROM test_users WHERE id = 7')).fetchone())
try:
    connect('not-the-token-at-all')
    print('a wrong token is taken')
except duckdb.Error:
    print('a wrong token is refused')
PY
read_with() { (cd "$work" && timeout 100 "$reader" "$@" "$note" "$CDC_EXTENSIONS" 2>&1 8>&-); }
same "(50000, 'name 1')
('7@example.com',)
a wrong token is refused" "$(read_with read.py)" "Python reads by ATTACH and by quack_query"
same "50000" "$("$(dirname "$reader")/duckdb" -noheader -list -c "SET extension_directory = '$CDC_EXTENSIONS'" -c "LOAD httpfs" -c "LOAD quack" \
    -c "ATTACH '$(from_note uri)' AS r (TYPE quack, TOKEN '$(from_note token)')" -c "SELECT count(*) FROM r.debezium_data.test_users" 2>&1)" \
    "the duckdb program reads by ATTACH"

step "Nothing can be changed, and nothing else read"
cat >"$work/hostile.py" <<'PY'
from reader import *
connection, note = connect()
t = 'r.debezium_data.test_users'
for sql in (f'INSERT INTO {t} VALUES (-1, NULL, NULL, false, NULL, NULL)', f'DELETE FROM {t}', f'UPDATE {t} SET id = 1',
        f'DROP TABLE {t}', 'CREATE TABLE r.debezium_data.x (i int)', 'CREATE SCHEMA r.x', f'ALTER TABLE {t} DROP name',
        f'CREATE TABLE r.debezium_data.y AS SELECT 1 AS i', f'CREATE VIEW r.debezium_data.v AS SELECT 1 AS i'):
    refused(sql, sql, connection)
for sql in ('DELETE FROM test_users', 'SELECT 1; DROP TABLE test_users', "SELECT * FROM read_text('/etc/hostname')",
        "COPY test_users TO '/tmp/x.csv'", "SELECT * FROM '/etc/hostname'", 'SET threads = 1', "CALL quack_stop('x')",
        "ATTACH ':memory:' AS z", 'CHECKPOINT', 'BEGIN', "SELECT * FROM query('SELECT 1')", 'SELECT * FROM duckdb_secrets()',
        'SELECT count(*) FROM range(100000000) a, range(100000000) b', '-- SELECT\nDROP TABLE test_users',
        'WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT * FROM r',
        "SELECT * FROM read_blob(%r)" % sys.argv[1].replace('.serving.json', '')):
    refused(sql, asked(note, sql), connection)
print(connection.sql(f'SELECT count(*) FROM {t}').fetchone())
PY
same "(50000,)" "$(read_with hostile.py)" "each way to write, and to read something else, is refused"

step "A reader that is slow, and one that counts long, while rows arrive"
cat >"$work/slow.py" <<'PY'
from reader import *
connection, note = connect()
rows = connection.execute(asked(note, 'SELECT a.range, repeat(md5(a.range::VARCHAR), 10) FROM range(30000000) a'))
rows.fetchmany(10)
print('reads', flush=True)
time.sleep(60)
PY
(cd "$work" && exec timeout 100 "$reader" slow.py "$note" "$CDC_EXTENSIONS" >"$work/slow.out" 2>&1 8>&-) &
slow=$!
wait_until 30 grep -q reads "$work/slow.out" || fail "a slow reader reads: $(cat "$work/slow.out")"
(cd "$work" && exec timeout 100 "$reader" -c "from reader import *
connection, note = connect()
print(connection.execute(asked(note, 'SELECT count(*) FROM range(9000000000)')).fetchone())" "$note" "$CDC_EXTENSIONS" >"$work/long.out" 2>&1 8>&-) &
long=$!
source_sql "INSERT INTO test_users SELECT n, 'more ' || n, NULL FROM generate_series(50001, 51000) n" || fail "rows are added"
eventually 30 51000 "rows that are added are seen while both read" count
cut_off() { grep -q "all readers were cut off" "$work/served.log"; }
wait_until 30 cut_off || fail "a reader that takes too long is cut off"
pass "a reader that takes too long is cut off, and the log says so"
eventually 30 51000 "others connect again" count
kill -KILL "$slow" "$long" 2>/dev/null
wait "$slow" "$long" 2>/dev/null

step "Killed, again and again, while rows arrive and are read"
for n in 1 2 3; do
    (for k in $(seq 1 20); do source_sql "INSERT INTO test_users SELECT $((n * 1000000 + k * 1000)) + n, 'killed', NULL FROM generate_series(1, 200) n;
        DELETE FROM test_users WHERE id = $((n * 1000000 + k * 1000 + 7))"; done) >/dev/null 2>&1 8>&- &
    writer=$!
    wait_until 20 test -n "$(count)"
    sleep 0.$((n * 3))
    kill -KILL "$loader_pid"
    wait "$loader_pid" 2>/dev/null
    loader_pid=
    wait "$writer"
    [ -f "$note" ] || fail "a killed loader leaves its note"
    [[ $(count) =~ ^[0-9]+$ ]] || fail "after a kill the file is read: $(count)"
    serve
done
eventually 60 "$(source_sql "SELECT count(*) FROM test_users")" "after three kills the rows are the source's" \
    eval 'sql "SELECT count(*) FROM test_users WHERE NOT deleted" | tail -n 1 | tr -d "\r"'
same "$(source_sql "SELECT count(*), sum(id) FROM test_users" | tr '\t' ',')" \
    "$(sql "SELECT count(*), sum(id)::BIGINT FROM test_users WHERE NOT deleted" | tail -n 1 | tr -d '\r')" "… each of them"
same 0 "$(sql "SELECT count(*) FROM (SELECT id FROM test_users GROUP BY id HAVING count(*) > 1)" | tail -n 1 | tr -d '\r')" "… none twice"

step "Stopped"
stop_loader TERM
same 0 "$loader_status" "it stops with exit code 0"
[ ! -e "$note" ] || fail "the note is gone"
pass "the note is gone"
same "$(source_sql "SELECT count(*) FROM test_users")" "$(duck "$pipeline/debezium_cdc.duckdb" \
    "SELECT count(*) FROM debezium_data.test_users WHERE NOT deleted")" "the file is anybody's to open again"
