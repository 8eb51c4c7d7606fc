#!/usr/bin/env bash
# The loader ends honestly: for each way to fail a sentence that names what is wrong, exit code 2 for usage and config
# or 1 at run time, no stack trace, no password, nothing half-written, and no process that lives on doing nothing.
# What can pass by itself is waited for. SIGINT and SIGTERM load what was received.   tests/test_errors.sh
. "$(dirname "$0")/lib.sh"

# attempt VERB…: runs the loader to its end; the exit code is in status, what it said in $work/out and $work/said.
attempt() {
    java_of DebeziumDltLoader.java
    "${java_command[@]}" "$@" </dev/null >"$work/out" 2>"$work/said" 8>&- &
    loader_pid=$!
    wait_until 90 loader_is_gone || fail "$*: the process ends by itself; it said: $(cat "$work/said")"
    wait "$loader_pid" 2>/dev/null
    status=$?
    loader_pid=
}

# Why FILE is no plain sentence that holds every FACT; nothing when it is one.
objections() {
    local file=$1 fact
    shift
    for fact in "$@"; do
        grep -qF -- "$fact" "$file" || printf 'does not say "%s"; ' "$fact"
    done
    grep -qE $'^\tat |^Caused by: |Unexpected: ' "$file" && printf 'has a stack trace; '
    grep -qE '([a-z]+\.)+[A-Z][A-Za-z]*(Exception|Error)\b' "$file" && printf 'has the name of an exception class; '
    grep -qE 'mypassword|wrong-secret' "$file" && printf 'shows a password; '
}

# refused NAME EXIT_CODE "FACT|FACT" VERB…: the loader, in project folder $refused, says it in three lines at most and
# leaves nothing but lock files; a run that fails (1) leaves the file that `status` reads, too.
refused() {
    local name=$1 code=$2 against made facts
    IFS='|' read -ra facts <<<"$3"
    shift 3
    rm -rf "$refused/.dlt/pipelines"
    attempt "$@" --project "$refused"
    against=$(objections "$work/said" "${facts[@]}")
    made=$(cd "$refused" && find . ! -type d ! -name '*.lock' ! -name secrets.toml ! -name plain)
    [ "$code" -eq 2 ] || made=$(grep -vxF ./.dlt/pipelines/debezium_cdc/loader.status.json <<<"$made")
    [ "$status" -eq "$code" ] || against="ends with $status, not $code; $against"
    [ "$(wc -l <"$work/said")" -le 3 ] || against="is longer than three lines; $against"
    [ ! -s "$work/out" ] || against="writes to standard output; $against"
    [ -z "$made" ] || against="leaves $made; $against"
    judge "$name" "$against"
}

judge() {
    if [ -z "$2" ]; then
        pass "$1"
    else
        printf 'not ok %s: %s\n' "$1" "$2"
        sed 's/^/  said: /' "$work/said"
        failures=$((failures + 1))
    fi
}

# says NAME LOG "FACT|FACT": the log of a run in the background says it, in sentences.
says() {
    local facts
    IFS='|' read -ra facts <<<"$3"
    [ "$2" = "$work/said" ] || cp "$2" "$work/said"
    judge "$1" "$(objections "$2" "${facts[@]}")"
}

has() { grep -qF -- "$2" "$1"; }
failures=0

step "Without a home"
# homeless NAME SETTING…: with nothing in the environment but these
homeless() {
    local name=$1
    shift
    env -i "PATH=$PATH" ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} "$@" "$root/jbang" "$root/DebeziumDltLoader.java" --version \
        >"$work/out" 2>"$work/said" </dev/null
    status=$?
    judge "$name" "$([ $status -eq 0 ] && grep -q '^debezium-dlt-loader' "$work/out" || echo "ends with $status")"
}
homeless "HOME is not set, nor a locale: the loader starts"
homeless "HOME is not there: the loader starts" HOME=/nonexistent
homeless "HOME cannot be written: the loader starts" HOME=/proc
same "" "$(ls -d /nonexistent 2>/dev/null)" "no HOME is made that was not there"
if [ -z "$(PATH=$PATH:$HOME/.jbang/bin; type -aP jbang | xargs -r grep -Ls CDC_JBANG)" ]; then
    mkdir "$work/locked" && printf 'in the way\n' >"$work/locked/debezium-dlt-$(id -u)"
    env -i "PATH=$PATH" HOME=/proc XDG_CACHE_HOME=/proc TMPDIR="$work/locked" "$root/jbang" --version >"$work/out" 2>"$work/said"
    same 1 $? "no place for what is fetched: exit code 1"
    judge "it says what it needs" "$(objections "$work/said" /proc/debezium-dlt "$work/locked/debezium-dlt" 'Set HOME or XDG_CACHE_HOME')"
