#!/usr/bin/env bash
# Cassandra's loader against a real node, which is brought up here: what it loads is what the node says, after kill -9 of
# the loader at random moments, after a clean stop, and after kill -9 of the node.   tests/test_cassandra.sh
. "$(dirname "$0")/lib.sh"

here=$root/tests/cassandra
dir=$work/node
project=$work/project
kills=${CASSANDRA_KILLS:-3}
export LOADER_SCRIPT=DebeziumDltLoaderCassandra.java
node_pid=

# Cassandra's classes want inside of Java's: as the script's RUNTIME_OPTIONS have it, for all that is started here.
JDK_JAVA_OPTIONS=$(sed -n 's#^//RUNTIME_OPTIONS ##p' "$root/$LOADER_SCRIPT" | grep -oE -- '(--add|-Djdk)[^ ]*' | tr '\n' ' ')
JDK_JAVA_OPTIONS+='--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED'
export JDK_JAVA_OPTIONS

clean_up_node() {
    [ -z "$node_pid" ] || kill -9 "$node_pid" 2>/dev/null
}

filled() {
    sed -e "s#@DIR@#$dir#g; s#@CQL@#$cql_port#g; s#@STORAGE@#$storage_port#g; s#@SSL@#$ssl_port#g" \
        "$here/$1" >"$dir/$1"
}

start_node() {
    java -Xms384m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        -Dcassandra.config="file://$dir/cassandra.yaml" \
        -Dlogback.configurationFile="$here/logback.xml" -Dcassandra.storagedir="$dir" -Dcassandra-foreground=yes \
        -Dcassandra.skip_wait_for_gossip_to_settle=0 -Dcassandra.ring_delay_ms=1000 \
        -Dcassandra.superuser_setup_delay_ms=0 -Dcassandra.jmx.local.port="$jmx_port" \
        -cp "$(cat "$work/node.classpath")" org.apache.cassandra.service.CassandraDaemon \
        >>"$work/cassandra.log" 2>&1 </dev/null &
    node_pid=$!
    wait_until 120 bash -c "exec 7<>/dev/tcp/127.0.0.1/$cql_port" || fail "the node starts"
}

# One client for the whole test, which ends when descriptor 5 is closed.
start_cql() {
    mkfifo "$work/cql.in"
    java "${quick[@]}" -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
        -cp "$work/classes:$(cat "$work/DebeziumDltLoaderCassandra.classpath")" Cql "$dir/driver.conf" \
        <"$work/cql.in" >"$work/cql.out" 2>>"$work/cql.log" 5>&- &
    exec 5>"$work/cql.in"
}

# CQL from standard input; prints what comes back.
cql() {
    echo >>"$work/asks"
    local ask=$(wc -l <"$work/asks")
    { printf 'ECHO from %s.\n' "$ask"; cat; printf 'ECHO to %s.\n' "$ask"; } >&5
    wait_until 60 grep -qx "ECHO to $ask\." "$work/cql.out" || fail "the node answers: $(tail -n 1 "$work/cql.log")"
    sed -n "/^ECHO from $ask\.\$/,/^ECHO to $ask\.\$/p" "$work/cql.out" | grep -v '^ECHO '
}

load() { loader "$@" --project "$project" --progress off; }
asked() { duck "$project/.dlt/pipelines/cassandra_cdc/cassandra_cdc.duckdb" "$(sed 's/FROM \([tc]\)/FROM cassandra_cdc_data.\1/' <<<"$1")" 2>>"$work/sql.log" | tr '\t' ','; }

rows_of_node() { cql <<<'SELECT id, n, t FROM ks.t' | tr '|' ',' | sort -t, -n; }
rows_loaded() { asked "SELECT id, n, coalesce(t, 'null') FROM t WHERE NOT deleted" | sort -t, -n; }

until_current() { load run --until-current >>"$work/run.log" 2>&1 || fail "$1: run --until-current"; }

# compare NAME
compare() {
    until_current "$1"
    same "$(rows_of_node | cksum)" "$(rows_loaded | cksum)" "$1 ($(rows_loaded | wc -l | tr -d ' ') rows)"
    same 0 "$(asked 'SELECT count(*) - count(DISTINCT id) FROM t')" "$1: no row is there twice"
}

trap 'status=$?; clean_up_node; (exit $status); clean_up' EXIT

step "a node"
case $(java -version 2>&1 | sed -nE 's/.*version "([0-9]+).*/\1/p') in
    11 | 17) ;;
    *) skip cassandra "Cassandra 5 runs on Java 11 or 17, and here is another"; exit 0 ;;
