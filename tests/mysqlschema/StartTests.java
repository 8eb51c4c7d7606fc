import java.nio.file.Path;

/** What is refused at the start, with exit code and sentence, and leaves nothing behind; what is waited for. */
final class StartTests extends BinlogTests {

    /** Settings of the server, that are dynamic. */
    private static final String[][] GLOBALS = {
        {"binlog_format", "STATEMENT", "ROW"}, {"binlog_format", "MIXED", "ROW"},
        {"binlog_row_image", "MINIMAL", "FULL"}, {"binlog_row_image", "NOBLOB", "FULL"}};

    StartTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        globals();
        users();
        connection();
        tables();
    }

    private void globals() throws Exception {
        for (String[] global : GLOBALS) {
            play("start: " + global[0] + " = " + global[1] + " is refused, and says what to run", KEY, run -> {
                run.sql("SET GLOBAL " + global[0] + " = " + global[1]);
                try {
                    return run.refused(1, global[0] + "|" + global[1] + "|SET GLOBAL " + global[0] + " = '"
                            + global[2] + "'");
                }
                finally {
                    run.sql("SET GLOBAL " + global[0] + " = " + global[2]);
                }
            });
        }
        if (source.isMysql()) {
            play("start: binlog_row_value_options = PARTIAL_JSON is refused, and says what to run", KEY, run -> {
                run.sql("SET GLOBAL binlog_row_value_options = PARTIAL_JSON");
                try {
                    return run.refused(1, "PARTIAL_JSON|SET GLOBAL binlog_row_value_options = ''");
                }
                finally {
                    run.sql("SET GLOBAL binlog_row_value_options = ''");
                }
            });
        }
        String off = System.getenv("BINLOG_OFF_PORT");
        if (off != null) {
            source.at(Integer.parseInt(off)).connect().close();
            play("start: log_bin = OFF is refused", KEY, run -> run.with("port", off).refused(1, "log_bin"));
        }
    }

    private void users() throws Exception {
        granted("SELECT, RELOAD, SHOW DATABASES, REPLICATION CLIENT", "REPLICATION SLAVE",
                "GRANT REPLICATION SLAVE|may not");
        if (source.isMysql()) {     // MariaDB lets a REPLICATION SLAVE see where the log ends
            granted("SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE", "REPLICATION CLIENT",
                    "GRANT|REPLICATION CLIENT|may not");
        }
        granted("RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT", "SELECT", "GRANT SELECT|lame");
        granted("SELECT, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT", "RELOAD", "GRANT|RELOAD|lame");
    }

    /** {@code lacks}: the privilege that is missing. */
    private void granted(String grants, String lacks, String parts) throws Exception {
        play("start: a user without " + lacks + " is refused, and says what to grant", KEY, run -> {
            run.sql("CREATE USER lame IDENTIFIED BY 'mypassword'; GRANT " + grants + " ON *.* TO lame");
            try {
                return run.with("user", "lame").refused(lacks.equals("SELECT") ? 2 : 1, parts);
            }
            finally {
                run.sql("DROP USER lame");
            }
        });
    }

    private void connection() throws Exception {
        play("start: a wrong password is told", KEY, run -> run.with("password", "wrong").refused(1,
                "cdc|127.0.0.1|password"));
        play("start: an unknown user is told", KEY, run -> run.with("user", "nobody").refused(1, "nobody|127.0.0.1"));
        play("start: an unknown host is told", KEY, run -> run.with("host", "no-such-host.invalid").refused(1,
                "no-such-host.invalid|there is no host of that name"));
        play("start: a port that nobody listens at is told", KEY, run -> run.with("port", "1").refused(1,
                "127.0.0.1:1|refused"));
        play("start: a port that is no server's is told", KEY, run -> {
            try (java.net.ServerSocket silent = new java.net.ServerSocket(0, 1,
                    java.net.InetAddress.getLoopbackAddress())) {
                return run.with("port", "" + silent.getLocalPort()).with("connect_timeout_ms", "2000").refused(1,
                        "127.0.0.1:" + silent.getLocalPort());
            }
        });
        play("start: a database that is not there is told", KEY, run -> run.with("database", "no_such_db").refused(2,
                "no_such_db|may read"));
    }

    private void tables() throws Exception {
        play("start: table_include_list that matches nothing is refused by --until-current", KEY,
                run -> run.with("table_include_list", run.database + ".nothing").refused(2,
                        "nothing|table_include_list"));
        play("start: table_include_list that is no regular expression is refused", KEY,
                run -> run.with("table_include_list", run.database + ".(t").refused(2,
                        "table_include_list|regular expression"));
        play("start: snapshot_mode that would double rows is refused", KEY,
                run -> run.with("snapshot_mode", "always").refused(2, "always|initial|when_needed"));
        play("start: a table that is not there is waited for when streaming", KEY, run -> {
            run.with("table_include_list", run.database + ".soon").start();
            String wrong = run.awaitSaid(run.waits, run.database + ".soon|to be created");
            run.sql("CREATE TABLE $d.soon (id int PRIMARY KEY);; INSERT INTO $d.soon VALUES (1)".split(";; "));
            return wrong + run.awaitLoaded(1) + run.stop() + run.differs("1", "SELECT id FROM soon");
        });
        play("start: a table of table_include_list that is not there is warned of, and comes", KEY, run -> {
            run.with("table_include_list", run.database + ".t," + run.database + ".soon");
            String wrong = run.toCurrent() + run.says(run.warnings, run.database + ".soon|does not exist");
            run.sql("CREATE TABLE $d.soon (id int PRIMARY KEY)", "INSERT INTO $d.soon VALUES (1)");
            run.warnings.clear();
            wrong += run.toCurrent() + run.differs("1", "SELECT id FROM soon");
            return wrong + (run.warnings.isEmpty() ? "" : "warned: " + run.warnings);
        });
        play("start: a key that is no column is refused", "[cdc_settings.primary_keys]\nt = \"idd\"\n",
                run -> run.refused(2, "idd|cdc_settings.primary_keys|id"));
        play("start: a column named as ours is refused", KEY, run -> {
            run.sql("ALTER TABLE $d.t ADD deleted int");
            return run.refused(2, "deleted|deleted_column");
        });
    }
}
