#!/usr/bin/env bash
# `run --http`: metrics that Prometheus takes, alerts that fire, health, and the page in a real browser, with a loader and its
# source at work. Nothing listens without the option.   tests/test_web.sh docs/images: takes the pictures of the docs anew.
# Where CI is set, Chromium and promtool are installed from Debian's packages; elsewhere what lacks them is a skip.
. "$(dirname "$0")/lib.sh"
pictures=${1:-}

# asked PATH [OPTION…]: what is answered, after its status code.
asked() { curl -s --max-time 30 -w '%{http_code}' "${@:2}" "$url${1#/}"; }
# judged NAME COMMAND…
judged() { if "${@:2}" >"$work/judged" 2>&1; then pass "$1"; else printf 'not ok %s: %s\n' "$1" "$(cat "$work/judged")"; failed=1; fi; }
# listens PID: whether the process has a socket that waits for somebody.
listens() {
    local inodes
    inodes=$(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' | tr -dc '0-9\n' | paste -sd '|' -)
    awk -v inodes="^($inodes)\$" '$4 == "0A" && $10 ~ inodes' "/proc/$1/net/tcp" "/proc/$1/net/tcp6" | grep -q .
}
failed=0

step "The source, and a loader with the option"
start_source
source_sql "
    CREATE TABLE test_users (id SERIAL PRIMARY KEY, name VARCHAR(100), email TEXT, secret TEXT);
    ALTER TABLE test_users REPLICA IDENTITY FULL;
    INSERT INTO test_users (name, email, secret) VALUES ('Ada', 'hidden-mail', 'hidden-secret'), ('Linus', NULL, NULL);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, amount NUMERIC(12,2));
    ALTER TABLE orders REPLICA IDENTITY FULL;
    INSERT INTO orders SELECT n, n / 3.0 FROM generate_series(1, 5000) n" || fail "the tables are created"
project "$work/project" web_slot web_pub "public.test_users,public.orders"
chmod 600 "$work/project/.dlt/secrets.toml"
cat >"$work/project/.dlt/config.toml" <<'TOML'
[cdc_settings]
mask = ["public.test_users.email"]
exclude = ["public.test_users.secret"]
dlt_pipelines_dir = false
[cdc_settings.primary_keys]
test_users = "id"
orders = "id"
TOML
classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build.log") || fail "the loader is built"
java=(java "${quick[@]}" -Xmx300m -cp "$classpath" loader.DebeziumDltLoader)
run() {
    "${java[@]}" run --project "$work/project" "$@" </dev/null >"$work/loader.log" 2>&1 8>&- &
    loader_pid=$!
}
run --http 0
wait_until 60 grep -q 'http://127.0.0.1:' "$work/loader.log" || fail "it says where to look"
url=$(sed -n 's/.*\(http:..127.0.0.1:[0-9]*.\).*/\1/p' "$work/loader.log" | head -n 1)
ready() { [ "$(asked /health/ready)" = $'ok\n200' ]; }
wait_until 60 ready || fail "it is ready: $(asked /health/ready)"
pass "ready once it streams"

step "Metrics and alerts"
# The source is asked for its log every five seconds.
measured() { asked /metrics | sed '$d' >"$work/metrics" && grep -q "^$1[ {]" "$work/metrics"; }
while read -r metric; do
    wait_until 30 measured "$metric" || fail "the metric $metric of an alert is there"
    pass "the metric $metric of an alert is there"
done < <(grep -o 'cdc_[a-z_]*\(seconds\|bytes\|phase\)\b' "$root/docker/loader/alerts.yml" | sed 's/cdc_load_seconds/&_count/' | sort -u)
same 0 "$(cat "$work/metrics" "$work/loader.log" <(asked /config) <(asked /status) | grep -cE 'mypassword|hidden')" \
    "no secret in metrics, status and configuration"
if have promtool prometheus; then
    judged "promtool finds nothing wrong with the metrics" promtool check metrics <"$work/metrics"
    judged "promtool takes the configuration" promtool check config "$root/docker/loader/prometheus.yml"
    judged "each of the four alerts fires, when it should" promtool test rules "$root/docker/loader/alerts.test.yml"
else
    lacks "the alerts fire" prometheus
fi
same "$("${java[@]}" status --format json --project "$work/project" | grep -o '^  "[a-z_]*"')" \
    "$(asked /status | grep -o '^  "[a-z_]*"')" "/status has what status --format json has"
port=${url##*:}
"${java[@]}" run --http "${port%/}" --project "$work/project" >"$work/second.log" 2>&1 </dev/null
same "1 1" "$? $(grep -c 'is being loaded by process' "$work/second.log")" "a second loader is told of the first"
sed 's/web_slot/other_slot/' "$work/project/.dlt/secrets.toml" >"$work/other.toml"
mkdir -p "$work/other/.dlt" && cp "$work/other.toml" "$work/other/.dlt/secrets.toml"
"${java[@]}" run --http "${port%/}" --project "$work/other" >"$work/second.log" 2>&1 </dev/null
same "1 1" "$? $(grep -c "Another program listens on port ${port%/}" "$work/second.log")" "a port that is taken is a sentence"

step "The page, in a browser"
if have chromium chromium; then
    mkdir "$work/page"
    javac -nowarn -d "$work/page" -cp "$classpath" "$root"/tests/web/*.java >"$work/javac.log" 2>&1 || fail "the test is compiled"
    timeout 240 java "${quick[@]}" -cp "$work/page:$classpath" PageTest "$(type -P chromium)" "$url" \
        "jdbc:postgresql://localhost:$POSTGRES_PORT/mydb" myuser mypassword "$work/page" ${pictures:+"$pictures"} || failed=1
else
    lacks "the page shows a run in a browser" chromium
fi

step "The source goes away and comes back; the loader ends"
waiting() { asked /health/ready | grep -q '^The loader is waiting: '; }
if [ "$source_kind" = docker ]; then
    docker stop -t 1 "$container" >/dev/null
    wait_until 60 waiting || fail "/health/ready says what it waits for: $(asked /health/ready)"
    same $'ok\n200' "$(asked /health/live)" "a loader that waits for its source is alive, and not ready"
    docker start "$container" >/dev/null
    wait_until 90 ready || fail "it is ready again: $(asked /health/ready)"
    pass "ready again when the source is back"
fi
stop_loader TERM
same 000 "$(asked /health/live)" "after the end nothing answers"
if [ -e /proc/self/fd ]; then
    run
    streams() { grep -q Streaming "$work/loader.log"; }
    wait_until 90 streams || fail "the loader streams"
    if listens "$loader_pid"; then fail "nothing listens without the option"; else pass "nothing listens without the option"; fi
    stop_loader TERM
fi
stop_source
[ "$failed" -eq 0 ]
