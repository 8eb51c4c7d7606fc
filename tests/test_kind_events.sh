#!/usr/bin/env bash
# Kinds of source whose proof is EVENTS: the connector's own emitters and converters, with the settings that
# ConfigHelperUniversal.java prints for it, make events; replay loads them, and tables and values are those of
# tests/kindevents/KIND.txt.   tests/test_kind_events.sh [KIND…]
. "$(dirname "$0")/lib.sh"

# asked KIND TABLE ORDER: the table's columns with their types, and its rows.
asked() {
    loader sql --format csv --project "$work/$1-$4" \
        "SELECT column_name, column_type FROM (DESCRIBE $2) WHERE column_name NOT LIKE '\\_dlt%' ESCAPE '\\'"
    loader sql --format csv --project "$work/$1-$4" \
        "SELECT COLUMNS(c -> c NOT LIKE '\\_dlt%' ESCAPE '\\') FROM $2 ORDER BY $3"
}
loader() {
    java "${quick[@]}" --enable-native-access=ALL-UNNAMED -cp "$loader_classpath" loader.DebeziumDltLoader "$@" </dev/null
}

# events KIND: the recording is in $work/KIND.jsonl.
events() {
    local class=$1 classpath
    class=$(printf '%s' "${1:0:1}" | tr '[:lower:]' '[:upper:]')${1:1}Events
    classpath=$(classpath_of "tests/kindevents/$class.java" 2>"$work/build-$1.log") || fail "$class.java is built"
    mkdir -p "$work/$1/.dlt"
    cp "$root/tests/kinds/$1.toml" "$work/$1/.dlt/secrets.toml"
    java "${quick[@]}" -cp "$helper_classpath" ConfigHelperUniversal "$1" --show-secrets --project "$work/$1" \
        </dev/null >"$work/$1.properties" 2>"$work/helper-$1.log" || fail "$1: the settings are printed"
    java "${quick[@]}" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classpath" \
        "io.debezium.connector.$1.$class" "$work/$1.properties" >"$work/$1.jsonl" 2>"$work/events-$1.log" ||
        fail "$1: the connector makes its events"
}

# loads KIND TABLE KEY [SOURCE_TABLE SOURCE_KEY]: names in the destination, and those of the source where they differ.
loads() {
    local mode order keys
    step "$1"
    events "$1"
    for mode in merge append; do
        keys='' order=__seq
        [ "$mode" = append ] || keys="${4:-$2} = [\"${5:-$3}\"]" order="CAST($3 AS VARCHAR)"
        mkdir -p "$work/$1-$mode/.dlt"
        printf '[cdc_settings.primary_keys]\n%s\n' "$keys" >"$work/$1-$mode/.dlt/config.toml"
        loader replay "$work/$1.jsonl" --progress off --project "$work/$1-$mode" >"$work/replay-$1-$mode.log" 2>&1 ||
            fail "$1: the events are loaded, $mode"
        asked "$1" "$2" "$order" "$mode" 2>"$work/sql-$1.log" | tr -d '\r' >"$work/$1-$mode.txt"
        if [ -n "${KIND_EVENTS_WRITE:-}" ]; then cp "$work/$1-$mode.txt" "$root/tests/kindevents/$1-$mode.txt"; fi
        same "$(cat "$root/tests/kindevents/$1-$mode.txt")" "$(cat "$work/$1-$mode.txt")" \
            "$1: events of the connector's own emitters and converters are loaded, $mode: types and values"
    done
}

helper_classpath=$(classpath_of ConfigHelperUniversal.java 2>"$work/build-helper.log") ||
    fail "ConfigHelperUniversal.java is built"
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"
[ $# -gt 0 ] || set -- sqlserver db2 mongodb
for kind in "$@"; do
    case $kind in
        sqlserver) loads sqlserver every_type id ;;
        db2) loads db2 every_type id EVERY_TYPE ID ;;
        mongodb) loads mongodb docs _id ;;
        *) fail "$kind: there are no events of it" ;;
    esac
done
