# Two tables, one merged and one appended, that are written, loaded, and compared. Sourced by tests/test_ducklake.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# make_tables PUBLICATION: both, empty.
make_tables() {
    source_sql "DROP SCHEMA IF EXISTS s CASCADE; CREATE SCHEMA s;
        CREATE TABLE s.merged (id INT PRIMARY KEY, v TEXT); ALTER TABLE s.merged REPLICA IDENTITY FULL;
        CREATE TABLE s.appended (id INT PRIMARY KEY, v TEXT); ALTER TABLE s.appended REPLICA IDENTITY FULL;
        CREATE PUBLICATION $1 FOR TABLE s.merged, s.appended" || fail "tables are created"
}

# write ROUND: 600 rows more in each table, some changed and deleted, in three transactions.
write() {
    local i
    for i in $(($1 * 3)) $(($1 * 3 + 1)) $(($1 * 3 + 2)); do
        source_sql "INSERT INTO s.merged SELECT $i * 1000 + x, repeat('v' || x, 50) FROM generate_series(1, 200) x;
            UPDATE s.merged SET v = 'u$i ' || id WHERE id % 7 = $i % 7; DELETE FROM s.merged WHERE id = $i * 1000 + 13;
            INSERT INTO s.appended SELECT $i * 1000 + x, repeat('v' || x, 50) FROM generate_series(1, 200) x;
            UPDATE s.appended SET v = 'u$i' WHERE id % 100 = 7" || fail "rows are written"
    done
}

# What the source has, and what was loaded, in the same form; of an appended table the last change of each row.
at_source() {
    source_sql "SELECT count(*) || ' ' || md5(string_agg(id || v, ',' ORDER BY id)) FROM s.merged
        UNION ALL SELECT count(*) || ' ' || md5(string_agg(id || v, ',' ORDER BY id)) FROM s.appended"
}
loaded_sql="SELECT count(*) || ' ' || md5(string_agg(id || v, ',' ORDER BY id)) FROM merged WHERE NOT deleted
    UNION ALL SELECT count(*) || ' ' || md5(string_agg(id || v, ',' ORDER BY id)) FROM
    (FROM appended QUALIFY row_number() OVER (PARTITION BY id ORDER BY __seq DESC) = 1)"
# And the changes of the appended table by kind. Transaction i of write changes two rows of its own and of each one before
# it; what round 0 did is in the snapshot.
kinds_sql="UNION ALL SELECT concat_ws(',', count(*) FILTER (WHERE __op IN ('snapshot', 'insert')),
    count(*) FILTER (WHERE __op = 'update'), count(DISTINCT __seq) = count(*)) FROM appended"