else
    skip "no place for what is fetched" "JBang is installed"
fi

. "$root/tests/errors/classes.sh"

step "Start the source database"
start_source
source_sql "
    CREATE TABLE test_users (id SERIAL PRIMARY KEY, name VARCHAR(100), email VARCHAR(100));
    ALTER TABLE test_users REPLICA IDENTITY FULL;
    CREATE TABLE orders (id SERIAL PRIMARY KEY, amount NUMERIC(12,2));
    CREATE TABLE go (n INTEGER);
    CREATE PUBLICATION debezium_pub FOR TABLE test_users;
    CREATE PUBLICATION orders_pub FOR TABLE orders;
    INSERT INTO test_users (name) VALUES ('Carol'), ('Dave');
    CREATE ROLE reader LOGIN PASSWORD 'wrong-secret';
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
" || fail "the tables are created"
"$root/jbang" build "$root/DebeziumDltLoader.java" >"$work/build.log" 2>&1 || fail "the loader is built"

step "Usage"
refused=$work/refused
project "$refused" refused_slot debezium_pub public.test_users
refused "an unknown verb is refused, with those that there are" 2 'stream|run, demo, doctor, config, status, history, info, changes, show, sql, drop|events, replay' stream
refused "an unknown option is refused, with those that are near" 2 '--until-curent|--until-current' run --until-curent
refused "a word that progress cannot be is refused" 2 'loud|--progress|auto' run --progress loud
refused "drop without a table is refused" 2 '--drop-all' drop
refused "drop without a terminal asks for --yes" 2 '--yes' drop --drop-slot

step "Config"
env=$refused/.dlt/secrets.toml
right=$(cat "$env")
sed 's/^password = .*/password = mypassword/' <<<"$right" >"$env"
refused "a syntax error in TOML is named with file and line" 2 'secrets.toml|line 11|TOML' run
{ printf 'table_includ_list = "public.test_users"\n' | sed '1i [sources.debezium]' && sed 1d <<<"$right"; } >"$env"
refused "an unknown key is named with the nearest known one" 2 'secrets.toml line 2|table_includ_list|table_include_list' run
sed '/^password = /d' <<<"$right" >"$env"
refused "a missing password is named with every place it can stand at" 2 \
    'password|SOURCES__DEBEZIUM__POSTGRES__PASSWORD|secrets.toml|config.toml' run
sed 's/^port = .*/port = "five"/' <<<"$right" >"$env"
refused "a port that is no number is named" 2 'secrets.toml line 9|port|five' run
printf '%s\n' "$right" >"$env"
export SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST=public.no_such_table
refused "a table_include_list that matches nothing is refused by --until-current" 2 \
    'table_include_list|public.no_such_table|mydb' run --until-current
export SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST='public.(test_users'
refused "a table_include_list that is no regular expression is refused" 2 \
    'table_include_list|public.(test_users|regular expression' run
unset SOURCES__DEBEZIUM__TABLE_INCLUDE_LIST

