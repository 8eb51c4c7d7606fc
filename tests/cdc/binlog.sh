# What tests/test_cdc.sh needs to know of MySQL and MariaDB.
# shellcheck shell=bash disable=SC2034
. "$root/tests/lib_mysql.sh"

id_column='id INT AUTO_INCREMENT PRIMARY KEY'
position='binlog\.[0-9]{6}:[0-9]+'
drop_options=()

start_the_source() { start_mysql; }
sql() { mysql_sql "$1"; }
version() { mysql_sql "SELECT VERSION()"; }
# cdc_project DIR TABLE SLOT
cdc_project() { mysql_project "$1" "mydb.$2"; }
# publish TABLE SLOT: the binary log has every change.
publish() { :; }
next_log() { mysql_sql "FLUSH BINARY LOGS"; }
# widen TABLE COLUMN TYPE
widen() { mysql_sql "ALTER TABLE $1 MODIFY COLUMN $2 $3"; }
more_tables() { . "$root/tests/tables/versions.sh"; }
nothing_left_at_the_source() { :; }