esac
mkdir -p "$dir" "$work/classes" "$project/.dlt"
if ! classpath_of tests/cassandra/Node.java >"$work/node.classpath" 2>"$work/node-build.log"; then
    skip cassandra "no Cassandra can be had: $(tail -n 1 "$work/node-build.log")"
    exit 0
fi
cql_port=$(free_port) storage_port=$(free_port) ssl_port=$(free_port) jmx_port=$(free_port)
for file in cassandra.yaml driver.conf; do filled "$file"; done
java_of "$LOADER_SCRIPT"
javac -proc:none -d "$work/classes" -cp "$(cat "$work/DebeziumDltLoaderCassandra.classpath")" "$here"/{Cql,EarlyLoader}.java ||
    fail "what the test needs is compiled"
choose_duck
start_node
start_cql
note "Cassandra $(cql <<<'SELECT release_version FROM system.local')"
cql <<CQL
CREATE KEYSPACE ks WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}
CREATE TYPE ks.pair (a int, b text)
CREATE TABLE ks.t (id int PRIMARY KEY, n bigint, t text) WITH cdc = true
CREATE TABLE ks.c (p int, q text, s text static, l list<int>, m map<text, int>, z set<text>, v decimal, d duration, u frozen<pair>, i inet, b blob, PRIMARY KEY (p, q)) WITH cdc = true
CREATE TABLE ks.without (id int PRIMARY KEY, n bigint, t text)
FILL ks.t 0 500
INSERT INTO ks.c (p, q, s, l, m, z, v, u, i, b) VALUES (1, 'a', 'first', [1, 2], {'x': 1}, {'k', 'l'}, 1.5, {a: 1, b: 'two'}, '10.0.0.1', 0x00ff)
INSERT INTO ks.c (p, q, v) VALUES (1, 'b', 2.5) USING TTL 86400
INSERT INTO ks.c (p, q, v) VALUES (2, 'a', 1)
INSERT INTO ks.c (p, q, v) VALUES (2, 'b', 1)
INSERT INTO ks.c (p, q, v) VALUES (3, 'a', 1)
CQL
cat >"$project/.dlt/secrets.toml" <<TOML
[sources.debezium.cassandra]
config = "$dir/cassandra.yaml"
driver_config_file = "$dir/driver.conf"
node_id = "node1"
relocation_dir = "$dir/relocation"
offset_dir = "$dir/offsets"
TOML
chmod 600 "$project/.dlt/secrets.toml"

step "what is refused"
if load run --until-current >"$work/refused.log" 2>&1; then fail "a table without a key is refused"; fi
same 1 "$(grep -c 'Table ks.c has no line in .*merged, by their own key.*"ks.c" = \["p", "q"\]' "$work/refused.log")" \
    "a table that would be appended is refused, with the line that helps"
printf '[cdc_settings.primary_keys]\n"ks.t" = ["id"]\n"ks.c" = ["p", "q"]\n' >"$project/.dlt/config.toml"
loader doctor --project "$project" >"$work/doctor.log" 2>&1
same 3 "$(grep -cE '^ok +(connection: Cassandra|commit log: |tables: 2 )' "$work/doctor.log")" \
    "doctor looks at connection, commit log and tables"
sed 's/cdc_block_writes: true/cdc_block_writes: false/' "$dir/cassandra.yaml" >"$dir/losing.yaml"
if SOURCES__DEBEZIUM__CASSANDRA__CONFIG=$dir/losing.yaml load run --until-current >"$work/losing.log" 2>&1; then
    fail "a node that may delete commit logs is refused"
fi
same 1 "$(grep -c 'cdc_block_writes is false' "$work/losing.log")" "a node that may delete commit logs is refused"

step "snapshot and stream"
until_current "the snapshot"
same "$(rows_of_node | cksum)" "$(rows_loaded | cksum)" "the snapshot has every row"
cql <<CQL
UPDATE ks.t SET t = 'new' WHERE id = 5
UPDATE ks.t USING TIMESTAMP 1000 SET t = 'older than what is there' WHERE id = 6
DELETE FROM ks.t WHERE id = 7
DELETE t FROM ks.t WHERE id = 8
UPDATE ks.c SET l = l + [3], m['y'] = 2, z = z - {'k'} WHERE p = 1 AND q = 'a'
UPDATE ks.c SET s = 'second' WHERE p = 1
DELETE FROM ks.c WHERE p = 2 AND q > 'a'
DELETE FROM ks.c WHERE p = 3
INSERT INTO ks.c (p, q, d) VALUES (4, 'é', 1mo2d3h)
ALTER TABLE ks.t ADD more int
UPDATE ks.t SET more = 9 WHERE id = 9
CQL
until_current "changes"
same "5,new|6,row 6|8,|9,row 9" "$(asked 'SELECT id, t FROM t WHERE id BETWEEN 5 AND 9 AND NOT deleted ORDER BY id' |
    paste -sd '|' -)" "an update, an older write, a deleted row and a deleted cell"
