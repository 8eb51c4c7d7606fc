#!/usr/bin/env bash
# `status` and `doctor` of the MySQL or MariaDB loader: each check of `doctor` is seen failing, on a real server.
# tests/test_mysql_doctor.sh [mysql|mariadb]
MYSQL_KIND=${1:-${MYSQL_KIND:-mysql}}
. "$(dirname "$0")/lib_mysql.sh"

step "Start the source database"
start_mysql
# One without a log, which starts meanwhile.
unlogged=cdc_doctor_$$ unlogged_port=$(free_port)
unlogged_answers() { docker exec -e MYSQL_PWD=mypassword "$unlogged" "$kind" -h 127.0.0.1 -u myuser mydb -e "SELECT 1" >/dev/null </dev/null; }
if [ "$source_kind" = docker ]; then
    trap 'docker rm -fv "$unlogged" >/dev/null 2>&1; clean_up' EXIT
    docker run -d --name "$unlogged" -p "127.0.0.1:$unlogged_port:3306" --tmpfs /var/lib/mysql:rw,size=1g \
        -e MYSQL_ROOT_PASSWORD=rootpassword -e MYSQL_DATABASE=mydb -e MYSQL_USER=myuser -e MYSQL_PASSWORD=mypassword \
        -v "$root/docker/mysql/grants.sql:/docker-entrypoint-initdb.d/grants.sql:ro" \
        "$(docker inspect -f '{{.Config.Image}}' "$container")" --skip-log-bin >"$work/unlogged.log" 2>&1 </dev/null
fi
# As the server's administrator, who may change its settings.
admin_sql() {
    if [ "$source_kind" = docker ]; then
        docker exec -i -e MYSQL_PWD=rootpassword "$container" "$kind" -u root -N -B mydb -e "$1" </dev/null
    else
        mysql_sql "$1"
    fi
}
admin_sql "
    CREATE TABLE test_users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100));
    CREATE TABLE parents (id INT PRIMARY KEY);
    CREATE TABLE children (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE CASCADE);
    INSERT INTO test_users (name) VALUES ('Carol'), ('Dave');
    CREATE USER 'nobody'@'%' IDENTIFIED BY 'wrong-secret';
    GRANT SELECT, REPLICATION CLIENT ON *.* TO 'nobody'@'%';
" || fail "the tables are created"
classpath=$(classpath_of "$LOADER_SCRIPT" 2>"$work/build.log") || fail "the loader is built"
java=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx300m -cp "$classpath" "$(main_class "$LOADER_SCRIPT")")
. "$root/tests/doctor/lib.sh"
section=$(tr '[:lower:]' '[:upper:]' <<<"$kind")
folder=.dlt/pipelines/$pipeline
well=$work/well
mysql_project "$well" mydb.test_users

step "Doctor: everything in order"
loader doctor --project "$well" >"$work/findings" 2>&1
same "0 0" "$? $(grep -c -v '^ok ' "$work/findings")" "doctor: where all is in order, each line is ok and the exit code 0"
same "" "$(ls -A "$well/.dlt" | grep -v secrets.toml)" "doctor leaves nothing behind"

step "Doctor: config, connection and privileges"
with SERVER_ID five diagnosed "doctor: a wrong value" fail "config: |SERVER_ID|five" --project "$well"
with PASSWORD wrong-secret diagnosed "doctor: a wrong password" fail "connection: |does not let user myuser in" --project "$well"
export "SOURCES__DEBEZIUM__${section}__PASSWORD=wrong-secret"
with USER nobody diagnosed "doctor: a user that may not read the log" fail "privileges: |GRANT REPLICATION SLAVE" --project "$well"
admin_sql "GRANT REPLICATION SLAVE ON *.* TO 'nobody'@'%'"
with USER nobody diagnosed "doctor: a user that may not lock the tables" fail "privileges: |GRANT RELOAD" --project "$well"
unset "SOURCES__DEBEZIUM__${section}__PASSWORD"

step "Doctor: the server's settings"
image=$(admin_sql "SELECT @@GLOBAL.binlog_row_image") format=$(admin_sql "SELECT @@GLOBAL.binlog_format")
kept=$(admin_sql "SELECT @@GLOBAL.binlog_expire_logs_seconds")
admin_sql "SET GLOBAL binlog_row_image = 'MINIMAL'; SET GLOBAL binlog_format = 'MIXED'; SET GLOBAL binlog_expire_logs_seconds = 3600"
with SERVER_ID "$(admin_sql "SELECT @@server_id")" diagnosed "doctor: a log without whole rows" fail \
    "binlog_row_image: |MINIMAL|SET GLOBAL binlog_row_image = 'FULL'" --project "$well"
