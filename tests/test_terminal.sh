#!/usr/bin/env bash
# What a person sees at a real terminal, which Python's pty makes and pyte shows: lines that change during the snapshot
# and while it streams, and that no sentence is erased or written over. Logs with levels, and as JSON.
. "$(dirname "$0")/lib.sh"

terminal_python=$(python_with terminal pyte==0.8.2) || { skip terminal "there is no Python 3 with pyte"; exit 0; }
step "The wrapper's first download"
# A Java that takes its time with a file, as JBang does with jars, and says a line before and after.
mkdir -p "$work/java/bin" "$work/cache/debezium-dlt" "$work/repository" "$work/wrapper"
version=$(sed -n 's/^version=//p' "$root/jbang")
mkdir -p "$work/cache/debezium-dlt/jbang-$version/lib"
touch "$work/cache/debezium-dlt/jbang-$version/lib/jbang-cli-$version.jar"
cat >"$work/java/bin/java" <<'SH'
#!/usr/bin/env bash
echo "[jbang] Resolving dependencies..." >&2
for part in 1 2 3 4 5 6; do head -c 500000 /dev/zero >>"$JBANG_REPO/a.jar.part"; sleep 1; done
echo "[jbang] Dependencies resolved" >&2
SH
chmod +x "$work/java/bin/java"
wrapper=(env -i HOME="$work" PATH=/usr/bin:/bin TERM=xterm JAVA_HOME="$work/java" XDG_CACHE_HOME="$work/cache"
    JBANG_REPO="$work/repository" "$root/jbang" Some.java)
said=$'[jbang] Resolving dependencies...\n[jbang] Dependencies resolved'
"$terminal_python" "$root/tests/terminal/screen.py" 100 10 "$work/wrapper" "${wrapper[@]}" </dev/null
same 0 $? "wrapper: what it runs has its own exit code"
if grep -qE 'downloading what is needed \(once\): 1 files, [1-3]\.[0-9] MB so far' "$work/wrapper/seen.txt"; then
    pass "wrapper: a download is seen"
else
    fail "wrapper: a download is seen: $(cat "$work/wrapper/seen.txt")"
fi
same "$said" "$(sed '/^$/d' "$work/wrapper/screen.txt")" "wrapper: its line is gone in the end, JBang's are there"
"${wrapper[@]}" >"$work/wrapper/out" 2>"$work/wrapper/log" </dev/null
same "1 0" "$(grep -c 'MB so far' "$work/wrapper/log") $(grep -c $'\033' "$work/wrapper/log")" "wrapper: a log has a line of it"

step "Start the source database"
start_source
source_sql "
    CREATE TABLE big (id INTEGER PRIMARY KEY, name TEXT, amount NUMERIC(12,2), at TIMESTAMPTZ);
    CREATE TABLE small (id INTEGER PRIMARY KEY);
    CREATE TABLE nothing (id INTEGER PRIMARY KEY);
    CREATE PUBLICATION debezium_pub FOR TABLE big, small, nothing;
    INSERT INTO big SELECT n, 'the name of row ' || n, n, now() FROM generate_series(1, 400000) n;
    INSERT INTO small SELECT generate_series(1, 1000);
" || fail "the tables are made"
project=$work/project
project "$project" debezium_slot debezium_pub public.big,public.small,public.nothing
chmod 644 "$project/.dlt/secrets.toml"      # so that there is a warning
java_of DebeziumDltLoader.java

# at_terminal NAME VERB…: in the background, on a screen of 100 columns and 18 lines
at_terminal() {
    mkdir -p "$work/$1"
    "$terminal_python" "$root/tests/terminal/screen.py" 100 18 "$work/$1" "${java_command[@]}" "${@:2}" \
        --project "$project" </dev/null >"$work/$1.log" 2>&1 8>&- &
    loader_pid=$!
}
ended() { wait_until 90 loader_is_gone || fail "$1 ends"; wait "$loader_pid"; loader_status=$?; loader_pid=; }
on_screen() { grep -qE -- "$1" "$work/run/screen.txt"; }
was_on_screen() { if grep -qE -- "$1" "$work/run/seen.txt"; then pass "$2"; else fail "$2"; fi; }

