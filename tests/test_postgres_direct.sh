#!/usr/bin/env bash
# The direct snapshot of PostgreSQL, [cdc_settings] snapshot = "direct", on a table that is written to all the while:
# killed in its middle, cut off, stopped, and left to Debezium's engine where properties ask for it. In the end nothing is
# lost and nothing is doubled.   tests/test_postgres_direct.sh
. "$(dirname "$0")/lib.sh"

rows=${ROWS:-600000}

step "Start the source database"
start_source
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"
# In one process, so that a kill hits it; not through JBang.
loader() { java "${quick[@]}" -Xmx400m -cp "$loader_classpath" loader.DebeziumDltLoader "$@" </dev/null 8>&-; }
start_loader() {
    local log=$1
    shift
    java "${quick[@]}" -Xmx400m -cp "$loader_classpath" loader.DebeziumDltLoader "$@" </dev/null >"$log" 2>&1 8>&- &
    loader_pid=$!
}

step "A large table, and one with a column that is read in batches"
source_sql "
    CREATE TABLE big (id bigserial PRIMARY KEY, name varchar(50), amount numeric(12,2), made timestamptz DEFAULT now(),
        pad text DEFAULT repeat('pad ', 60));     -- the snapshot has to take longer than it takes to kill it
    CREATE TABLE lists (id bigserial PRIMARY KEY, tags text[], note text);
    ALTER TABLE big REPLICA IDENTITY FULL;
    ALTER TABLE lists REPLICA IDENTITY FULL;
    INSERT INTO big (name, amount) SELECT 'name ' || n, n / 100.0 FROM generate_series(1, $rows) n;
    INSERT INTO lists (tags, note) SELECT ARRAY['a', n::text], repeat('x', 100) FROM generate_series(1, $rows / 20) n;
    ANALYZE big; ANALYZE lists
" || fail "the tables are made"

# direct_project DIR KEYS: with a primary key for both tables (merge) or none (append).
direct_project() {
    project "$work/$1" "direct_$1" "direct_$1" public.big,public.lists
    printf '[cdc_settings]\nsnapshot = "direct"\n%b' "$2" >"$work/$1/.dlt/config.toml"
}
direct_project merge '[cdc_settings.primary_keys]\nbig = "id"\nlists = "id"\n'
direct_project append ''
file() { printf '%s/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb' "$work/$1"; }

# endlessly STOP SECONDS STATEMENTS: runs them with n = 1, 2, … and such pauses, each time a transaction, until the
# table STOP has a row.
endlessly() {
    source_sql "DO \$\$ BEGIN
    FOR n IN 1..1000000 LOOP
        $3
        COMMIT;
        EXIT WHEN EXISTS (SELECT FROM $1);
        PERFORM pg_sleep($2);
    END LOOP;
END \$\$"
}

step "Write without pause, in many small transactions that change both tables"
source_sql "CREATE TABLE written (n integer)"
endlessly written 0.005 "INSERT INTO big (name, amount) SELECT 'new ' || n, m FROM generate_series(1, 3) m;
        UPDATE big SET amount = amount + 1 WHERE id = n % 9973 * 17;
        DELETE FROM big WHERE id = n % 9967 * 19;
        INSERT INTO lists (tags, note) VALUES (ARRAY['new'], n);
        UPDATE lists SET note = n WHERE id = n % 997 * 7;
        DELETE FROM lists WHERE id = n % 991 * 5;" >"$work/write.log" 2>&1 8>&- &
writer=$!

copying() { [ "$(source_sql "SELECT count(*) FROM pg_stat_progress_copy WHERE tuples_processed > ${1:-5000}")" -gt 0 ]; }
tables() { duck "$(file "$1")" "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('big', 'lists')"; }

for mode in merge append; do
    step "$mode: kill it with SIGKILL in the middle of the snapshot"
    start_loader "$work/$mode-killed.log" run --project "$work/$mode"
    wait_until 90 copying || fail "$mode: the snapshot is read"
    stop_loader KILL
    grep -q 'Snapshot read' "$work/$mode-killed.log" && fail "$mode: the kill comes in the middle of the snapshot"
    same 0 "$(tables "$mode")" "$mode: a snapshot killed in its middle leaves no rows"
done

