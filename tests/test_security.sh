#!/usr/bin/env bash
# Secrets stay secret: none in any output, at any log level, in any file but secrets.toml, in the list of processes. TLS to
# PostgreSQL and MySQL, with certificates of both sides. Names and values of the source never become SQL. Whatever listens
# can be reached from this machine only.   tests/test_security.sh
. "$(dirname "$0")/lib.sh"

planted='planted-secret-73190'
said=$work/said
mkdir -p "$said"

# attempt NAME SCRIPT ARGUMENT…: runs it to its end; the exit code is in status, all that it said in $said/NAME.
attempt() {
    local name=$1 script=$2
    shift 2
    java_of "$script.java"
    "${java_command[@]}" "$@" </dev/null >"$said/$name" 2>&1 8>&-
    status=$?
}

# folder NAME KIND: a project whose settings come from standard input.
folder() {
    mkdir -p "$work/$1/.dlt"
    (umask 077 && printf '[sources.debezium]\ntable_include_list = "%s"\nslot_name = "%s"\npublication_name = "%s_pub"\n[sources.debezium.%s]\n%s\n' \
        "${table:-public.secure}" "$1" "$1" "$2" "$(cat)" >"$work/$1/.dlt/secrets.toml")
}

# is NAME EXPECTED_STATUS FACT: what the last attempt said.
is() {
    if [ "$status" -eq "$2" ] && { [ -z "$3" ] || grep -qF -- "$3" "$said/$name"; }; then
        pass "$1"
    else
        printf 'not ok %s: ends with %s, expected %s and "%s"\n' "$1" "$status" "$2" "$3"
        sed 's/^/  said: /' "$said/$name"
    fi
}

# --- what it is made of ----------------------------------------------------------------------------------------------

step "Dependencies"
unlisted=$(for script in DebeziumDltLoader DebeziumDltLoaderMysql DebeziumDltLoaderMariadb; do
    classpath_of $script.java 2>>"$work/build.log" | tr ':' '\n' | grep '/[^/]*/[^/]*/[^/]*-[0-9][^/]*\.jar$' |
        awk -F / '{ print ":" $(NF - 2) "` | " $(NF - 1) " |" }'
done | sort -u | while IFS= read -r line; do grep -qF -- "$line" "$root/docs/dependencies.md" || echo "$line"; done)
if [ -z "$unlisted" ]; then
    pass "docs/dependencies.md has all of the class path"
else
    printf 'not ok docs/dependencies.md lacks %s\n' "$unlisted"
fi

# --- a PostgreSQL whose user has the planted password ---------------------------------------------------------------

step "Source"
start_source
source_sql "CREATE ROLE planted LOGIN SUPERUSER PASSWORD '$planted'; CREATE TABLE secure (id int PRIMARY KEY, name text);
    ALTER TABLE secure REPLICA IDENTITY FULL; INSERT INTO secure VALUES (1, 'a'), (2, 'b')" >"$work/sql.log" || fail "SQL"
server="host = \"localhost\"
port = $POSTGRES_PORT
database = \"mydb\"
user = \"planted\""

step "Secrets"
folder planted postgres <<<"$server
password = \"$planted\""
for name in run verbose; do
    option=; [ $name = run ] || option=--verbose
    # shellcheck disable=SC2086  # an option or none
    attempt $name DebeziumDltLoader run --until-current $option --project "$work/planted"
    is "the planted password is right: $name" 0 ""
done
if grep -q chmod "$said/run"; then printf 'not ok a secrets.toml of mode 600 is warned of\n'; fi
chmod 644 "$work/planted/.dlt/secrets.toml"
start_loader "$said/background" run --progress log --project "$work/planted"
wait_until 60 grep -q "chmod 600 .dlt/secrets.toml" "$said/background" && pass "a secrets.toml that others may read is warned of" ||
    printf 'not ok a secrets.toml that others may read is warned of\n'
streams() { [ "$(source_sql "SELECT active FROM pg_replication_slots WHERE slot_name = 'planted'")" = t ]; }
if [ -d /proc/self ]; then
    wait_until 60 streams || fail "the loader streams"
    if cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -v grep | grep -qF "$planted"; then
        printf 'not ok no secret in the list of processes\n'
    else
        pass "no secret in the list of processes"
    fi
fi
stop_loader
for verb in config info; do attempt $verb DebeziumDltLoader $verb --project "$work/planted"; done
attempt helper ConfigHelperUniversal postgres --project "$work/planted" --output "$work/planted/out.properties"
folder unreachable postgres <<<"${server/$POSTGRES_PORT/1}
password = \"$planted\""
attempt unreachable DebeziumDltLoader run --until-current --verbose --project "$work/unreachable"
folder wrong postgres <<<"$server
password = \"wrong-$planted\""
attempt wrong DebeziumDltLoader run --until-current --verbose --project "$work/wrong"
folder broken postgres <<<"$server
password = \"$planted"
attempt broken DebeziumDltLoader run --project "$work/broken"
folder misspelt postgres <<<"$server
pasword = \"$planted\""
attempt misspelt DebeziumDltLoader run --project "$work/misspelt"
SOURCES__DEBEZIUM__POSTGRES__PASSWORD=$planted SOURCES__DEBEZIUM__POSTGRES__PORT=$planted \
    attempt environment DebeziumDltLoader run --project "$work/misspelt"
