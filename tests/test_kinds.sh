#!/usr/bin/env bash
# ConfigHelperUniversal for every kind of source, with the real connectors, fetched as a user's first call does:
# what it prints from tests/kinds/KIND.toml is KIND.properties, and KIND.bad.toml is told as in KIND.bad.txt.
# KINDS="mysql db2" tests these alone.   tests/test_kinds.sh
. "$(dirname "$0")/lib.sh"

read -ra kinds <<<"${KINDS:-postgres mysql mariadb sqlserver oracle mongodb db2 cassandra}"
cases=$root/tests/kinds
project=$work/project
secrets=$project/.dlt/secrets.toml
mkdir -p "$project/.dlt"

# helper ARGUMENTS…: as a user runs it; what it says is in $work/out and $work/said, the exit code in status.
helper() {
    "$root/jbang" "$root/ConfigHelperUniversal.java" "$@" --project "$project" </dev/null >"$work/out" 2>"$work/said"
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

# What it printed, without the folder's name, which is another each time.
printed() { sed "s#$project#PROJECT#g" "$work/out"; }

# A first call's cache, save for JBang itself.
start_afresh() {
    local cache=${XDG_CACHE_HOME:-$HOME/.cache}/debezium-dlt jbang
    mkdir -p "$work/cache/debezium-dlt"
    for jbang in "$cache"/jbang-*; do
        [ -d "$jbang" ] && ln -s "$jbang" "$work/cache/debezium-dlt/"
    done
    export XDG_CACHE_HOME=$work/cache
}

# prints KIND
prints() {
    cp "$cases/$1.toml" "$secrets"
    helper "$1"
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
    helper "$1" --validate --timeout 10
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

start_afresh
for kind in "${kinds[@]}"; do
    step "$kind"
    prints "$kind"
    accepts "$kind"
    refuses "$kind"
    explains "$kind"
done

step "No connector to be had"
classpath=$(classpath_of ConfigHelperUniversal.java 2>"$work/build.log") || fail "ConfigHelperUniversal.java is built"
# alone ARGUMENTS…: without JBang and with an empty cache.
alone() {
    XDG_CACHE_HOME=$work/empty CDC_JBANG=$work/no-jbang java -cp "$classpath" ConfigHelperUniversal "$@" \
        --project "$project" >"$work/out" 2>"$work/said"
    status=$?
}
cp "$cases/mysql.toml" "$secrets"
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
helper postgres --validate
same 0 "$status" "postgres: --validate ends with exit code 0 where all is in order"
says "$work/out" '^ok    connection: ' "it says that it has connected"
SOURCES__DEBEZIUM__POSTGRES__PASSWORD=wrong-secret helper postgres --validate
same 1 "$status" "postgres: a wrong password is a failed connection"
says_not wrong-secret "it does not show the password"
stop_source
