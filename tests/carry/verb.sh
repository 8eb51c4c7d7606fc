# Beside a loader, and by the verb; sourced by tests/test_carry.sh.
# shellcheck shell=bash disable=SC2154

step "While the loader works"
start_loader "$work/run.log" run --project "$p"
for i in 1 2 3; do
    source_sql "UPDATE users SET name = 'live $i ' || id WHERE id % 3 = $((i - 1));
        INSERT INTO log (id, op) VALUES ($((30000 + i)), $i)"
    carry "$late" || fail "carried while the loader works: $(tail -n 3 "$work/carry-$late.log")"
done
stop_loader
carry "$late" || fail "what the loader had loaded is carried"
equal "$late" "after a loader that worked beside it"

# hold STATEMENT FILE: a process that has it open, until release.
hold() {
    "$py" -c 'import duckdb, sqlite3, sys, time
held = eval(sys.argv[1])
print("held", flush=True)
time.sleep(600)' "$1" "$2" >"$work/held.txt" 8>&- &
    holder=$!
    wait_until 10 grep -q held "$work/held.txt" || fail "another process has $2"
}
release() { kill "$holder"; wait "$holder" 2>/dev/null; }
hold 'sqlite3.connect(sys.argv[2]).execute("BEGIN EXCLUSIVE")' "$DLT_DATA_DIR/pipelines/debezium_cdc_to_postgres.lock"
refused "$late" "another run carries to this target" "two at once"
release

step "The verb"
source_sql "UPDATE users SET name = 'by the verb' WHERE id < 5"
load "what the verb carries"
loader carry --to postgres --project "$p" --python "$work/none" >"$work/verb.log" 2>&1
same 1 $? "no Python with dlt: exit code 1"
grep -qF 'pip install "dlt[postgres]" duckdb pyarrow' "$work/verb.log" || fail "the pip line is said: $(cat "$work/verb.log")"
pass "no Python with dlt: the pip line is said"
loader carry --to postgres --project "$p" --python "$py" >"$work/verb.log" 2>&1
same 0 $? "the verb ends with exit code 0"
equal postgres "after the verb carry"
loader carry --to filesystem --deletes hard --project "$p" --python "$py" >"$work/verb.log" 2>&1
same 2 $? "what cannot be asked for: exit code 2"
