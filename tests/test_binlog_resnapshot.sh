#!/usr/bin/env bash
# Tables of MySQL or MariaDB are read again beside the stream, in MERGE and in APPEND, while they are written to, and a
# table joins: as tests/test_resnapshot.sh. After the first snapshot the user may lock single tables only.   tests/test_binlog_resnapshot.sh mysql|mariadb
MYSQL_KIND=${1:-mysql}
. "$(dirname "$0")/lib_mysql.sh"

rows=${ROWS:-10000}
kills=${KILLS:-1}

step "Start the source database"
start_mysql
loader_classpath=$(classpath_of "$LOADER_SCRIPT" 2>"$work/build-loader.log") || fail "the loader is built"
main=loader.${LOADER_SCRIPT%.java}
loader() { timeout 240 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" "$main" "$@" </dev/null 8>&-; }
start_loader() {
    local log=$1
    shift
    java "${quick[@]}" -Xmx400m -cp "$loader_classpath" "$main" "$@" </dev/null >"$log" 2>&1 8>&- &
    loader_pid=$!
}

step "A table, and one that joins later"
mysql_sql "CREATE TABLE big (id bigint PRIMARY KEY AUTO_INCREMENT, name varchar(50), amount decimal(12,2), made datetime(6),
        flag bit(3), doc json, raw varbinary(20), clock time(3));
    CREATE TABLE late LIKE big;
    INSERT INTO big (name, amount, made, flag, doc, raw, clock) WITH RECURSIVE n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n
        WHERE n < 1000) SELECT concat('name ', a.n), b.n / 100.0, '2024-02-29 12:00:00.123456', b'101', '{\"a\": [1, \"x\"]}',
        x'00ff10', '-12:34:56.789' FROM n a, n b WHERE b.n <= $rows / 1000;
    INSERT INTO late SELECT * FROM big WHERE id <= 2000;" || fail "the tables are made"
resnap_project() {
    mysql_project "$work/$1" "${3:-mydb.big}"
    printf '[cdc_settings]\n%b' "$2" >"$work/$1/.dlt/config.toml"
}
keys='[cdc_settings.primary_keys]\nbig = "id"\nlate = "id"\n'
resnap_project merge "$keys"
resnap_project append ''
# all_of LOG PROMISE VERB…: the loaders of all projects, side by side
all_of() {
    local log=$1 promise=$2 mode loaders=()
    shift 2
    for mode in merge append control; do
        loader "$@" --project "$work/$mode" >"$work/$mode-$log.log" 2>&1 &
        loaders+=("$!")
    done
    for mode in merge append control; do
        wait "${loaders[0]}"
        same 0 $? "$mode: $promise"
        loaders=("${loaders[@]:1}")
    done
}
file() { printf '%s/.dlt/pipelines/%s/%s.duckdb' "$work/$1" "$pipeline" "$pipeline"; }
resnap_project control "$keys"
all_of snapshot "the snapshot is loaded" run --snapshot-only
resnap_project merge "$keys" mydb.big,mydb.late
resnap_project append '' mydb.big,mydb.late