found=$(grep -rlF --exclude=secrets.toml -- "$planted" "$said" "$work"/planted "$work"/unreachable "$work"/wrong "$work"/broken \
    "$work"/misspelt)
found=$(grep -vF "$said/environment" <<<"$found")       # a port that is no number is shown
[ "$(find "$said" -type f | wc -l)" -ge 11 ] || printf 'not ok what was said is there to be searched\n'
if [ -z "$found" ]; then
    pass "no secret in $(find "$said" -type f | wc -l) outputs, nor in any file that is left"
else
    printf 'not ok a secret is in %s\n' "$found"
fi

# --- names and values are never SQL ----------------------------------------------------------------------------------

step "Hostile names"
hostile='"b""; DROP TABLE keep; --"'
source_sql "CREATE TABLE keep (id int PRIMARY KEY); INSERT INTO keep VALUES (1);
    CREATE TABLE \"a'); DROP TABLE keep; --\" (id int PRIMARY KEY, $hostile text);
    INSERT INTO \"a'); DROP TABLE keep; --\" VALUES (1, 'x''); DROP TABLE debezium_data.keep; --');
    CREATE PUBLICATION hostile_pub FOR TABLE keep, \"a'); DROP TABLE keep; --\"" >>"$work/sql.log"
for way in direct engine; do
    folder "hostile_$way" postgres <<<"$server
password = \"$planted\""
    sed -i.bak -e '/^table_include_list/d' -e 's/hostile_[a-z]*_pub/hostile_pub/' "$work/hostile_$way/.dlt/secrets.toml"
    printf '[cdc_settings]\nsnapshot = "%s"\n' "$way" >"$work/hostile_$way/.dlt/config.toml"
    name=hostile_$way
    attempt "$name" DebeziumDltLoader run --until-current --project "$work/hostile_$way"
    is "hostile names and values are loaded ($way)" 0 ""
    source_sql "INSERT INTO \"a'); DROP TABLE keep; --\" VALUES ($RANDOM, '''; DROP TABLE keep; --')" >>"$work/sql.log"
    attempt "$name" DebeziumDltLoader run --until-current --project "$work/hostile_$way"
    is "hostile names and values are streamed ($way)" 0 ""
    file=$work/hostile_$way/.dlt/pipelines/debezium_cdc/debezium_cdc.duckdb
    same "$(source_sql "SELECT count(*) FROM \"a'); DROP TABLE keep; --\"") 1" \
        "$(duck "$file" "SELECT (SELECT count(*) FROM debezium_data.$(duck "$file" "SELECT table_name FROM duckdb_tables()
            WHERE schema_name = 'debezium_data' AND table_name LIKE '%drop%'")) || ' ' || (SELECT count(*) FROM debezium_data.keep)")" \
        "no name and no value became SQL ($way)"
done

# --- what listens ----------------------------------------------------------------------------------------------------

# listeners MARK: local addresses on which processes listen that have the mark in their environment, also those that have left
# their parents, in the kernel's hexadecimal form.
listeners() {
    local pid inodes
    for pid in $(grep -lsF -- "$1" /proc/[0-9]*/environ | cut -d / -f 3); do
        inodes=$(find "/proc/$pid/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null | tr -dc '0-9\n' | paste -sd '|' -)
        [ -z "$inodes" ] || awk -v inodes="^($inodes)\$" '$4 == "0A" && $10 ~ inodes { split($2, at, ":"); print at[1] }' \
            "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" 2>/dev/null
    done
}

if [ -e /proc/self/environ ]; then
    step "What listens"
    mkdir "$work/demo"
    export CDC_TEST_MARK=$work/demo
    start_loader "$said/demo" demo --project "$work/demo"
    unset CDC_TEST_MARK
    heard=
    while ! loader_is_gone; do heard+=$(listeners "CDC_TEST_MARK=$work/demo")$'\n'; sleep 0.3; done
    loader_pid=
    heard=$(sort -u <<<"$heard" | sed '/^$/d')
    if [ -n "$heard" ] && ! grep -qvE '^(0100007F|0{24}01000000|0{16}FFFF00000100007F)$' <<<"$heard"; then
        pass "the demo's server listens on this machine's own address only"
    else
        printf 'not ok the demo listens on "%s"\n' "$heard"
    fi
fi
stop_source

# shellcheck source=security/tls.sh
. "$root/tests/security/tls.sh"