step "A snapshot, some changes, Ctrl+C"
at_terminal run run
wait_until 120 on_screen 'Streaming: idle since ..:..:.. UTC, 3 tables loaded, last commit ..:..:.. UTC' || {
    cat "$work/run/screen.txt"; fail "terminal: an idle stream says since when"; }
pass "terminal: an idle stream says since when"
source_sql "INSERT INTO small SELECT generate_series(2001, 2500)"
wait_until 60 on_screen 'Streaming: [1-9][0-9.]* changes/s, lag [0-9]+ ms, 3 tables loaded, last commit' || {
    cat "$work/run/screen.txt"; fail "terminal: a stream shows changes per second, lag, tables and the last commit"; }
pass "terminal: a stream shows changes per second, lag, tables and the last commit"
wait_until 60 on_screen 'Streaming: idle since' || fail "it is idle again"
printf '\003' >"$work/run/keys.new" && mv "$work/run/keys.new" "$work/run/keys"
ended "Ctrl+C"
same 0 "$loader_status" "terminal: Ctrl+C ends it with exit code 0"
was_on_screen '^  public.big +[0-9,]+ rows  [1-9][0-9]*% of about [0-9,]+, [0-9,]+/s, [0-9ms ]+ left' \
    "terminal: a table that is read has its rows, percentage, estimate, rate and time left"
was_on_screen '^  public.big +400,000 rows  done' "terminal: a table that is read has its end"
was_on_screen '^Snapshot: [0-9,]+ rows, [0-9]+% of about [0-9,]+, .*, [0-9] of 3 tables done' "terminal: and there is a total"
expected='Warning: .dlt/secrets.toml may be read by others (rw-r--r--). Run: chmod 600 .dlt/secrets.toml
Snapshot started
Snapshot read: public.big 400,000, public.small 1,000
Streaming: waiting for changes (Ctrl+C to stop)
Stopping: loading what was received (again to stop at once)
Pipeline debezium_cdc load step finished in N seconds
  big: 400,000 snapshot rows
  nothing: 0 snapshot rows
  small: 1,500 changes (1,000 snapshot rows, 500 inserts)
Load package N is LOADED and contains no failed jobs'
same "$expected" "$(sed -nE -e '/^$/d' -e 's/in [0-9.]+ seconds/in N seconds/' -e 's/package [0-9.]+/package N/' \
    -e '/load package\(s\)|duckdb destination|^dc.duckdb|^on to store|location to store|REPLICA|^[a-z]/d' \
    -e '/^Warning: (Table|The|Publication)/d' -e p "$work/run/screen.txt")" \
    "terminal: every sentence is still there in the end, and nothing else"
same 0 "$(grep -cE 'changes/s|idle since|tables done|Starting|\^C' "$work/run/screen.txt")" "terminal: nothing is left of what changed"

step "Warnings of the last start"
loader run --until-current --project "$project" 2>"$work/again"
same "0 1" "$(grep -c Warning "$work/again") $(grep -cE '^(A warning|[0-9]+ warnings) of the last start still holds?: ' "$work/again")" \
    "a warning that has been given and still holds is not repeated at the next start"
loader doctor --project "$project" >"$work/doctor"
same 1 "$(grep -c '^warn  secrets: .dlt/secrets.toml may be read by others' "$work/doctor")" "doctor lists it"
forget() { rm -f "$project/.dlt/pipelines/debezium_cdc/loader.status.json"; }

step "Colours"
forget
at_terminal coloured run --until-current
ended "a run with colours"
same yes "$(grep -q $'\033\\[33mWarning: ' "$work/coloured/raw" && echo yes)" "terminal: a warning is coloured"
forget
NO_COLOR=1 at_terminal plain run --until-current
ended "a run without colours"
same 0 "$(grep -cE $'\033\\[[0-9;]*m' "$work/plain/raw")" "terminal: NO_COLOR is heeded"

step "Logs"
forget
loader run --until-current --progress log --project "$project" 2>"$work/dated"
same "" "$(grep -vE '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z (INFO |WARN |ERROR) [^ ]' "$work/dated")" \
    "log: each line has a time and a level"
