import java.util.ArrayList;
import java.util.List;

/**
 * Changes that are not logged as whole rows of a committed transaction, or look as if they were not.
 *
 * @param name of its tables: {@code T} is captured; {@code U} and {@code M}, which is MyISAM, are not
 * @param says what the loader says, as a regular expression; empty: it loads everything
 * @param sql  run in a session of its own, the first ones, as many as there are in {@code undo}, in another
 * @param undo for the whole server, when it is done
 */
record LogScenario(String name, String promise, String says, List<String> sql, List<String> undo) {

    /** In a promise: the run is tried twice. */
    static final String AGAIN = "and the next one";
    private static final String MARIADB = "mariadb";

    private static LogScenario of(String name, String promise, String says, String... sql) {
        return new LogScenario(name, promise, says, List.of(sql), List.of());
    }

    /** Those that a server of this kind can do. */
    static List<LogScenario> of(String kind) {
        List<LogScenario> all = new ArrayList<>(List.of(
                of("minimal", "binlog_row_image = MINIMAL in a session ends the run, " + AGAIN,
                        "binlog_row_image = MINIMAL or NOBLOB", "SET SESSION binlog_row_image = MINIMAL",
                        "UPDATE T SET a = 'minimal' WHERE id = 1"),
                of("minimal_insert", "an INSERT with MINIMAL that leaves a column out ends the run",
                        "binlog_row_image = MINIMAL or NOBLOB", "SET SESSION binlog_row_image = MINIMAL",
                        "INSERT INTO T (id) VALUES (50)"),
                of("minimal_delete", "a DELETE with MINIMAL ends the run", "binlog_row_image = MINIMAL or NOBLOB",
                        "SET SESSION binlog_row_image = MINIMAL", "DELETE FROM T WHERE id = 1"),
                of("noblob", "binlog_row_image = NOBLOB in a session ends the run",
                        "binlog_row_image = MINIMAL or NOBLOB", "SET SESSION binlog_row_image = NOBLOB",
                        "UPDATE T SET a = 'noblob' WHERE id = 1"),
                of("statement", "an INSERT that is logged as a statement ends the run, " + AGAIN,
                        "logged as a statement .*: insert into", "SET SESSION binlog_format = STATEMENT",
                        "insert into T (id) values (50)"),
                of("mixed", "an UPDATE that is logged as a statement, by its join, ends the run",
                        "logged as a statement .*: /\\* x \\*/ update", "SET SESSION binlog_format = MIXED",
                        "/* x */ update U x inner join T y on x.id = y.id set y.a = 'mixed'"),
                of("xa", "an XA transaction that is committed ends the run", "in an XA transaction",
                        "XA START 'xa'", "INSERT INTO T (id) VALUES (50)", "XA END 'xa'", "XA PREPARE 'xa'",
                        "XA COMMIT 'xa'"),
                of("xa_rollback", "an XA transaction that is rolled back ends the run", "in an XA transaction",
                        "XA START 'xb'", "INSERT INTO T (id) VALUES (50)", "XA END 'xb'", "XA PREPARE 'xb'",
                        "XA ROLLBACK 'xb'")));
        if (kind.equals(MARIADB)) {
            mariadb(all);
        }
        else {
            mysql(all);
        }
        return all;
    }