admin() { docker exec -i -e MYSQL_PWD=rootpassword "$container" "$kind" -u root -N -B mydb -e "$1" </dev/null; }
if [ "$source_kind" = docker ]; then
    step "Without the privileges"
    admin "REVOKE RELOAD ON *.* FROM 'myuser'@'%'; REVOKE LOCK TABLES ON mydb.* FROM 'myuser'@'%'" || fail "they are revoked"
    loader resnapshot big --project "$work/control" >"$work/denied.log" 2>&1
    same "1 GRANT" "$? $(grep -q 'GRANT LOCK TABLES ON `mydb`' "$work/denied.log" && echo GRANT)" "without LOCK TABLES the verb says the GRANT"
    admin "GRANT LOCK TABLES ON mydb.* TO 'myuser'@'%'" || fail "it is granted"
    flushes=$(admin "SHOW GLOBAL STATUS LIKE 'Com_flush'")

    step "While a transaction has written to the table and goes on"
    said() { grep -q 'has been locked for more than 1 s' "$work/long.log"; }
    {
        printf "BEGIN; UPDATE big SET name = 'long' WHERE id = 1;\n"
        wait_until 60 said
        printf 'COMMIT;\n'
    } | docker exec -i -e MYSQL_PWD=mypassword "$container" "$kind" -u myuser mydb &
    transaction=$!
    loader resnapshot big --project "$work/control" >"$work/long.out" 2>"$work/long.log" &
    asker=$!
    longest=0
    while is_alive "$transaction"; do
        waited=$(admin "SET @begun = SYSDATE(6); UPDATE big SET name = 'short' WHERE id = 2;
            SELECT TIMESTAMPDIFF(MICROSECOND, @begun, SYSDATE(6)) DIV 1000")
        [ "${waited:-99999}" -le "$longest" ] || longest=${waited:-99999}
    done
    wait "$asker"
    same "0 Read again: big" "$? $(cat "$work/long.out")" "the table is read again once the transaction has ended"
    same yes "$(said && echo yes)" "it is said what is waited for"
    same yes "$([ "$longest" -lt 2000 ] && echo yes || echo "$longest ms")" "no writer waits for more than the second of the lock (2 s)"
fi

step "Write without pause"
statements() {
    local n
    for ((n = 1; n < 1000000; n++)); do
        [ ! -e "$work/stop" ] || break
        for t in big late; do
            printf 'BEGIN; INSERT INTO %s (name, amount) VALUES ("new %s", 1), ("new", 2);' "$t" "$n"
            printf 'UPDATE %s SET amount = amount + 1, flag = 2 WHERE id = %s;' "$t" $((n % 997 * 2))
            printf 'DELETE FROM %s WHERE id = %s; COMMIT;' "$t" $((n % 991 * 3))
            printf 'UPDATE %s SET id = id + 1000000 WHERE id = %s;\n' "$t" $((n * 7))
        done
        sleep 0.02
    done
}
if [ "$source_kind" = docker ]; then
    statements | docker exec -i -e MYSQL_PWD=mypassword "$container" "$kind" -u myuser mydb >"$work/write.log" 2>&1 8>&- &
else
    statements | while read -r line; do mysql_sql "$line" || break; done >"$work/write.log" 2>&1 8>&- &
fi
writer=$!

streams() { grep -q 'Loaded: ' "$work/$1.log"; }
exercise() {
    local mode=$1 i asker crash
    # at the third copy, or the third time that one is to be made: the table that joins is the first
    [ "$mode" = merge ] && crash=copied:3 || crash=again:3
    CDC_CRASH_AT=$crash start_loader "$work/$mode-run.log" run --project "$work/$mode"
    wait_until 90 streams "$mode-run" || fail "$mode: the loader runs"
    loader resnapshot big --project "$work/$mode" >"$work/$mode-asked.out" 2>"$work/$mode-asked.log"
    same 0 $? "$mode: resnapshot asks the loader that runs, and waits for it"
    same "Read again: big" "$(cat "$work/$mode-asked.out")" "$mode: it says what was read"
    loader resnapshot big --project "$work/$mode" >"$work/$mode-halted.log" 2>&1 &
    asker=$!
    wait "$loader_pid"
    same 86 $? "$mode: the loader halts at $crash"
    start_loader "$work/$mode-after.log" run --project "$work/$mode"
    wait_until 90 streams "$mode-after" || fail "$mode: the loader runs after $crash"
    wait "$asker"
    for ((i = 1; i <= kills; i++)); do
        loader resnapshot big --project "$work/$mode" >"$work/$mode-killed-$i.log" 2>&1 &
        asker=$!
        sleep "$((RANDOM % 3)).$((RANDOM % 9))"
        stop_loader KILL
        wait "$asker"
        start_loader "$work/$mode-again-$i.log" run --project "$work/$mode"
        wait_until 90 streams "$mode-again-$i" || fail "$mode: the loader runs after kill $i"
    done
    stop_loader TERM
    loader resnapshot big --project "$work/$mode" >"$work/$mode-alone.out" 2>"$work/$mode-alone.log"
    same 0 $? "$mode: where no loader runs the verb is one"
}
step "A control, which reads the log's place after the lock"
timeout 120 java "${quick[@]}" -Xmx400m -cp "$loader_classpath" "tests/kill/LateLock${LOADER_SCRIPT#DebeziumDltLoader}" resnapshot big \
    --project "$work/control" </dev/null >"$work/control.log" 2>&1 8>&- || fail "control: the table is read again"

step "Read it again: asked of the loader that runs, killed $kills times in each mode, and alone"
pids=()
for mode in merge append; do
    (trap - EXIT; exercise "$mode" >"$work/$mode.out" 2>&1) &
    pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || failed=yes; done
cat "$work/merge.out" "$work/append.out"
[ -z "${failed:-}" ] || exit 1

step "Stop writing, and catch up"
touch "$work/stop"
wait "$writer" || fail "the workload is written"
all_of end "run --until-current ends with exit code 0" run --until-current

at_source() { mysql_sql "SELECT id, name, amount, date_format(made, '%Y-%m-%d %H:%i:%s.%f'), flag + 0, doc->'$.a', hex(raw) FROM $1 ORDER BY id"; }
[ "$kind" != mariadb ] || at_source() { mysql_sql "SELECT id, name, amount, date_format(made, '%Y-%m-%d %H:%i:%s.%f'), flag + 0, json_extract(doc, '$.a'), hex(raw) FROM $1 ORDER BY id"; }
there() {
    local newest="SELECT * FROM $dataset.$2 QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC) = 1"
    local live="SELECT * FROM $dataset.$2 WHERE NOT deleted"
    [ "$1" != append ] || live="SELECT * FROM ($newest) WHERE __op <> 'delete'"
    duck "$(file "$1")" "SELECT id, name, amount, strftime(made, '%Y-%m-%d %H:%M:%S.%f'), ('0b' || flag)::INTEGER, doc->'$.a', hex(raw)
        FROM ($live) ORDER BY id"
}
if [ "$source_kind" = docker ]; then
    same "$flushes" "$(admin "SHOW GLOBAL STATUS LIKE 'Com_flush'")" "no lock of all tables was taken for them"
fi
at_source big | tr -d ' ' >"$work/big.source"
there control big | tr -d ' ' >"$work/big.control"
if cmp -s "$work/big.source" "$work/big.control"; then fail "control: what is lost is seen"; else pass "control: what is lost is seen"; fi
for table in big late; do
    at_source $table | tr -d ' ' >"$work/$table.source"
    for mode in merge append; do
        there $mode $table | tr -d ' ' >"$work/$table.$mode"
        same "$(wc -l <"$work/$table.source") $(md5sum <"$work/$table.source")" "$(wc -l <"$work/$table.$mode") $(md5sum <"$work/$table.$mode")" \
            "$mode: $table is what the source holds"
    done
    same 0 "$(duck "$(file merge)" "SELECT count(*) FROM (SELECT id FROM $dataset.$table GROUP BY id HAVING count(*) <> 1)")" \
        "merge: $table has no row twice"
    same 0 "$(duck "$(file append)" "SELECT count(*) FROM (SELECT id FROM $dataset.$table WHERE __op = 'insert'
        GROUP BY id HAVING count(*) <> 1)")" "append: $table has no insert twice"
    same true "$(duck "$(file append)" "SELECT count(DISTINCT __seq) = count(*) FROM $dataset.$table")" \
        "append: $table has no number twice"
done