same 9 "$(asked 'SELECT more FROM t WHERE id = 9')" "a column that was added"
same "1a,[1,2,3],{x:1,y:2},[l],1.5,second,{a:1,b:two},10.0.0.1|1b,,,,2.5,second,,|2a,,,,1.0,,,|4é,,,,,,," \
    "$(asked "SELECT p || q, l, m, z, v::DOUBLE, s, u, i FROM c WHERE NOT deleted ORDER BY p, q" |
        tr -d '"\\' | paste -sd '|' -)" "collections, static columns, a deleted range and a deleted partition"
same true "$(asked "SELECT ttl_expires_at BETWEEN now() + INTERVAL 23 HOUR AND now() + INTERVAL 24 HOUR FROM c
    WHERE p = 1 AND q = 'b'")" "when a row expires"

step "killed at random"
# write FROM TO: meanwhile; `written` waits for it.
write() { printf 'START FILL ks.t %s %s\nSTART FILL ks.t %s %s\n' "$1" "$2" "$1" "$((($1 + $2) / 2))" | cql; }
written() { cql <<<JOIN; }
loaded_from() { asked "SELECT count(*) FROM t WHERE id >= $1"; }
some_loaded() { [ "$(loaded_from "$1")" -gt 0 ]; }
# stream NAME: a loader that streams.
stream() {
    start_loader "$work/$1.log" run --project "$project"
    wait_until 90 grep -q '^Streaming' "$work/$1.log" || fail "the loader streams"
}
for ((i = 1; i <= kills; i++)); do
    stream "killed-$i"
    write "$((i * 1000))" "$((i * 1000 + 1000))"
    wait_until 60 some_loaded "$((i * 1000))" || fail "the loader loads what is written"
    sleep "0.$((RANDOM % 10))"      # the moment of the kill
    stop_loader KILL
    written
    note "killed with $(loaded_from "$((i * 1000))") of 1000 new rows loaded"
done
compare "after $kills times kill -9 of the loader"
stream stopped
write 20000 21000
wait_until 60 some_loaded 20000 || fail "the loader loads what is written"
stop_loader
same 0 "$loader_status" "a clean stop"
written
compare "after a clean stop"

step "the node is killed"
stream node-killed
write 30000 31000
wait_until 60 some_loaded 30000 || fail "the loader loads what is written"
kill -9 "$node_pid"
wait "$node_pid" 2>/dev/null
written
start_node
back() { [ -n "$(cql <<<'SELECT id FROM ks.t WHERE id = 5')" ]; }
wait_until 60 back || fail "the client finds the node again"
cql <<<"INSERT INTO ks.t (id, n, t) VALUES (39999, 1, 'after')"
wait_until 90 some_loaded 39999 || fail "the loader goes on when the node is there again"
pass "the loader goes on when the node is there again"
stop_loader
compare "after kill -9 of the node"
same 0 "$(cat "$dir"/cdc_raw/*.idx | grep -c COMPLETED)" "commit logs that the node has ended, and that are loaded, are deleted"

step "a control"
cp -R "$project/.dlt" "$work/control-settings" && rm -rf "$work/control-settings/pipelines"
project=$work/control && mkdir "$project" && mv "$work/control-settings" "$project/.dlt"
until_current "the control's snapshot"
cql <<<'FILL ks.t 40000 40200'
java "${quick[@]}" -cp "$work/classes:$(cat "$work/DebeziumDltLoaderCassandra.classpath")" EarlyLoader run --until-current \
    --progress off --project "$project" </dev/null >>"$work/control.log" 2>&1
same 137 $? "a control, which stores how far it has read ahead of the rows, is gone in between"
until_current "the loader goes on where the control ended"
note "what is loaded then lacks $(($(rows_of_node | wc -l) - $(rows_loaded | wc -l))) rows"
same no "$([ "$(rows_of_node | cksum)" = "$(rows_loaded | cksum)" ] && echo yes || echo no)" \
    "what is compared here tells the rows that the control loses"
