#!/usr/bin/env bash
# The SQL Server and Db2 loaders, and their connectors' own snapshot and streaming code, against a stand-in for the
# server: H2 behind a driver of the name that the connector loads.   tests/test_standin.sh [sqlserver|db2 [NUMBER]…]
. "$(dirname "$0")/lib.sh"

cd "$root" || exit 2
status=0

# against KIND CLASS DRIVER [DIGITS]: the stand-in's driver has to be ahead of the real one on the class path.
against() {
    local kind=$1 class=$2 driver=$3 classpath
    shift 3
    step "$kind"
    classpath=$(classpath_of "tests/standin/$class.java" 2>"$work/build-$kind.log") || fail "$class.java is built"
    [ "$(unzip -l "${classpath%%:*}" 2>/dev/null | grep -c "$driver.class")" = 1 ] ||
        fail "$kind: the stand-in's driver is ahead of the real one on the class path"
    java "${quick[@]}" --enable-native-access=ALL-UNNAMED -cp "$classpath" "standin.$class" "$@" \
        2>"$work/standin-$kind.log" || {
        status=1
        tail -n 40 "$work/standin-$kind.log"
    }
}

only=${1:-}
[ $# = 0 ] || shift
[ "$only" = db2 ] || against sqlserver StandinTest sqlserver/jdbc/SQLServerDriver "$@"
[ "$only" = sqlserver ] || against db2 Db2StandinTest db2/jcc/DB2Driver "$@"
exit $status