step "merge: cut its connections in the middle of the next one"
start_loader "$work/merge-cut.log" run --project "$work/merge"
cut() {
    [ "$(source_sql "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_progress_copy WHERE tuples_processed > 5000")" -gt 0 ]
}
wait_until 90 cut || fail "merge: the snapshot is read again"
wait_until 60 grep -q 'next try in' "$work/merge-cut.log" || fail "merge: a cut connection is waited out"
pass "merge: a cut connection is waited out, and the snapshot begins again"
wait_until 120 grep -q 'Streaming' "$work/merge-cut.log" || fail "merge: the snapshot is read to its end"
wait_until 60 grep -q 'Loaded: ' "$work/merge-cut.log" || fail "merge: changes are loaded"
stop_loader TERM

step "append: stop it in the middle of the next one"
start_loader "$work/append-stopped.log" run --project "$work/append"
wait_until 90 copying || fail "append: the snapshot is read again"
stop_loader TERM
same 0 "$loader_status" "append: SIGTERM in the middle of the snapshot ends it with exit code 0"
same 0 "$(tables append)" "append: a snapshot stopped in its middle leaves no rows"
loader run --snapshot-only --project "$work/append" >"$work/append-snapshot.log" 2>&1
same 0 $? "append: the next run reads the snapshot"

step "Stop writing, and catch up"
source_sql "INSERT INTO written VALUES (1)"
wait "$writer" || fail "the workload is written"
for mode in merge append; do
    loader run --until-current --project "$work/$mode" >"$work/$mode-end.log" 2>&1
    same 0 $? "$mode: run --until-current ends with exit code 0"
done

at_source="SELECT count(*), sum(id), md5(string_agg(md5(concat_ws('|', id, %s)), '' ORDER BY id)) FROM %s"
big="name, amount::text, (extract(epoch from made) * 1000000)::bigint"
lists="array_to_string(tags, ','), note"
at_big=$(source_sql "$(printf "$at_source" "$big" big)")
at_lists=$(source_sql "$(printf "$at_source" "$lists" lists)")
# The rows as they are at the end: in append the newest change of every id, unless it is a delete.
there() {
    local columns="name, amount::VARCHAR, epoch_us(made)"
    [ "$2" = big ] || columns="array_to_string(tags, ','), note"
    local newest="SELECT * FROM debezium_data.$2 QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC) = 1"
    local live="SELECT * FROM debezium_data.$2 WHERE NOT deleted"
    [ "$1" = merge ] || live="SELECT * FROM ($newest) WHERE __op <> 'delete'"
    duck "$(file "$1")" "SELECT count(*), sum(id), md5(string_agg(md5(concat_ws('|', id, $columns)), '' ORDER BY id)) FROM ($live)"
}
for mode in merge append; do
    same "$at_big" "$(there $mode big)" "$mode: the large table is what the source holds"
    same "$at_lists" "$(there $mode lists)" "$mode: the table read in batches is what the source holds"
done
for table in big lists; do
    same 0 "$(duck "$(file append)" "SELECT count(*) FROM (SELECT id FROM debezium_data.$table
        WHERE __op IN ('snapshot', 'insert') GROUP BY id HAVING count(*) <> 1)")" "append: $table has no row twice"
    same $'true\ttrue' "$(duck "$(file append)" "SELECT count(*) > 0, count(DISTINCT __seq) = count(*) FROM debezium_data.$table
        WHERE __op = 'snapshot'")" "append: $table's rows of the snapshot have numbers of their own"
done
same 1 "$(duck "$(file append)" "SELECT count(DISTINCT _dlt_load_id) FROM (SELECT _dlt_load_id, __op FROM debezium_data.big
    UNION ALL SELECT _dlt_load_id, __op FROM debezium_data.lists) WHERE __op = 'snapshot'")" "append: the snapshot is one load"

step "A property that shapes rows leaves the snapshot to the engine"
project "$work/short" direct_short direct_short public.lists
printf '[cdc_settings]\nsnapshot = "direct"\n[sources.debezium.postgres]\ncolumn_truncate_to_3_chars = "public.lists.note"\n' \
    >"$work/short/.dlt/config.toml"
loader run --snapshot-only --project "$work/short" >"$work/short.log" 2>&1
same 0 $? "with column_truncate_to_3_chars the snapshot is loaded"
same 1 "$(grep -c "engine, which is slower, as column_truncate_to_3_chars is set" "$work/short.log")" "a notice says why the engine reads it"
same 3 "$(duck "$(file short)" "SELECT max(length(note)) FROM debezium_data.lists")" "and the property holds"

