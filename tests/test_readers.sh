#!/usr/bin/env bash
# The DuckDB file is shared: others read it while the loader runs. When nothing waits to be loaded the file is closed;
# a reader that holds it makes the loader wait, and nothing is lost.   tests/test_readers.sh
. "$(dirname "$0")/lib.sh"

# read.py FILE: id and name of all rows; fails where the file is locked.
cat >"$work/read.py" <<'PY'
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for row in connection.execute("SELECT id, name FROM debezium_data.test_users ORDER BY id").fetchall():
        print(*row, sep="\t")
PY
# keep_reading.py FILE SECONDS: opens, counts and closes the file again and again; how often it got in and was refused,
# and whether the count ever went down.
cat >"$work/keep_reading.py" <<'PY'
import sys, time, duckdb
reads, refusals, counts, end = 0, 0, [0], time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    try:
        with duckdb.connect(sys.argv[1], read_only=True) as connection:
            counts.append(connection.execute("SELECT count(*) FROM debezium_data.test_users").fetchone()[0])
        reads += 1
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        refusals += 1
    time.sleep(0.1)
print(reads, refusals, "rising" if counts == sorted(counts) else "falling", sep="\t")
PY
# hold.py FILE SECONDS: keeps the file open, then prints the rows that it sees.
cat >"$work/hold.py" <<'PY'
import sys, time, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print("open", flush=True)
    time.sleep(float(sys.argv[2]))
    print(connection.execute("SELECT count(*) FROM debezium_data.test_users").fetchone()[0])
PY
# open_times.py FILE PID SECONDS: for how many milliseconds the process has the file open, each time, by /proc.
cat >"$work/open_times.py" <<'PY'
import os, sys, time
file, folder, end = os.path.realpath(sys.argv[1]), f"/proc/{sys.argv[2]}/fd", time.monotonic() + float(sys.argv[3])

def is_open():
    for name in os.listdir(folder):
        try:
            if os.readlink(f"{folder}/{name}") == file:
                return True
        except FileNotFoundError:
            pass
    return False

times, since = [], None
print("ready", flush=True)
while time.monotonic() < end or since:
    now = is_open()
    if now and not since:
        since = time.monotonic()
    elif since and not now:
        times.append(round((time.monotonic() - since) * 1000))
        since = None
    time.sleep(0.002)
