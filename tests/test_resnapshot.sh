#!/usr/bin/env bash
# Tables of PostgreSQL are read again beside the stream, in MERGE and in APPEND, while they are written to: asked of the
# loader that runs, done by the verb itself, killed again and again. In the end each is what the source holds, and nothing
# is doubled.   tests/test_resnapshot.sh
. "$(dirname "$0")/lib.sh"

rows=${ROWS:-20000}
kills=${KILLS:-1}

step "Start the source database"
start_source
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"
# In one process, so that a kill hits it; not through JBang.
loader() { timeout 240 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" loader.DebeziumDltLoader "$@" </dev/null 8>&-; }
start_loader() {
    local log=$1
    shift
    java "${quick[@]}" -Xmx400m -cp "$loader_classpath" loader.DebeziumDltLoader "$@" </dev/null >"$log" 2>&1 8>&- &
    loader_pid=$!
}

step "Tables with large values, with lists, without a key"
source_sql "
    CREATE TABLE big (id bigserial PRIMARY KEY, name varchar(50), amount numeric(12,2), pad text);
    CREATE TABLE lists (id bigserial PRIMARY KEY, tags text[], note text);
    ALTER TABLE big ALTER pad SET STORAGE EXTERNAL;
    INSERT INTO big (name, amount, pad) SELECT 'name ' || n, n / 100.0, repeat(md5(n::text), CASE WHEN n % 50 = 0 THEN 90 ELSE 2 END)
        FROM generate_series(1, $rows) n;
    INSERT INTO lists (tags, note) SELECT ARRAY['a', n::text], repeat('x', 100) FROM generate_series(1, $rows / 20) n;
    CREATE TABLE renamed (id int PRIMARY KEY, c0 text);
    INSERT INTO renamed VALUES (1, 'one');
    ANALYZE big; ANALYZE lists
" || fail "the tables are made"
resnap_project() {
    project "$work/$1" "resnap_$1" "resnap_$1" "${3:-public.big,public.lists}"
    printf '[cdc_settings]\nsnapshot = "direct"\n%b' "$2" >"$work/$1/.dlt/config.toml"
}
resnap_project merge '[cdc_settings.primary_keys]\nbig = "id"\nlists = "id"\n'
resnap_project append ''
resnap_project control '[cdc_settings.primary_keys]\nbig = "id"\nlists = "id"\n' public.big,public.lists,public.renamed
# all_of LOG PROMISE VERB…: the loaders of all projects, side by side
all_of() {
    local log=$1 promise=$2 mode loaders=()
    shift 2
    for mode in merge append control stopped; do
        loader "$@" --project "$work/$mode" >"$work/$mode-$log.log" 2>&1 &
        loaders+=("$!")
    done
    for mode in merge append control stopped; do
        wait "${loaders[0]}"
        same 0 $? "$mode: $promise"
        loaders=("${loaders[@]:1}")
    done
}
file() { printf '%s/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb' "$work/$1"; }
resnap_project stopped ''
all_of snapshot "the snapshot is loaded" run --snapshot-only

step "A table that is to be loaded in another way: refused, and read anew as the sentence says"
resnap_project other '[cdc_settings.primary_keys]\nlists = "id"\n[cdc_settings.nested]\n"lists.about" = "tables"\n'
sed -i.bak 's/public.big,public.lists/public.lists/' "$work/other/.dlt/secrets.toml"
source_sql "ALTER TABLE lists ADD about jsonb DEFAULT '{\"a\": 1}'" || fail "a column of documents is added"
loader run --snapshot-only --project "$work/other" >"$work/other.log" 2>&1 || fail "documents are unpacked"
other_way() {
    printf '[cdc_settings]\nsnapshot = "direct"\n%b' "$2" >"$work/other/.dlt/config.toml"
    source_sql "UPDATE lists SET note = note WHERE id = 1"
    loader run --until-current --project "$work/other" >"$work/other.log" 2>&1
    same "2 drop $3 --resnapshot" "$? $(grep -o "drop [A-Za-z]* --resnapshot" "$work/other.log")" "$1: refused, with what to do"
    loader drop lists --resnapshot --yes --project "$work/other" >"$work/other-drop.log" 2>&1 || fail "$1: the table is dropped"
    loader run --until-current --project "$work/other" >"$work/other.log" 2>&1
    same "0 $4" "$? $(duck "$(file other)" "SELECT count(*) FROM debezium_data.lists WHERE $5")" "$1: read anew"
}
other_way "not unpacked any more" '[cdc_settings.primary_keys]\nlists = "id"\n' TABLE "$((rows / 20))" "about = '{\"a\": 1}'"
other_way "another key" '[cdc_settings.primary_keys]\nlists = "note"\n' lists 1 "NOT deleted"
source_sql "ALTER TABLE lists DROP about; SELECT pg_drop_replication_slot('resnap_other')" >/dev/null || fail "the column is dropped"

step "While nothing is written, and the loader is busy"
timeout 60 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" tests/kill/LateResnapshot.java resnapshot lists --project "$work/control" \
    </dev/null >"$work/late.log" 2>&1
same 0 $? "control: the end of the log that a copy waits for does not pass unseen"

step "While a column has another name every few milliseconds"
source_sql "CREATE TABLE settled (n integer)"
source_sql "DO \$\$ BEGIN
    FOR n IN 1..1000000 LOOP
        EXECUTE format('ALTER TABLE renamed RENAME c%s TO c%s', n - 1, n);
        COMMIT;
        PERFORM pg_sleep(0.005);
        EXIT WHEN EXISTS (SELECT FROM settled);
    END LOOP;
END \$\$" >"$work/rename.log" 2>&1 8>&- &
renamer=$!
loader resnapshot renamed --project "$work/control" >"$work/renamed.log" 2>&1 &
asker=$!
begins_again() { grep -q 'renamed is not read again yet' "$work/renamed.log"; }
wait_until 60 begins_again || fail "control: a copy is hit"
source_sql "INSERT INTO settled VALUES (1)"
wait "$renamer" || fail "the column is renamed"
wait "$asker"
same 0 $? "control: a copy whose table is altered while it begins begins again"

step "Write without pause, in many small transactions, some of them long"
source_sql "CREATE TABLE written (n integer)"
endlessly() {
    source_sql "DO \$\$ BEGIN
    FOR n IN 1..1000000 LOOP
        $2
        PERFORM pg_sleep($1);
        COMMIT;
        EXIT WHEN EXISTS (SELECT FROM written);
    END LOOP;
END \$\$"
}
endlessly 0.01 "INSERT INTO big (name, amount, pad) SELECT 'new ' || n, m, repeat(md5(n::text), 2) FROM generate_series(1, 3) m;
        UPDATE big SET amount = amount + 1 WHERE id = n % 997 * 50;
        UPDATE big SET amount = amount + 1 WHERE id = n % 9973 * 5;
        DELETE FROM big WHERE id = n % 9967 * 6;
        UPDATE big SET id = id + 100000000 WHERE id = n * 7;
        INSERT INTO lists (tags, note) VALUES (ARRAY['new'], n);
        UPDATE lists SET note = n WHERE id = n % 997 * 3;
        DELETE FROM lists WHERE id = n % 991 * 5;" >"$work/write.log" 2>&1 8>&- &
writer=$!
endlessly 0.9 "UPDATE big SET name = 'long ' || n WHERE id % 1000 = n % 1000; INSERT INTO big (name) VALUES ('long');
    UPDATE lists SET note = 'long' || n WHERE id % 1000 = n % 1000;" >"$work/write-long.log" 2>&1 8>&- &
long_writer=$!

streams() { grep -q 'Loaded: ' "$work/$1.log"; }

# exercise MODE: the loader is asked, killed after random times, and not there.
exercise() {
    local mode=$1 i asker crash
    # at the third copy, or the second time that some are to be made
    [ "$mode" = merge ] && crash=copied:3 || crash=again:2
    CDC_CRASH_AT=$crash start_loader "$work/$mode-run.log" run --project "$work/$mode"
    wait_until 60 streams "$mode-run" || fail "$mode: the loader runs"
    loader resnapshot big public.lists --project "$work/$mode" >"$work/$mode-asked.out" 2>"$work/$mode-asked.log"
    same 0 $? "$mode: resnapshot asks the loader that runs, and waits for it"
    same "Read again: big, public.lists" "$(cat "$work/$mode-asked.out")" "$mode: it says what was read"
    loader resnapshot nosuch --project "$work/$mode" >"$work/$mode-unknown.log" 2>&1
    same 2 $? "$mode: an unknown table is refused with exit code 2"
    loader resnapshot big lists --project "$work/$mode" >"$work/$mode-halted.log" 2>&1 &
    asker=$!
    wait "$loader_pid"
    same 86 $? "$mode: the loader halts at $crash"
    start_loader "$work/$mode-after.log" run --project "$work/$mode"
    wait_until 60 streams "$mode-after" || fail "$mode: the loader runs after $crash"
    wait "$asker"
    for ((i = 1; i <= kills; i++)); do
        loader resnapshot big lists --project "$work/$mode" >"$work/$mode-killed-$i.log" 2>&1 &
        asker=$!
        sleep "$((1 + RANDOM % 3)).$((RANDOM % 9))$((RANDOM % 9))"
        stop_loader KILL
        wait "$asker"
        start_loader "$work/$mode-again-$i.log" run --project "$work/$mode"
        wait_until 60 streams "$mode-again-$i" || fail "$mode: the loader runs after kill $i"
    done
    stop_loader TERM
    loader resnapshot big --project "$work/$mode" >"$work/$mode-alone.out" 2>"$work/$mode-alone.log"
    same 0 $? "$mode: where no loader runs the verb is one"
    same "Read again: big" "$(cat "$work/$mode-alone.out")" "$mode: it says what was read, too"
}

step "Read them again: asked of the loader that runs, killed $kills times in each mode, and alone"
pids=()
for mode in merge append; do
    (trap - EXIT; exercise "$mode" >"$work/$mode.out" 2>&1) &
    pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || failed=yes; done
cat "$work/merge.out" "$work/append.out"
[ -z "${failed:-}" ] || exit 1

step "A control, to which no change is newer than the copy"
timeout 120 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" tests/kill/NaiveResnapshot.java resnapshot big --project "$work/control" \
    </dev/null >"$work/control.log" 2>&1 || fail "control: the table is read again"

step "Stopped while a copy is put in place"
copies() { duck "$(file stopped)" "SELECT count(DISTINCT __position) FROM debezium_data.lists WHERE __op = 'snapshot'"; }
timeout 120 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" tests/kill/StoppedResnapshot.java resnapshot lists --project "$work/stopped" \
    </dev/null >"$work/stopped.log" 2>&1
same "1 1" "$? $(copies)" "stopped: the verb says that it has not ended, and no part of the copy is loaded"

step "Stop writing, and catch up"
source_sql "INSERT INTO written VALUES (1)"
wait "$writer" "$long_writer" || fail "the workload is written"
all_of end "run --until-current ends with exit code 0" run --until-current

same 2 "$(copies)" "stopped: the next run reads the table again"

at_source="SELECT count(*), sum(id), md5(string_agg(md5(concat_ws('|', id, %s)), '' ORDER BY id)) FROM %s"
big="name, amount::text, pad"
lists="array_to_string(tags, ','), note"
at_big=$(source_sql "$(printf "$at_source" "$big" big)")
at_lists=$(source_sql "$(printf "$at_source" "$lists" lists)")
# The rows as they are at the end: in append the newest change of every id, unless it is a delete.
there() {
    local columns="name, amount::VARCHAR, pad"
    [ "$2" = big ] || columns="array_to_string(tags, ','), note"
    local newest="SELECT * FROM debezium_data.$2 QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC) = 1"
    local live="SELECT * FROM debezium_data.$2 WHERE NOT deleted"
    [ "$1" != append ] || live="SELECT * FROM ($newest) WHERE __op <> 'delete'"
    duck "$(file "$1")" "SELECT count(*), sum(id), md5(string_agg(md5(concat_ws('|', id, $columns)), '' ORDER BY id)) FROM ($live)"
}
for mode in merge append; do
    same "$at_big" "$(there $mode big)" "$mode: the large table is what the source holds"
    same "$at_lists" "$(there $mode lists)" "$mode: the table read in batches is what the source holds"
done
if [ "$at_big" = "$(there control big)" ]; then fail "control: what is lost is seen"; else pass "control: what is lost is seen"; fi
for table in big lists; do
    same 0 "$(duck "$(file merge)" "SELECT count(*) FROM (SELECT id FROM debezium_data.$table GROUP BY id HAVING count(*) <> 1)")" \
        "merge: $table has no row twice"
    same 0 "$(duck "$(file append)" "SELECT count(*) FROM (SELECT id FROM debezium_data.$table WHERE __op = 'insert'
        GROUP BY id HAVING count(*) <> 1)")" "append: $table has no insert twice"
    same 0 "$(duck "$(file append)" "SELECT count(*) FROM (SELECT id, __position FROM debezium_data.$table WHERE __op = 'snapshot'
        GROUP BY ALL HAVING count(*) <> 1)")" "append: no copy of $table is there twice"
    same true "$(duck "$(file append)" "SELECT count(DISTINCT __seq) = count(*) FROM debezium_data.$table")" \
        "append: $table has no number twice"
done