    private static void mariadb(List<LogScenario> all) {
        all.add(of("rollback", "a transaction that is logged although it is rolled back ends the run",
                "although it was rolled back", "BEGIN", "INSERT INTO T (id) VALUES (50)",
                "CREATE TEMPORARY TABLE tt (a int)", "ROLLBACK"));
        all.add(of("savepoint", "a change that is logged although its savepoint is rolled back ends the run",
                "although it was rolled back", "BEGIN", "INSERT INTO M VALUES (50)", "SAVEPOINT s",
                "INSERT INTO T (id) VALUES (50)", "INSERT INTO M VALUES (51)", "ROLLBACK TO s", "COMMIT"));
        all.add(of("full_nodup", "binlog_row_image = FULL_NODUP in a session ends the run",
                "binlog_row_image = MINIMAL or NOBLOB", "SET SESSION binlog_row_image = FULL_NODUP",
                "UPDATE T SET a = 'nodup' WHERE id = 1"));
        all.add(new LogScenario("compressed", "compressed rows (log_bin_compress) end the run",
                "event of a kind that Debezium does not know",
                List.of("SET GLOBAL log_bin_compress = ON", "SET GLOBAL log_bin_compress_min_len = 10",
                        "INSERT INTO T (id, a) VALUES (50, REPEAT('x', 500))"),
                        List.of("SET GLOBAL log_bin_compress = OFF",
                        "SET GLOBAL log_bin_compress_min_len = 256")));
        all.add(of("harmless", "what is not captured may be logged in any way", "",
                "SET SESSION binlog_row_image = MINIMAL", "UPDATE U SET a = 'minimal'",
                "SET SESSION binlog_format = STATEMENT", "UPDATE U SET a = 'T'",
                "INSERT INTO U (id) VALUES (50)", "SET SESSION binlog_format = ROW", "XA START 'xc'",
                "UPDATE U SET a = 'xa'", "XA END 'xc'", "XA PREPARE 'xc'", "XA ROLLBACK 'xc'", "BEGIN",
                "INSERT INTO U (id) VALUES (52)", "CREATE TEMPORARY TABLE tu (a int)",
                "ROLLBACK", "SET SESSION binlog_row_image = NOBLOB", "INSERT INTO T VALUES (60, 'all', '{}', 'b')"));
    }

    private static void mysql(List<LogScenario> all) {
        all.add(of("with", "a DELETE after WITH that is logged as a statement ends the run",
                "logged as a statement .*: with", "SET SESSION binlog_format = STATEMENT",
                "with c as (select 1 as id) delete from T where id in (select id from c)"));
        all.add(of("partial_json", "binlog_row_value_options = PARTIAL_JSON in a session ends the run",
                "binlog_row_value_options = PARTIAL_JSON", "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                "UPDATE T SET j = JSON_SET(j, '$.k', 2) WHERE id = 1"));
        all.add(of("partial_packed", "PARTIAL_JSON in a compressed transaction ends the run",
                "binlog_row_value_options = PARTIAL_JSON", "SET SESSION binlog_transaction_compression = ON",
                "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                "UPDATE T SET j = JSON_SET(j, '$.k', 2) WHERE id = 1"));
        all.add(of("xa_one_phase", "an XA transaction of one phase ends the run", "in an XA transaction",
                "XA START 'xd'", "INSERT INTO T (id) VALUES (50)", "XA END 'xd'", "XA COMMIT 'xd' ONE PHASE"));
        all.add(of("tagged", "transactions with a tag in their GTID are loaded", "",
                "SET SESSION gtid_next = 'AUTOMATIC:mine'", "INSERT INTO T (id) VALUES (50)",
                "UPDATE T SET a = 'tagged' WHERE id = 50"));
        all.add(of("packed", "compressed transactions are loaded", "",
                "SET SESSION binlog_transaction_compression = ON", "BEGIN", "INSERT INTO T VALUES (50, REPEAT('x', 25),"
                        + " '{}', REPEAT('y', 5000))", "UPDATE T SET a = 'packed' WHERE id = 1",
                "COMMIT", "DELETE FROM T WHERE id = 2"));
        all.add(of("harmless", "what is not captured may be logged in any way", "",
                "SET SESSION binlog_row_image = MINIMAL", "UPDATE U SET a = 'minimal'",
                "SET SESSION binlog_format = STATEMENT", "UPDATE U SET a = 'T'",
                "INSERT INTO U (id) VALUES (50)", "SET SESSION binlog_format = ROW", "XA START 'xe'",
                "UPDATE U SET a = 'xa'", "XA END 'xe'", "XA PREPARE 'xe'", "XA ROLLBACK 'xe'",
                "SET SESSION binlog_row_image = FULL", "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                "UPDATE U SET j = JSON_SET(j, '$.k', 2)", "SET SESSION binlog_row_image = NOBLOB",
                "INSERT INTO T VALUES (60, 'all', '{}', 'b')"));
    }
}
