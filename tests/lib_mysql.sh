# What the tests of MySQL and MariaDB share, beside what is in lib.sh:   . "$(dirname "$0")/lib_mysql.sh"
#
# MYSQL_KIND=mariadb runs them with MariaDB and its loader. Each kind's names follow from the kind's name.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

kind=${MYSQL_KIND:-mysql}
case $kind in
    mysql) product=MySQL port_variable=MYSQL_PORT LOADER_SCRIPT=DebeziumDltLoaderMysql.java ;;
    mariadb) product=MariaDB port_variable=MARIADB_PORT LOADER_SCRIPT=DebeziumDltLoaderMariadb.java ;;
    *) fail "MYSQL_KIND is $kind; expected mysql or mariadb" ;;
esac
service=${kind}_source
container=${kind}_source
pipeline=${kind}_cdc
dataset=${kind}_cdc_data
export COMPOSE_PROFILES=$kind

# The server; sets mysql_port. Ends the test as skipped where none can be had.
start_mysql() {
    choose_duck
    if start_docker "$product" "$port_variable"; then
        mysql_port=${!port_variable}
    elif [ "$kind" = mariadb ]; then
        start_embedded MariaDB EmbeddedMariadb
        mysql_port=$embedded_port
    elif has_mysqld; then
        start_embedded MySQL LocalMysql
        mysql_port=$embedded_port
    else
        skip "$product" "there is no Docker with compose and the image, and no mysqld"
        exit 0
    fi
}

# mysql_sql "SQL": runs statements, each a transaction unless they say otherwise, and prints rows tab-separated, an empty
# field for NULL.
mysql_sql() {
    if [ "$source_kind" = docker ]; then
        docker exec -i -e MYSQL_PWD=mypassword "$container" "$kind" -u myuser -N -B mydb -e "$1" </dev/null | blank_nulls
    else
        "${embedded_sql[@]}" "$1" </dev/null
    fi
}

blank_nulls() {
    awk -F '\t' -v OFS='\t' '{ for (i = 1; i <= NF; i++) if ($i == "NULL") $i = ""; print }'
}

# mysql_project DIR TABLES: a folder with .dlt/secrets.toml as MYSQL.md has it.
mysql_project() {
    mkdir -p "$1/.dlt"
    cat >"$1/.dlt/secrets.toml" <<TOML
[sources.debezium.$kind]
host = "127.0.0.1"
port = $mysql_port
user = "myuser"
password = "mypassword"
database = "mydb"
table_include_list = "$2"
TOML
    chmod 600 "$1/.dlt/secrets.toml"
}