step "The connection"
# with_setting KEY VALUE NAME CODE FACTS: refused, with a key of [sources.debezium.postgres] from the environment.
with_setting() {
    local variable=SOURCES__DEBEZIUM__POSTGRES__$1
    export "$variable=$2"
    shift 2
    refused "$@" run
    unset "$variable"
}
nobody=$(free_port)
with_setting HOST no-such-host.invalid "a wrong host is named" 1 'no-such-host.invalid|host'
with_setting PORT "$nobody" "a wrong port is named" 1 "localhost:$nobody|refused"
with_setting PASSWORD wrong-secret "a wrong password is told, and not shown" 1 "localhost:$POSTGRES_PORT|myuser|password"
with_setting USER nobody "an unknown user is named" 1 'nobody|password'
with_setting DATABASE no_such_db "a missing database is named" 1 "no_such_db|localhost:$POSTGRES_PORT|does not exist"
sed 's/^user = .*/user = "reader"/; s/^password = .*/password = "wrong-secret"/' <<<"$right" >"$env"
refused "a user that may not replicate is told what to run" 1 'reader|ALTER ROLE reader REPLICATION' run
printf '%s\n' "$right" >"$env"

step "The source's side"
export SOURCES__DEBEZIUM__PUBLICATION_NAME=orders_pub
refused "a publication that lacks the table is told what to run" 1 \
    'orders_pub|ALTER PUBLICATION orders_pub ADD TABLE public.test_users' run
export SOURCES__DEBEZIUM__PUBLICATION_NAME=partial_pub
# with_publication CLAUSE NAME FACTS: one that does not send everything
with_publication() {
    source_sql "CREATE PUBLICATION partial_pub FOR TABLE test_users $1"
    refused "$2" 1 "partial_pub|$3" run
    source_sql "DROP PUBLICATION partial_pub"
}
with_publication "WITH (publish = 'insert')" "a publication without updates and deletes is told how to mend" \
    'UPDATE, DELETE, TRUNCATE|ALTER PUBLICATION partial_pub SET'
if [ "$(source_sql "SHOW server_version_num")" -ge 150000 ]; then
    with_publication "(id, name)" "a publication with a column list is refused" 'public.test_users|some rows or columns'
    with_publication "WHERE (id > 5)" "a publication with a row filter is refused" 'public.test_users|some rows or columns'
fi
unset SOURCES__DEBEZIUM__PUBLICATION_NAME
source_sql "CREATE TABLE heir () INHERITS (test_users)"
refused "a table that others inherit from is refused" 2 'public.test_users|heir' run
source_sql "DROP TABLE heir"
source_sql "CREATE TYPE no_labels AS ENUM ()"
refused "a type that Debezium cannot read is named" 1 'no_labels' run
source_sql "DROP TYPE no_labels"
export SOURCES__DEBEZIUM__SNAPSHOT_MODE=always
refused "a snapshot_mode that would double rows is refused" 2 'always|initial' run
unset SOURCES__DEBEZIUM__SNAPSHOT_MODE

step "The destination's side"
printf 'no database\n' >"$refused/plain"
# with_file CREDENTIALS NAME FACTS
with_file() {
    export DESTINATION__DUCKDB__CREDENTIALS=$1
    refused "$2" 1 "$3" run
    unset DESTINATION__DUCKDB__CREDENTIALS
}
with_file "duckdb:///$refused/plain/below.db" "a DuckDB path that cannot be written is named" "$refused/plain/below.db"
with_file "duckdb:///$refused/plain" "a file that is no DuckDB file is named" "$refused/plain|DuckDB"
same 'no database' "$(cat "$refused/plain")" "a file that is no DuckDB file is left as it was"
mkdir "$work/blocked" && cp -R "$refused/.dlt" "$work/blocked"
rm -rf "$work/blocked/.dlt/pipelines" && touch "$work/blocked/.dlt/pipelines"
attempt run --project "$work/blocked"
same 1 "$status" "a pipelines folder that cannot be written: exit code 1"
says "it names the folder" "$work/said" "$work/blocked/.dlt/pipelines"
with_file "duckdb:///$refused" "a DuckDB path that is a folder is named" "$refused"
same "" "$(source_sql "SELECT slot_name FROM pg_replication_slots")" "no refused run has left a replication slot"

