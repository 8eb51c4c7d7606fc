# Each version of a row beside every change, with kills in between. Needs a source and a loader (tests/test_cdc.sh).
# shellcheck shell=bash

step "Each version of a row, and every change, with kills in between"
sql "
    CREATE TABLE stock (id INT PRIMARY KEY, name VARCHAR(20), n INT);
    $(publish stock versions)
    INSERT INTO stock WITH RECURSIVE numbers (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM numbers WHERE k < 300)
        SELECT k, CONCAT('item ', k), k FROM numbers;
" || fail "versions: the table is created"
versions=$work/versions
cdc_project "$versions" stock versions
cat >"$versions/.dlt/config.toml" <<TOML
[cdc_settings]
load_max_rows = 40
[cdc_settings.primary_keys]
stock = "id"
[cdc_settings.write_disposition]
stock = "scd2"
[cdc_settings.history]
stock = "stock_history"
TOML
versions_file=$versions/.dlt/pipelines/$pipeline/$pipeline.duckdb

# Rows that are not in the versions of a load and should be, and the other way round; versions that overlap another one.
wrong_versions() {
    duck "$versions_file" "WITH h AS (FROM $dataset.stock_history), v AS (FROM $dataset.stock),
        loads AS (SELECT DISTINCT _dlt_load_id AS l,
            make_timestamptz((_dlt_load_id::DECIMAL(20, 6) * 1000000)::BIGINT) AS m FROM h),
        emptied AS (SELECT l, max(__seq) AS seq FROM loads JOIN h ON _dlt_load_id <= l AND __op = 'truncate' GROUP BY l),
        known AS (SELECT l, id, name, n, __op FROM loads JOIN h ON _dlt_load_id <= l LEFT JOIN emptied USING (l)
            WHERE __op <> 'truncate' AND __seq > coalesce(seq, 0)
            QUALIFY row_number() OVER (PARTITION BY l, id ORDER BY __seq DESC) = 1),
        expected AS (SELECT l, id, name, n FROM known WHERE __op <> 'delete'),
        found AS (SELECT l, id, name, n FROM loads JOIN v ON _dlt_valid_from <= m
            AND coalesce(_dlt_valid_to, 'infinity') > m),
        spans AS (SELECT _dlt_valid_from AS b, coalesce(_dlt_valid_to, 'infinity') AS e,
            lag(e) OVER (PARTITION BY id ORDER BY b) AS before FROM v)
        SELECT (SELECT count(*) FROM (FROM expected EXCEPT ALL FROM found)),
            (SELECT count(*) FROM (FROM found EXCEPT ALL FROM expected)),
            (SELECT count(*) FROM spans WHERE e <= b OR before > b)"
}
# crash POINT WHEN: the loader is killed there, and goes on; whatever it left is right.
crash() {
    CDC_CRASH_AT=$1 loader run --until-current --project "$versions" >"$work/versions-killed.log" 2>&1
    same 86 $? "versions: the loader is killed $2"
    loader run --until-current --project "$versions" >"$work/versions.log" 2>&1
    same 0 $? "versions: … and goes on"
    same $'0\t0\t0' "$(wrong_versions)" "versions: … with the source's rows as the versions of each load"
}
crash before-commit:2 "within the snapshot"
same $'300\t300\t300' "$(duck "$versions_file" "SELECT count(*), count(DISTINCT id), (SELECT count(*) FROM $dataset.stock_history)
    FROM $dataset.stock WHERE _dlt_valid_to IS NULL")" "versions: a snapshot that is read again leaves one of each row"
sql "
    UPDATE stock SET n = n + 1000 WHERE id % 5 = 1;
    UPDATE stock SET n = n + 0 WHERE id % 5 = 2;
    DELETE FROM stock WHERE id % 17 = 1;
    UPDATE stock SET id = id + 10000 WHERE id = 3;
" || fail "versions: rows are changed"
crash rows:1 "between the rows of two tables"
sql "
    START TRANSACTION;
    DELETE FROM stock WHERE id = 4;
    INSERT INTO stock VALUES (4, 'again', 4);
    UPDATE stock SET n = NULL WHERE id % 7 = 2;
    COMMIT;
    TRUNCATE TABLE stock;
    INSERT INTO stock VALUES (4, 'item 4', 4), (5, 'new', NULL)
" || fail "versions: the table is emptied"
crash state "as it stores its offset"
sql "UPDATE stock SET n = 6 WHERE id = 5; DELETE FROM stock WHERE id = 4; INSERT INTO stock VALUES (4, 'item 4', 4)"
crash after-commit "after a commit"
same "$(sql "SELECT id, name, n FROM stock ORDER BY id")" \
    "$(duck "$versions_file" "SELECT id, name, n FROM $dataset.stock WHERE _dlt_valid_to IS NULL ORDER BY id")" \
    "versions: those that are valid are the source's rows"
same true "$(duck "$versions_file" "SELECT count(*) > 300 AND count(DISTINCT _dlt_valid_from) > 3
    AND count(*) = count(DISTINCT _dlt_id) FROM $dataset.stock")" "versions: those that have ended are there, too"
same true "$(duck "$versions_file" "SELECT bool_and(__source_ts BETWEEN now() - INTERVAL 1 HOUR AND now() + INTERVAL 1 HOUR)
    FROM $dataset.stock_history")" "versions: every change has its time, those of the snapshot, too"
folders+=("$versions")
