#!/usr/bin/env bash
# The demos need no server and no config: they show insert, update and delete arriving in DuckDB, end by themselves with
# exit code 0, leave their DuckDB file and nothing running. MongoDB's server is a stand-in; MySQL's uses an installed MySQL,
# else it is MariaDB's.   tests/test_demo.sh
. "$(dirname "$0")/lib.sh"

# The mark is inherited by everything that the demo starts.
demo() { CDC_TEST_MARK=demo-$$ "$@"; }
left_running() { ps axeww | grep "[C]DC_TEST_MARK=demo-$$"; }
nothing_left() { [ -z "$(left_running)" ]; }
server_runs() { left_running | grep -qE 'bin/(postgres|mariadbd) | EmbeddedMongoStandin '; }

# The mysqld that is MySQL's, where one is installed; a user's PATH has often no sbin.
installed_mysql() {
    local program
    for program in $(PATH=$PATH:/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/local/mysql/bin type -aP mysqld); do
        "$program" --version 2>/dev/null | grep -q MariaDB || { printf '%s\n' "$program"; return; }
    done
    return 1
}

# use SCRIPT NAME DATASET [KEY]: which loader's demo comes next.
use() {
    LOADER_SCRIPT=$1 name=$2 dataset=$3 key=${4:-id}
    step "$name: build what is needed, so that the demo's own time is short"
    "$root/jbang" build "$root/$LOADER_SCRIPT" >"$work/build.log" 2>&1 || fail "$LOADER_SCRIPT is built"
}

folder=$work/workshop
mkdir "$folder"
cd "$folder" || fail "the folder is made"
choose_duck
expected=$(printf '%s\t%s\t%s\t%s\n' \
    1 Ada ada@example.com false \
    2 Linus linus@example.com false \
    3 Alice alice.updated@example.com false \
    4 Bob bob@example.com true)

# shows RUN: the demo runs in an empty folder, or in one that it has run in before.
shows() {
    local title="$name demo, $1 run" file
    said=$work/$name-$1.log
    step "$title"
    demo loader demo >"$said" 2>"$work/$name-$1.err.log"
    same 0 $? "$title: ends by itself with exit code 0"
    same $'3 Alice alice.updated@example.com false\n4 Bob bob@example.com true' \
        "$(awk '$1 == 3 || $1 == 4 {print $1, $2, $3, $4}' "$said")" "$title: shows Alice updated and Bob deleted"
    file=$(sed -n 's/.*The DuckDB file stays: //p' "$said")
    [ -f "$file" ] || fail "$title: says where its DuckDB file is"
    same "$expected" "$(duck "$file" "SELECT $key, name, email, deleted FROM $dataset.test_users ORDER BY $key")" \
        "$title: its DuckDB file holds exactly what it shows"
    case $file in
        "$folder"/*) pass "$title: its DuckDB file is below the current folder" ;;
        *) fail "$title: its DuckDB file $file is below the current folder" ;;
    esac
    if ! grep -qE $'^\tat |Exception' "$said" "$work/$name-$1.err.log"; then
        pass "$title: no error is printed"
    else
        fail "$title: no error is printed"
    fi
    type -P ps >/dev/null || { skip "$title: nothing is left running" "there is no ps"; return; }
    wait_until 20 nothing_left || fail "$title: nothing is left running: $(left_running | cut -c1-200)"
    pass "$title: nothing is left running"
}

# killed: what it started must notice.
killed() {
    local title="$name demo: killed in the middle, it leaves nothing running"
    step "$title"
    type -P ps >/dev/null || { skip "$title" "there is no ps"; return; }
    demo start_loader "$work/$name-killed.log" demo
    wait_until 120 server_runs || fail "$name demo: starts its database"
    stop_loader KILL
    wait_until 60 nothing_left || fail "$title: $(left_running | cut -c1-200)"
    pass "$title"
}

use DebeziumDltLoader.java PostgreSQL debezium_data
shows first
shows second
same tmp "$(ls -A)" "the demo leaves one folder, tmp"
step "PostgreSQL demo --http: rows arrive until it is stopped"
demo start_loader "$work/visited.log" demo --http 0
visited() { grep -q 'Rows arrive' "$work/visited.log"; }
wait_until 120 visited || fail "demo --http: says that rows arrive"
url=$(sed -n 's/^Look at \(http:.*\)/\1/p' "$work/visited.log")
loaded() { curl -s "${url}status" | sed -n 's/.*"test_users" : \([0-9][0-9]*\).*/\1/p' | tail -n 1; }
arrive() { [ "$(loaded)" -gt 12 ]; }
if type -P curl >/dev/null; then
    wait_until 60 arrive || fail "demo --http: rows arrive: $(loaded)"
    pass "demo --http: rows arrive, and the page counts them"
fi
stop_loader TERM
same 0 "$loader_status" "demo --http: ends with exit code 0 when it is stopped"
killed

use DebeziumDltLoaderMariadb.java MariaDB mariadb_cdc_data
shows first
killed

use DebeziumDltLoaderMongodb.java MongoDB mongodb_cdc_data _id
shows first
same "Starting a stand-in for MongoDB" "$(sed -n '1s/, in memory.*No MongoDB takes part.*//p' "$said")" "MongoDB demo: says that it is a stand-in"
killed

if mysqld=$(installed_mysql); then
    skip "MySQL demo without MySQL: is MariaDB's" "MySQL is installed: $mysqld"
    use DebeziumDltLoaderMysql.java MySQL mysql_cdc_data
    shows first
    same "Starting MySQL" "$(sed -n '1s/^\(Starting MySQL\) [0-9.]* (.*/\1/p' "$said")" "MySQL demo: says which MySQL it starts"
else
    skip "MySQL demo with a MySQL" "none is installed (no mysqld)"
    use DebeziumDltLoaderMysql.java MySQL mariadb_cdc_data
    shows first
    same "No MySQL is installed here" "$(sed -n '1s/ (.*DebeziumDltLoaderMariadb.java.*//p' "$said")" \
        "MySQL demo without MySQL: says that it is MariaDB's"
fi
pipelines=$(cd tmp/demo/.dlt/pipelines && echo *)
case $pipelines in
    'debezium_cdc mariadb_cdc mongodb_cdc' | 'debezium_cdc mariadb_cdc mongodb_cdc mysql_cdc') pass "the demos leave each other's files" ;;
    *) fail "the demos leave each other's files; there are $pipelines" ;;
esac
