#!/usr/bin/env bash
# The Oracle loader, and its connector's own snapshot and LogMiner code, against a stand-in for the server: H2 with the
# views that the connector asks, behind the setting url. What the redo log has is written by the test.
# tests/test_oracle.sh [DIGITS]
. "$(dirname "$0")/lib.sh"

cd "$root" || exit 2
classpath=$(classpath_of tests/redo/RedoTest.java 2>"$work/build.log") || fail "RedoTest.java is built"
java "${quick[@]}" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn --enable-native-access=ALL-UNNAMED -cp "$classpath" \
    redo.RedoTest "$@" 2>"$work/oracle.log"
status=$?
[ $status = 0 ] || tail -n 40 "$work/oracle.log"
exit $status