step "Wrong words"
printf '[cdc_settings]\nsnapshot = "fast"\n' >"$work/short/.dlt/config.toml"
loader run --project "$work/short" >"$work/wrong.log" 2>&1
same 2 $? "snapshot = \"fast\" is refused with exit code 2"

# snapshot NAME TABLES: reads these alone, in at most two minutes, in a project of its own.
snapshot() {
    project "$work/$1" "direct_$1" "direct_$1" "$2"
    timeout 120 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" loader.DebeziumDltLoader run --snapshot-only --project "$work/$1" \
        </dev/null >"$work/$1.log" 2>&1 8>&-
}
rows_of() { duck "$(file "$1")" "SELECT count(*) FROM debezium_data.$2 WHERE __op = 'snapshot'"; }

step "Another session asks for a table all the time, as ALTER, TRUNCATE and VACUUM FULL do"
source_sql "CREATE TABLE enough (n integer)"
endlessly enough 0.001 "LOCK TABLE big IN ACCESS EXCLUSIVE MODE;" >"$work/locks.log" 2>&1 8>&- &
locker=$!
snapshot asked public.big
same 0 $? "a table that others want for themselves is read all the same"
same "$(source_sql "SELECT count(*) FROM big")" "$(rows_of asked big)" "and all of its rows are there"
source_sql "INSERT INTO enough VALUES (1)"
wait "$locker" || fail "the locks are asked for"

step "A table is emptied while another is read before it"
source_sql "CREATE TABLE later (id int PRIMARY KEY); INSERT INTO later SELECT generate_series(1, 10)"
snapshot emptied public.big,public.later &
reading=$!
wait_until 60 copying 1000 || fail "the large table is read"
source_sql "TRUNCATE later"
wait "$reading" || fail "the snapshot is read"
same 10 "$(rows_of emptied later)" "its rows of the snapshot's moment are loaded"

step "A table is made while the slot is"
source_sql "CREATE TABLE new_before (id int PRIMARY KEY); CREATE PUBLICATION direct_new FOR ALL TABLES"
source_sql "CREATE TABLE new_since (id int PRIMARY KEY); INSERT INTO new_since SELECT generate_series(1, 100); SELECT pg_sleep(8)" \
    >"$work/new-table.log" 2>&1 8>&- &
maker=$!
makes() { [ "$(source_sql "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")" -gt 0 ]; }
wait_until 20 makes || fail "a transaction makes a table"
snapshot new 'public.new_.*'
same 0 $? "the snapshot is read"
wait "$maker"
same 100 "$(rows_of new new_since)" "the new table's rows are in it"
same 1 "$(grep -c 'public.new_since was made.*begins again' "$work/new.log")" "since it began again, and said why"

step "Rows that the user may not see"
source_sql "CREATE ROLE cdc LOGIN REPLICATION PASSWORD 'mypassword'; CREATE TABLE secured (id int PRIMARY KEY, tenant int);
    INSERT INTO secured SELECT n, n % 2 FROM generate_series(1, 10) n; GRANT SELECT ON secured TO cdc;
    ALTER TABLE secured ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON secured USING (tenant = 1);
    CREATE PUBLICATION direct_secured FOR TABLE secured"
export SOURCES__DEBEZIUM__POSTGRES__USER=cdc
snapshot secured public.secured
same 1 $? "row security that would keep rows from the snapshot ends the run"
same 1 "$(grep -c 'Row security keeps rows of table public.secured from user cdc.*BYPASSRLS' "$work/secured.log")" "the sentence says whose, and what to do"
same 0 "$(source_sql "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'direct_secured'")" "no slot was made"
source_sql "ALTER ROLE cdc BYPASSRLS"
snapshot secured public.secured
same 0 $? "once it does not, the snapshot is read"
same 10 "$(rows_of secured secured)" "with all rows"
unset SOURCES__DEBEZIUM__POSTGRES__USER

step "A schema whose name is a word of SQL"
source_sql 'CREATE SCHEMA "order"; CREATE TABLE "order".list (id int PRIMARY KEY); INSERT INTO "order".list VALUES (1)'
snapshot word order.list
same 0 $? "a table in schema \"order\" is read"
same 1 "$(rows_of word list)" "with its row"
