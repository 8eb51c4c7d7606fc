# A MySQL or MariaDB of its own for the tests in this folder; sourced after lib.sh, with the kind in `kind`: in Docker, else
# MariaDB's embedded one or the MySQL that is installed.
# shellcheck shell=bash disable=SC2034

. "$root/tests/kill/server.sh"

stop_source() {
    case $source_kind in
        docker) docker rm -fv "$server" >/dev/null; docker volume rm -f "$server" >/dev/null ;;
        embedded) exec 8>&-; wait "$embedded_pid" ;;
    esac
    source_kind=none
}

# Sets FAULTS_SERVER, or ends the test as skipped.
start_for_faults() {
    if [ "${CDC_TEST_SOURCE:-}" != embedded ] && docker version >/dev/null 2>&1; then
        if start_server ON; then
            export FAULTS_SERVER="$kind ${KILL_SERVER#127.0.0.1 }"
            return
        fi
        note "the container did not come up: $(tail -n 1 "$work/docker.log")"
        stop_source
    fi
    if [ "$kind" = mariadb ]; then
        start_embedded MariaDB EmbeddedMariadb
    elif has_mysqld; then
        start_embedded MySQL LocalMysql
    else
        skip "mysql faults" "there is no Docker with $image, and no mysqld"
        exit 0
    fi
    export FAULTS_SERVER="$kind $embedded_port pid:$embedded_pid"
}