found "doctor: a log of statements" fail "binlog_format: |MIXED|SET GLOBAL binlog_format = 'ROW'"
found "doctor: a log that is kept for an hour" warn "retention: |3600 s|SET GLOBAL binlog_expire_logs_seconds"
found "doctor: the loader's number is the server's" fail "server_id: |has server_id"
loader doctor --fix --yes --project "$well" >"$work/findings" 2>&1
same "1 1 MINIMAL" "$? $(grep -c 'nothing that doctor may fix' "$work/findings") $(admin_sql "SELECT @@GLOBAL.binlog_row_image")" \
    "doctor --fix: what is the whole server's is left alone, and it says so"
admin_sql "SET GLOBAL binlog_row_image = '$image'; SET GLOBAL binlog_format = '$format'; SET GLOBAL binlog_expire_logs_seconds = $kept"
if [ "$kind" = mysql ]; then
    admin_sql "SET GLOBAL binlog_row_value_options = 'PARTIAL_JSON'; SET GLOBAL gtid_mode = ON_PERMISSIVE; SET GLOBAL server_id = 0"
    with SNAPSHOT_MODE always diagnosed "doctor: updates of json in part" fail \
        "binlog_row_value_options: |SET GLOBAL binlog_row_value_options = ''" --project "$well"
    found "doctor: a server without a number" fail "server_id: |SET GLOBAL server_id = 1"
    found "doctor: transactions without GTIDs" warn "gtid_mode: |SET GLOBAL gtid_mode = ON;"
    found "doctor: a snapshot_mode that would double rows" fail "snapshot_mode: |always"
    admin_sql "SET GLOBAL binlog_row_value_options = ''; SET GLOBAL gtid_mode = ON; SET GLOBAL server_id = 1"
else
    admin_sql "SET GLOBAL log_bin_compress = ON; SET GLOBAL binlog_row_metadata = NO_LOG"
    diagnosed "doctor: a compressed log" fail "log_bin_compress: |SET GLOBAL log_bin_compress = 'OFF'" --project "$well"
    found "doctor: a log without character sets" warn "tables: |SET GLOBAL binlog_row_metadata = 'MINIMAL'"
    admin_sql "SET GLOBAL log_bin_compress = OFF; SET GLOBAL binlog_row_metadata = MINIMAL"
fi

step "Doctor: a replica with the loader's number"
# The one without a log reads the other's; it is told its number here.
if [ "$source_kind" = docker ]; then
    wait_until 90 unlogged_answers || fail "$product without log_bin answers"
    docker network connect "$(docker inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}' "$container")" "$unlogged"
    source=SOURCE replica=REPLICA more=", GET_SOURCE_PUBLIC_KEY = 1"
    [ "$kind" = mysql ] || source=MASTER replica=SLAVE more=
    docker exec -e MYSQL_PWD=rootpassword "$unlogged" "$kind" -u root -e "SET GLOBAL server_id = 47110815;
        CHANGE $([ "$kind" = mysql ] && echo "REPLICATION SOURCE" || echo MASTER) TO ${source}_HOST = '$container', ${source}_PORT = 3306,
        ${source}_USER = 'myuser', ${source}_PASSWORD = 'mypassword'$more; START $replica IO_THREAD" >"$work/replica.log" 2>&1 </dev/null ||
        fail "a replica is started"
    registered() { admin_sql "SHOW $([ "$kind" = mysql ] && echo REPLICAS || echo "SLAVE HOSTS")" | grep -q 47110815; }
    wait_until 60 registered || fail "the replica reads the log"
    # MariaDB tells it to administrators only.
    export "SOURCES__DEBEZIUM__${section}__USER=root" "SOURCES__DEBEZIUM__${section}__PASSWORD=rootpassword"
    with SERVER_ID 47110815 diagnosed "doctor: a replica with the loader's number" warn "server_id: |47110815|set another server_id" \
        --project "$well"
    diagnosed "doctor: who else reads the log" ok "server_id: |the log is read by myuser from" --project "$well"
    unset "SOURCES__DEBEZIUM__${section}__USER" "SOURCES__DEBEZIUM__${section}__PASSWORD"
    docker exec -e MYSQL_PWD=rootpassword "$unlogged" "$kind" -u root -e "STOP $replica" </dev/null
