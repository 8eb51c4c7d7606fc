#!/usr/bin/env bash
# Snapshot speed, side by side: the engine alone with a consumer that only marks (the ceiling), APPEND, MERGE, in turn.
#
#   tests/bench/snapshot.sh [ROWS] [ROUNDS]      default 1000000 3; run it on a quiet machine
#
# Same server, same data, same Debezium properties, -Xmx512m; whole-process seconds, CPU seconds and peak memory, then
# the median of each and its ratio to the ceiling.
set -euo pipefail
root=$(cd -P "$(dirname "$0")/../.." && pwd)
# shellcheck source=../lib.sh
. "$root/tests/lib.sh"
rows=${1:-1000000} rounds=${2:-3}

step "Source"
start_source
source_sql "CREATE TABLE big (id serial PRIMARY KEY, name varchar(100), email varchar(100), amount numeric(12,2),
    active boolean, created timestamptz DEFAULT now())"
source_sql "INSERT INTO big (name, email, amount, active) SELECT 'name ' || i, 'user' || i || '@example.com', i * 1.37,
    i % 2 = 0 FROM generate_series(1, $rows) i"
source_sql "ALTER TABLE big REPLICA IDENTITY FULL"
loader_classes=$(classpath_of DebeziumDltLoader.java)
engine_classes=$(classpath_of tests/bench/EngineOnly.java)
for peer in engine append merge; do
    project "$work/$peer" "${peer}_slot" "${peer}_pub" public.big
done
source_sql "CREATE PUBLICATION engine_pub FOR TABLE big"
printf '[cdc_settings.primary_keys]\nbig = "id"\n' >"$work/merge/.dlt/config.toml"

# timed PEER COMMAND…: appends "PEER seconds cpu KB" to the results.
timed() {
    local peer=$1
    shift
    python3 - "$peer" "$@" >>"$work/results" <<'PYTHON'
import os, sys, time
start = time.time()
child = os.spawnvp(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
assert status == 0, f"{sys.argv[1]} ended with {status}"
print(sys.argv[1], round(time.time() - start, 2), round(used.ru_utime + used.ru_stime, 2), used.ru_maxrss, flush=True)
PYTHON
    tail -n 1 "$work/results"
    source_sql "SELECT pg_drop_replication_slot('${peer}_slot')" >/dev/null
    rm -rf "$work/$peer/.dlt/pipelines"
}

java=(java -Xmx512m -XX:+UseParallelGC -cp)
for ((round = 1; round <= rounds; round++)); do
    step "Round $round of $rounds: peer, seconds, CPU seconds, peak KB"
    timed engine "${java[@]}" "$engine_classes" EngineOnly "$work/engine" "$rows"
    timed append "${java[@]}" "$loader_classes" DebeziumDltLoader run --snapshot-only --progress off --project "$work/append"
    timed merge "${java[@]}" "$loader_classes" DebeziumDltLoader run --snapshot-only --progress off --project "$work/merge"
done

step "Median of $rounds, $rows rows (whole process, JVM start included)"
python3 - "$work/results" "$rows" <<'PYTHON'
import statistics, sys
runs = [line.split() for line in open(sys.argv[1]) if len(line.split()) == 4]
def median(peer, column): return statistics.median(float(run[column]) for run in runs if run[0] == peer)
ceiling = median("engine", 1)
print(f"{'':8}{'rows/s':>10}{'seconds':>10}{'CPU s':>8}{'peak MB':>9}{'÷ engine':>10}")
for peer in ("engine", "append", "merge"):
    seconds = median(peer, 1)
    print(f"{peer:8}{int(sys.argv[2]) / seconds:10,.0f}{seconds:10.1f}{median(peer, 2):8.1f}"
          f"{median(peer, 3) / 1024:9.0f}{ceiling / seconds:10.2f}")
PYTHON
stop_source