step "Two loaders on one pipeline"
users=$work/users
file=$users/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
project "$users" users_slot debezium_pub public.test_users
printf '[cdc_settings.primary_keys]\ntest_users = "id"\n' >"$users/.dlt/config.toml"
loaded() { duck "$file" "SELECT id, name, email FROM debezium_data.test_users WHERE NOT deleted ORDER BY id"; }
stored() { source_sql "SELECT id, name, email FROM test_users ORDER BY id"; }
add() { source_sql "INSERT INTO test_users (name) VALUES ('$1')"; }
start_loader "$work/first.log" run --project "$users"
eventually 120 "$(stored)" "the first loader has loaded the snapshot" loaded
first=$loader_pid
attempt run --project "$users"
same 1 "$status" "a second loader on the pipeline ends with exit code 1"
says "it names the first one's process" "$work/said" "process $first|debezium_cdc"
attempt drop --drop-all --yes --project "$users"
same 1 "$status" "drop while a loader runs ends with exit code 1"
loader_pid=$first
is_alive "$first" || fail "the first loader goes on"

step "The database server goes away while the loader streams, and comes back"
if [ "$source_kind" = docker ]; then
    docker stop --time 5 "$container" >>"$work/compose.log" 2>&1 || fail "the container is stopped"
    wait_until 60 has "$work/first.log" 'next try in' || fail "the loader says that it waits"
    is_alive "$first" || fail "the loader lives on without the server"
    docker start "$container" >>"$work/compose.log" 2>&1
    wait_until 60 source_sql "SELECT 1" >/dev/null || fail "the server is back"
else
    # The server's answer to a killed session is a restart of itself: every connection is cut.
    session=$(source_sql "SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'users_slot'")
    kill -KILL "$session" || fail "the server is made to restart"
    wait_until 60 has "$work/first.log" 'next try in' || fail "the loader says that it waits"
    wait_until 60 source_sql "SELECT 1" >/dev/null || fail "the server is back"
fi
source_sql "INSERT INTO test_users (name) SELECT 'after restart ' || n FROM generate_series(1, 100) n"
eventually 120 "$(stored)" "after a restart of the server the loader goes on, with nothing lost" loaded
says "it has told that it tries again" "$work/first.log" 'next try in|PostgreSQL'

. "$root/tests/errors/signals.sh"

. "$root/tests/errors/slot.sh"

. "$root/tests/errors/gone.sh"

step "A no to the first question of drop"
# answered ANSWERS VERB…: with a terminal, on which these lines are typed; what it says is in $work/said.
answered() {
    local answers=$1
    shift
    java_of DebeziumDltLoader.java
    { sleep 4; printf "$answers"; sleep 3; } | "$python" -c 'import pty, sys, os
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' "${java_command[@]}" "$@" >"$work/said" 2>&1 8>&-
}
if "$python" -c 'import pty, os; os.waitstatus_to_exitcode' 2>/dev/null; then
    slots() { source_sql "SELECT slot_name FROM pg_replication_slots ORDER BY 1"; }
    slots_were=$(slots) was=$(loaded)
    [ -n "$slots_were" ] && [ -n "$was" ] || fail "there is a slot and there are rows to leave"
    answered 'n\ny\n' drop --drop-all --drop-slot --project "$users"
    same 0 $? "a no to drop --drop-all --drop-slot: exit code 0"
    says "it says that nothing was dropped" "$work/said" "Do you want to apply these changes|Nothing was dropped"
    judge "it does not ask about the slot any more" "$(grep -F 'what the source keeps' "$work/said")"
    same "$slots_were" "$(slots)" "a no to the first question leaves the slot"
    same "$was" "$(loaded)" "a no to the first question leaves the rows"
    answered 'n\ny\n' drop test_users --drop-slot --project "$users"
    same "$slots_were" "$(slots)" "a no to dropping a table leaves the slot, too"
    same "$was" "$(loaded)" "and the table"
else
    skip "a no to the first question of drop" "there is no Python 3.9 or later to open a terminal"
fi

step "Drop everything"
for folder in "$users" "$copy"; do
    loader drop --drop-all --drop-slot --yes --project "$folder" >>"$work/drop.log" 2>&1 || fail "the pipeline is dropped"
done
same "" "$(source_sql "SELECT slot_name FROM pg_replication_slots")" "no replication slot is left at the source"
stop_source
same "" "$(jobs -pr)" "errors: nothing is left running"
[ "$failures" -eq 0 ]
