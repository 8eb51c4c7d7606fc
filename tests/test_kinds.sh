#!/usr/bin/env bash
# ConfigHelperUniversal for every kind of source, with the real connectors, fetched as a user's first call does:
# what it prints from tests/kinds/KIND.toml is KIND.properties, and KIND.bad.toml is told as in KIND.bad.txt.
# KINDS="mysql db2" tests these alone.   tests/test_kinds.sh
. "$(dirname "$0")/lib.sh"

cases=$root/tests/kinds
project=$work/project
secrets=$project/.dlt/secrets.toml
mkdir -p "$project/.dlt"

# user ARGUMENTS…: as a user runs it; what it says is in $work/out and $work/said, the exit code in status.
user() {
    "$root/jbang" "$root/ConfigHelperUniversal.java" "$@" --project "$project" </dev/null >"$work/out" 2>"$work/said"
    status=$?
}

# helper ARGUMENTS…: the same without JBang's start, which a test of many calls cannot afford.
helper() {
    CDC_JBANG=$root/jbang java "${quick[@]}" -cp "$classpath" ConfigHelperUniversal "$@" \
        --project "$project" </dev/null >"$work/out" 2>"$work/said"
    status=$?
}

# says FILE PATTERN NAME
says() {
    if grep -qE -- "$2" "$1"; then pass "$3"; else fail "$3; it said: $(cat "$work/out" "$work/said")"; fi
}

# says_not PATTERN NAME
says_not() {
    if grep -qE -- "$1" "$work/out" "$work/said"; then fail "$2; it said: $(cat "$work/out" "$work/said")"; fi
    pass "$2"
}

# The same whatever the folder, which is another each time: without its path, and the server's number that follows from it.
neutral() { sed -E "s#$project#PROJECT#g; s#^(database\.server\.id=)[0-9]{5,}\$#\1CHOSEN#" "$1"; }
printed() { neutral "$work/out"; }

# A first call's cache, save for JBang itself.
start_afresh() {
    local cache=${XDG_CACHE_HOME:-$HOME/.cache}/debezium-dlt jbang
    mkdir -p "$work/cache/debezium-dlt"
    for jbang in "$cache"/jbang-*; do
        [ -d "$jbang" ] && ln -s "$jbang" "$work/cache/debezium-dlt/"
    done
    export XDG_CACHE_HOME=$work/cache
}

# Answers nobody; ends with descriptor 7. Its port is left in silent_port.
start_silent_server() {
    mkfifo "$work/silent.stdin"
    java "$cases/Silent.java" <"$work/silent.stdin" >"$work/silent.port" 2>"$work/silent.log" &
    exec 7>"$work/silent.stdin"
    wait_until 60 test -s "$work/silent.port" || fail "the silent server starts"
    silent_port=$(cat "$work/silent.port")
}

# prints KIND
prints() {
    cp "$cases/$1.toml" "$secrets"
    user "$1"
    same 0 "$status" "$1: ends with exit code 0"
    same "$(cat "$cases/$1.properties")" "$(printed)" "$1: prints these properties, secrets masked"
    says "$work/said" "Fetching the $1 connector" "$1: says that it fetches the connector"
    helper "$1" --show-secrets
    same "" "$(cat "$work/said")" "$1: the connector is fetched once"
    # Names of ours that the connector does not know, and values of other types, would be refused here.
    printf '[sources.debezium.properties]\n' >"$secrets"
    sed "s/\\\\//g; s/^\([^=]*\)=\(.*\)$/\"\1\" = '\2'/" "$work/out" >>"$secrets"
    helper "$1"
    same "$(cat "$cases/$1.properties")" "$(printed)" "$1: the connector knows every one of these properties"
}

# accepts KIND: nothing listens where the settings point to.
accepts() {
    cp "$cases/$1.toml" "$secrets"
    helper "$1" --validate --timeout 8
    says "$work/out" '^ok    names and values: ' "$1: --validate accepts names and values"
    if [ "$1" = cassandra ]; then
        same 0 "$status" "$1: --validate accepts the settings; its connector does not connect"
        says "$work/out" '^skip  connection: ' "$1: says that the connection was not tried"
    else
        same 1 "$status" "$1: --validate accepts the settings, only the connection fails: exit code 1"
        says "$work/out" '^fail  connection: ' "$1: says that the connection failed"
    fi
    says_not 'no answer' "$1: a refused connection is told as such"
    says_not 'wrong-secret|([a-z]+\.)+[A-Z][A-Za-z]*(Exception|Error)\b' "$1: plain words without secrets"
}