else
    skip "doctor: a replica with the loader's number" "a replica is another server; needs Docker"
fi

step "Doctor: the tables"
with TABLE_INCLUDE_LIST mydb.nowhere diagnosed "doctor: no table" fail "tables: |mydb.nowhere" --project "$well"
printf '[cdc_settings.primary_keys]\ntest_users = "no_such_column"\n' >"$well/.dlt/config.toml"
with TABLE_INCLUDE_LIST mydb.test_users,mydb.later,mydb.children diagnosed "doctor: a primary key that does not exist" fail \
    "names and keys: |no_such_column" --project "$well"
found "doctor: a table that is not there" warn "tables: |mydb.later"
[ "$kind" = mysql ] || found "doctor: rows that the server changes unlogged" warn "tables: |Foreign key|mydb.children"
rm "$well/.dlt/config.toml"

step "Status while it runs, and when it was killed"
# Without a heartbeat the loader's place in the log stays while others write.
with HEARTBEAT_INTERVAL_MS 3600000 start_loader "$work/run.log" run --project "$well"
shows "status: phase, process, rows, lag and offset while it streams" "$well" 'phase +streaming' \
    "process +$loader_pid, began .*" 'lag +[0-9,]+ ms, .*' 'offset +[^ ]+:[0-9]+.*, the log ends at [^ ]+:[0-9]+' \
    'snapshot +mydb.test_users: 2 rows read' 'loaded +test_users: 2 .*'
same 0 "$(grep -c mypassword "$well/$folder/loader.status.json")" "status: no password"
admin_sql "INSERT INTO parents VALUES (1); FLUSH BINARY LOGS; INSERT INTO parents VALUES (2); FLUSH BINARY LOGS; INSERT INTO parents VALUES (3)"
# Bytes from the offset on, in the file that it is in and all after it; fails where these are not three.
bytes_behind() {
    admin_sql "SHOW BINARY LOGS" | awk -v at="$(sed -n 's/.*"offset" : "\([^ "]*\).*/\1/p' "$work/json")" '
        BEGIN { split(at, place, ":") } $1 >= place[1] { bytes += $2; files++ } END { print bytes - place[2]; exit files < 3 }'
}
is_behind() {
    loader status --format json --project "$well" >"$work/json"
    behind=$(bytes_behind) && grep -qF "\"lag_bytes\" : $behind," "$work/json"
}
if wait_until 30 is_behind; then
    pass "status: the lag in bytes goes over three files of the log"
else
    unmet "status: the lag in bytes goes over three files of the log" "expected $behind: $(cat "$work/json")"
fi
killed=$loader_pid
stop_loader KILL
shows "status: a killed loader is dead" "$well" "phase +dead: process $killed is gone .*"

step "Doctor: a history that is lost, a log that is purged"
mysql_sql "INSERT INTO test_users (name) VALUES ('Eve')"
# thousands NUMBER: with commas
thousands() { sed -e :a -e 's/^\([0-9]*[0-9]\)\([0-9]\{3\}\)/\1,\2/' -e ta <<<"$1"; }
diagnosed "doctor: how far it is behind" ok "position: |, $(thousands "$(bytes_behind)") bytes before the log's end" --project "$well"
history=$(ls "$well/$folder"/*history*)
mv "$history" "$history.gone"
diagnosed "doctor: a schema history that is lost" warn "schema history: |is lost or damaged, and no table has been altered" --project "$well"
mv "$history.gone" "$history"
admin_sql "FLUSH BINARY LOGS"
admin_sql "PURGE BINARY LOGS TO '$(admin_sql "SHOW BINARY LOGS" | tail -n 1 | cut -f 1)'"
diagnosed "doctor: a log that is purged" fail "position: |has purged its binary log|drop --drop-all" --project "$well"

step "Doctor: a server without a log"
if [ "$source_kind" = docker ]; then
    with PORT "$unlogged_port" diagnosed "doctor: log_bin" fail "log_bin: |log_bin = OFF|start the server with log_bin" --project "$well"
else
    skip "doctor: log_bin" "a server without it is another server; needs Docker"
fi

stop_source
[ "$failures" -eq 0 ]
