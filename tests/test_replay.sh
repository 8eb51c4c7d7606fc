#!/usr/bin/env bash
# The verbs events and replay: what is printed of a database at work, with values of every type, is loaded as the loader
# has loaded it; and a recording that was damaged is told, or loaded right. REPLAY_FUZZ=1000 damages so many (150).   tests/test_replay.sh
. "$(dirname "$0")/lib.sh"

step "Build"
fuzz_classpath=$(classpath_of tests/replay/ReplayFuzz.java 2>"$work/build-fuzz.log") || fail "ReplayFuzz.java is built"
test_classpath=$(classpath_of tests/replay/RoundTrip.java 2>"$work/build-test.log") || fail "RoundTrip.java is built"
loader_classpath=$(classpath_of DebeziumDltLoader.java 2>"$work/build-loader.log") || fail "the loader is built"

step "Damaged recordings"
mkdir "$work/fuzz"
java "${quick[@]}" --enable-native-access=ALL-UNNAMED -cp "$fuzz_classpath" ReplayFuzz "$work/fuzz" 1 "${REPLAY_FUZZ:-150}"
damaged=$?

step "There and back"
start_source
source_sql "SELECT count(*) FROM pg_available_extensions WHERE name IN ('hstore', 'citext', 'ltree')" >"$work/extensions.log"
if [ "$(cat "$work/extensions.log")" != 3 ]; then
    skip "events and replay" "this PostgreSQL has no hstore, citext or ltree"
    exit $damaged
fi
TYPES_PG="localhost $POSTGRES_PORT myuser mypassword mydb" java "${quick[@]}" -cp "$test_classpath" RoundTrip "$work" \
    java "${quick[@]}" "-Djava.io.tmpdir=$work" -cp "$loader_classpath" loader.DebeziumDltLoader 8>&- || exit 1
exit $damaged