same 1 "$(grep -cE 'Z WARN  .dlt/secrets.toml may be read by others' "$work/dated")" "log: a warning has its level"
forget
loader run --until-current --verbose --log-format json --project "$project" 2>"$work/json"
loader run --log-format json --project "$work/nowhere" 2>>"$work/json"
loader run --log-format json --no-such-option 2>>"$work/json"
same "error info warn" "$("$terminal_python" -c '
import json, sys
print(*sorted({line["level"] for line in map(json.loads, sys.stdin) if line["time"] and line["message"]}))' <"$work/json")" \
    "json: each line is JSON: sentences, what the engine logs, warnings and errors"
step "Help"
help=$(loader --help)
verbs=$(sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help")
lacking=
for verb in $verbs; do
    said=$(loader "$verb" --help)
    grep -q "^  .*DebeziumDltLoader.java $verb" <<<"$said" || lacking="$lacking $verb: example;"
    grep -q '^Common options: --project, ' <<<"$said" || lacking="$lacking $verb: common options;"
    grep -q '^ *--project=DIR *The' <<<"$said" && lacking="$lacking $verb: describes a common option;"
done
same "" "$lacking" "help: each of the $(wc -w <<<"$verbs") verbs has an example, and names the common options"
same 1 "$(grep -c -e '--project=DIR  ' <<<"$help")" "help: the common options are described once"
same "Invalid value for option '--format': expected one of table, json, csv but was 'XML'" \
    "$(loader info --format XML --project "$project" 2>&1 | head -n 1)" "values of an option are shown in small letters"
info() { loader info --format "$1" --project "$project"; }
same "$(info json)" "$(info JSON)" \
    "and accepted in any"
stop_source

step "Completion in bash"
loader generate-completion >"$work/completion"
mkdir "$work/bash"
(cd "$root" && PS1='> ' exec "$terminal_python" "$root/tests/terminal/screen.py" 100 20 "$work/bash" bash --noprofile --norc -i) \
    </dev/null >"$work/bash.log" 2>&1 8>&- &
loader_pid=$!
# types WHAT SHOWS NAME: WHAT is typed; the last line then is SHOWS.
types() {
    printf "$1" >"$work/bash/keys.new" && mv "$work/bash/keys.new" "$work/bash/keys"
    wait_until 30 shows_at_last "$2" || fail "$3: $(sed '/^$/d' "$work/bash/screen.txt" | tail -n 3)"
    pass "$3"
}
shows_at_last() { [ "$(sed '/^$/d' "$work/bash/screen.txt" | tail -n 1 | sed 's/^> *//')" = "$1" ]; }
printf '. %s && echo read-$((1 + 1))\n' "$work/completion" >"$work/bash/keys.new" && mv "$work/bash/keys.new" "$work/bash/keys"
wait_until 30 grep -q '^read-2$' "$work/bash/screen.txt" || fail "bash reads the completion script"
types './jbang DebeziumDltLoader.java generate-c\t' './jbang DebeziumDltLoader.java generate-completion' "completion: a verb, with JBang"
types '\025DebeziumDltLoader run --wait\t' 'DebeziumDltLoader run --wait-for-source' "completion: an option of a verb"
types '\025./DebeziumDltLoader.java info --format js\t' './DebeziumDltLoader.java info --format json' "completion: a value, in small letters"
types '\025exit\n' exit "bash ends"
ended bash

step "Completion in fish"
if have fish fish; then
    loader generate-completion --shell fish >"$work/completion.fish"
    # completes LINE: what fish offers, without the descriptions.
    completes() { fish --no-config -c "source '$work/completion.fish'; complete -C '$1'" | cut -f 1 | paste -s -d ' ' -; }
    same "generate-completion" "$(completes 'jbang DebeziumDltLoader.java gen')" "fish: a verb, with JBang"
    same "--wait-for-source" "$(completes './DebeziumDltLoader.java run --wait')" "fish: an option of a verb"
    same "json" "$(completes 'DebeziumDltLoader info --format js')" "fish: a value, in small letters"
else
    lacks "completion in fish" fish
fi