# ends_in_time KIND: a server takes the connection and does not answer.
ends_in_time() {
    local begin=$SECONDS
    [ "$1" != cassandra ] || return 0
    sed "s/^port = 1$/port = $silent_port/; s/127.0.0.1:1/127.0.0.1:$silent_port/" "$cases/$1.toml" >"$secrets"
    helper "$1" --validate --timeout 2
    same 1 "$status" "$1: --validate ends with exit code 1 where the server does not answer"
    [ $((SECONDS - begin)) -lt 20 ] || fail "$1: --timeout 2 ends it; it took $((SECONDS - begin)) s"
    says "$work/out" "^fail  connection: .dlt/secrets.toml line [0-9]+: sources.debezium.$1.(host|connection_string) " \
        "$1: --timeout ends it, and names the setting that says where the server is"
}

# refuses KIND
refuses() {
    cp "$cases/$1.bad.toml" "$secrets"
    helper "$1" --validate
    same 2 "$status" "$1: --validate ends with exit code 2 for wrong settings"
    same "$(cat "$cases/$1.bad.txt")" "$(printed)" "$1: an unknown, a missing and ill-typed settings are each named"
}

# explains KIND: the example that is to be copied, with all its kinds.
explains() {
    sed -E '/^# The other kinds/,/^# The DuckDB file/s/^# (\[|[a-z_]+ = )/\1/' \
        "$root/.dlt/example.secrets.toml" >"$secrets"
    grep -qxF "[sources.debezium.$1]" "$secrets" || fail "$1: is in .dlt/example.secrets.toml"
    helper "$1"
    same "0 " "$status $(cat "$work/said")" "$1: .dlt/example.secrets.toml serves it"
}

classpath=$(classpath_of ConfigHelperUniversal.java 2>"$work/build.log") || fail "ConfigHelperUniversal.java is built"
user no_such_kind
same 2 "$status" "an unknown kind ends with exit code 2"
all=$(sed -E 's/.* the kinds are (.*)\.$/\1/; s/,//g' "$work/said")
read -ra kinds <<<"${KINDS:-$all}"
[ "${#kinds[@]}" -gt 0 ] && [ -n "$all" ] || fail "it says which kinds there are"

start_afresh
start_silent_server
for kind in "${kinds[@]}"; do
    step "$kind"
    prints "$kind"
    accepts "$kind"
    ends_in_time "$kind"
    refuses "$kind"
    explains "$kind"
done
exec 7>&-

step "A file for its owner only"
cp "$cases/mysql.toml" "$secrets"
printf 'old, and for all to read\n' >"$work/mysql.properties"
chmod 644 "$work/mysql.properties"
user mysql --output "$work/mysql.properties" --show-secrets
same "-rw-------" "$(ls -l "$work/mysql.properties" | cut -c 1-10)" "--output writes a file of mode 0600"
same "$(sed 's/\*\{8\}/wrong-secret/' "$cases/mysql.properties")" "$(neutral "$work/mysql.properties")" \
    "with --show-secrets the password is in it"
same "" "$(cat "$work/out")" "and nothing is printed"
says_not wrong-secret "no secret is printed beside it"

step "No connector to be had"
# alone ARGUMENTS…: without JBang and with an empty cache.
alone() {
    XDG_CACHE_HOME=$work/empty CDC_JBANG=$work/no-jbang java "${quick[@]}" -cp "$classpath" ConfigHelperUniversal "$@" \
        --project "$project" >"$work/out" 2>"$work/said"
    status=$?
}
alone mysql
same 0 "$status" "properties are printed without it"
same "$(cat "$cases/mysql.properties")" "$(printed)" "they are the same"
says "$work/said" 'names of the properties are not checked' "it says that names are not checked"
alone mysql --validate
same 1 "$status" "--validate ends with exit code 1"
same "" "$(cat "$work/out")" "it reports nothing that it did not check"

step "A server that answers"
start_source
sed "s/^port = .*/port = $POSTGRES_PORT/; s/\"cdc\"/\"myuser\"/; s/wrong-secret/mypassword/; s/127.0.0.1/localhost/" \
    "$cases/postgres.toml" >"$secrets"
user postgres --validate
same 0 "$status" "postgres: --validate ends with exit code 0 where all is in order"
says "$work/out" '^ok    connection: ' "it says that it has connected"
SOURCES__DEBEZIUM__POSTGRES__PASSWORD=wrong-secret helper postgres --validate
same 1 "$status" "postgres: a wrong password is a failed connection"
says_not wrong-secret "it does not show the password"
stop_source