times.sort()
print(len(times), times[len(times) // 2] if times else "", times[-1] if times else "", sep="\t")
PY

step "Start the source database and the loader"
start_source
source_sql "
    CREATE TABLE test_users (id SERIAL PRIMARY KEY, name VARCHAR(100));
    ALTER TABLE test_users REPLICA IDENTITY FULL;
    CREATE PUBLICATION debezium_pub FOR TABLE test_users;
    INSERT INTO test_users (name) VALUES ('Carol'), ('Dave');
" || fail "the table is created"
project "$work" readers_slot debezium_pub public.test_users
printf '[cdc_settings.primary_keys]\ntest_users = "id"\n' >"$work/.dlt/config.toml"
file=$work/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
add() { source_sql "INSERT INTO test_users (name) VALUES ('$1')"; }
stored() { source_sql "SELECT id, name FROM test_users ORDER BY id"; }
loaded() { duck "$file" "SELECT id, name FROM debezium_data.test_users ORDER BY id"; }
start_loader "$work/loader.log" run --project "$work"
eventually 120 $'1\tCarol\n2\tDave' "the snapshot is loaded" loaded

# with_version PYTHON VERSION: what readers with this version of DuckDB see while the loader runs.
with_version() {
    local python=$1 version=$2 n reads refusals order
    step "DuckDB $version reads while the loader is idle"
    note "DuckDB $("$python" -c 'import duckdb; print(duckdb.__version__)') from PyPI"
    eventually 20 "$(stored)" "DuckDB $version reads the file while the loader runs and is idle" \
        "$python" "$work/read.py" "$file"
    is_alive "$loader_pid" || fail "the loader goes on"

    step "DuckDB $version reads while changes stream in"
    "$python" "$work/keep_reading.py" "$file" 10 >"$work/reads" 2>"$work/keep_reading.log" 8>&- &
    reader=$!
    for n in 1 2 3 4 5 6 7 8 9; do
        source_sql "DO \$\$ BEGIN FOR n IN 1..5 LOOP
            INSERT INTO test_users (name) VALUES ('$version, $n.' || n); COMMIT; PERFORM pg_sleep(0.2);
            END LOOP; END \$\$" || fail "the rows are written"
    done
    wait "$reader" || fail "DuckDB $version reads while changes stream in: $(tail -n 1 "$work/keep_reading.log")"
    IFS=$'\t' read -r reads refusals order <"$work/reads"
    note "$reads reads, $refusals met a locked file"
    [ "$reads" -ge 5 ] || fail "DuckDB $version: a reader that tries again gets in while changes stream in"
    pass "DuckDB $version: a reader that tries again gets in while changes stream in"
    same rising "$order" "DuckDB $version: what it sees only grows"
    eventually 60 "$(stored)" "DuckDB $version: reading has cost no change" loaded
}

# hold PYTHON SECONDS: a reader opens the file and keeps it; its process id is in reader.
hold() {
    : >"$work/holding"
    "$1" "$work/hold.py" "$file" "$2" >"$work/holding" 2>"$work/hold.log" 8>&- &
    reader=$!
    wait_until 20 grep -q open "$work/holding" || fail "the reader opens the file: $(tail -n 1 "$work/hold.log")"
}

# held_by PYTHON VERSION
held_by() {
    local python=$1 version=$2 before
    step "DuckDB $version holds the file while changes come"
    before=$(loaded | wc -l | tr -d ' ')
    hold "$python" 5
    source_sql "INSERT INTO test_users (name) SELECT 'held by $version, ' || n FROM generate_series(1, 1000) n"
    add "held by $version too"
    wait_until 20 grep -q "process $reader) has $file open" "$work/loader.log" ||
        fail "DuckDB $version: the loader says who holds the file"
    pass "DuckDB $version: the loader waits and names the process that holds the file"
    wait "$reader" || fail "the reader reads to its end"
    same "$before" "$(tail -n 1 "$work/holding")" "DuckDB $version: the reader sees the file as it was when it opened it"
    eventually 60 "$(stored)" "DuckDB $version: once the file is free everything is loaded, nothing is lost" loaded
}

step "Two versions of DuckDB from PyPI"
old=$(python_with duckdb-1.5 'duckdb>=1.5,<1.6') || old=
new=$(python_with duckdb-2 'duckdb>=2,<3') || new=
if [ -n "$old" ]; then with_version "$old" 1.5; else skip "DuckDB 1.5 reads" "no Python 3, or pip reaches no index"; fi
if [ -n "$new" ]; then
    with_version "$new" 2
    held_by "$new" 2
    [ -z "$old" ] || held_by "$old" 1.5

    step "The file is closed when nothing waits"
    if [ -d "/proc/$loader_pid/fd" ]; then
        "$new" "$work/open_times.py" "$file" "$loader_pid" 12 >"$work/times" 2>"$work/open_times.log" 8>&- &
        watcher=$!
        wait_until 20 grep -q ready "$work/times" || fail "the open file is watched"
        source_sql "DO \$\$ BEGIN FOR n IN 1..10 LOOP
            INSERT INTO test_users (name) VALUES ('one at a time, ' || n); COMMIT; PERFORM pg_sleep(0.7);
            END LOOP; END \$\$" || fail "the rows are written"
        wait "$watcher" || fail "the open file is watched: $(tail -n 1 "$work/open_times.log")"
        IFS=$'\t' read -r times median longest < <(tail -n 1 "$work/times")
        note "10 single changes: opened $times times, for $median ms (median), $longest ms at most"
        { [ "$times" -ge 5 ] && [ "$median" -le 300 ]; } || fail "a change has the file open for 300 ms at most"
        pass "a change has the file open for 300 ms at most, the load included (median of 10)"
    else
        skip "the file is closed within 300 ms" "there is no /proc"
    fi
    eventually 60 "$(stored)" "all of these changes are there" loaded

    step "Stop the loader while a reader holds the file"
    hold "$new" 40
    add "not loaded yet"
    wait_until 20 grep -q "process $reader) has $file open" "$work/loader.log" || fail "the loader waits for the reader"
    stop_loader TERM
    same 1 "$loader_status" "stopped with a change that cannot be loaded: exit code 1, in good time"
    grep -q "Stopped while .*process $reader.* had $file open" "$work/loader.log" ||
        fail "it says who holds the file: $(tail -n 1 "$work/loader.log")"
    pass "it says who holds the file"
    kill "$reader"
    wait "$reader" 2>/dev/null
    loader run --until-current --project "$work" >"$work/again.log" 2>&1
    same 0 $? "the next run goes on"
    same "$(stored)" "$(loaded)" "it brings the change that could not be loaded"
else
    skip "DuckDB 2 reads" "no Python 3, or pip reaches no index"
    skip "a reader holds the file" "no Python 3, or pip reaches no index"
    skip "the file is closed within 300 ms" "no Python 3, or pip reaches no index"
    stop_loader TERM
fi

step "Leave nothing running"
stop_source
same "" "$(jobs -pr)" "readers: nothing is left running"
