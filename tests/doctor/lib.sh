# What the tests of `status` and `doctor` share; sourced by them once `java`, the loader's command, is set.
# shellcheck shell=bash disable=SC2154

# In one process, so that a kill hits it; not through JBang.
loader() { "${java[@]}" "$@" </dev/null 8>&-; }
start_loader() {
    local log=$1
    shift
    "${java[@]}" "$@" </dev/null >"$log" 2>&1 8>&- &
    loader_pid=$!
}

failures=0
section=
unmet() {
    printf 'not ok %s: %s\n' "$1" "$2"
    failures=$((failures + 1))
}

# shown FOLDER FACT…: `status` says each of these, extended regular expressions of whole lines.
shown() {
    local fact
    loader status --project "$1" >"$work/shown" 2>&1 || return
    shift
    for fact in "$@"; do
        grep -qxE -- "$fact" "$work/shown" || return
    done
}
# shows NAME FOLDER FACT…: as soon as it can be expected.
shows() {
    local name=$1
    shift
    if wait_until 120 shown "$@"; then pass "$name"; else unmet "$name" "status says: $(cat "$work/shown")"; fi
}

# diagnosed NAME LEVEL "FACT|FACT" OPTION…: `doctor` ends with 1 if LEVEL is fail, else with 0, and has a line of that level
# that begins with the first fact and has the others. Several may be asked of one run: see found.
diagnosed() {
    local name=$1 level=$2 facts=$3 code
    shift 3
    loader doctor "$@" >"$work/findings" 2>&1
    code=$?
    [ "$code" -eq "$([ "$level" = fail ] && echo 1 || echo 0)" ] || unmet "$name" "exit code $code: $(cat "$work/findings")"
    found "$name" "$level" "$facts"
}
# found NAME LEVEL "FACT|FACT": the last run has such a line.
found() {
    local facts fact lines
    IFS='|' read -ra facts <<<"$3"
    lines=$(grep -F -- "$(printf '%-5s %s' "$2" "${facts[0]}")" "$work/findings")
    for fact in "${facts[@]:1}"; do
        lines=$(grep -F -- "$fact" <<<"$lines")
    done
    if [ -z "$lines" ]; then
        unmet "$1" "doctor says: $(cat "$work/findings")"
    elif grep -qE 'mypassword|wrong-secret|Exception' "$work/findings"; then
        unmet "$1" "a secret or an exception: $(cat "$work/findings")"
    else
        pass "$1"
    fi
}
# with KEY VALUE COMMAND…: with a key of [sources.debezium], or of its table $section, from the environment.
with() {
    local variable=SOURCES__DEBEZIUM__${section:+${section}__}$1 value=$2
    shift 2
    export "$variable=$value"
    "$@"
    unset "$variable"
}

