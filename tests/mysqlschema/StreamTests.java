import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What happens to a loader that streams: servers and connections that go away, and sessions that log what cannot be
 * loaded.
 */
final class StreamTests extends BinlogTests {

    private final String container = System.getenv("BINLOG_CONTAINER");

    StreamTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        sessions();
        if (promises.all()) {
            connections();
        }
    }

    private void connections() throws Exception {
        streaming("stream: a dump thread that is killed is replaced", run -> {
            run.sql("KILL " + Project.one("SELECT id FROM information_schema.processlist WHERE command LIKE"
                    + " 'Binlog Dump%' ORDER BY id DESC LIMIT 1"));
            return run.awaitSaid(run.waits, "connection to 127.0.0.1");
        });
        loaded("stream: two loaders with one server_id end with a sentence", KEY, run -> {
            run.with("server_id", "7777").start();
            run.sql("INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = run.awaitLoaded(1);
            Process second = run.process();
            try {
                String said = run.awaitEnd();
                return wrong + (said.startsWith("1: ") ? lacks(said, "server_id") : "said: " + said + run.waits
                        + Files.readString(run.said()));
            }
            finally {
                second.destroy();
                second.waitFor();
            }
        });
        if (container == null) {
            return;
        }
        streaming("stream: the server restarts, and the loader goes on", run -> {
            docker("restart", "-t", "20", container);
            Project.reconnect(PATIENCE_MS);
            return run.says(run.waits, "127.0.0.1");
        });
        streaming("stream: a connection that is frozen is noticed, and nothing is lost", run -> {
            docker("pause", container);
            Thread.sleep(40_000);
            docker("unpause", container);
            return run.awaitSaid(run.waits, "silent");
        });
        loaded("start: a server that is down is told", KEY, run -> {
            docker("stop", "-t", "20", container);
            try {
                return run.refused(1, "Cannot connect to|127.0.0.1|refused");
            }
            finally {
                docker("start", container);
                Project.reconnect(PATIENCE_MS);
            }
        });
    }

    /** Something happens to a loader that streams; afterwards it has lost nothing. */
    private void streaming(String name, Play play) throws Exception {
        loaded(name, KEY, run -> {
            run.start();
            run.sql("INSERT INTO $d.t VALUES (2, 'y')");
            String wrong = run.awaitLoaded(1);
            wrong = !wrong.isEmpty() ? wrong : play.play(run);
            run.sql("INSERT INTO $d.t VALUES (3, 'z')", "DELETE FROM $d.t WHERE id = 1");
            return !wrong.isEmpty() ? wrong : run.awaitLoaded(3) + run.stop()
                    + run.differs("1,x,true / 2,y,false / 3,z,false", "SELECT id, a, deleted FROM t ORDER BY id");
        });
    }

    private void sessions() throws Exception {
        session("a statement", "SET binlog_format = STATEMENT; INSERT INTO t VALUES (2, 'y')",
                "statement|binlog_format");
        session("a statement after a comment", "SET binlog_format = STATEMENT; /* app */ UPDATE t SET a = 'y'",
                "statement|binlog_format");
        session("a statement of two tables", "SET binlog_format = STATEMENT; UPDATE o JOIN t ON o.id = t.id SET"
                + " t.a = 'y'",
                "statement|binlog_format");
        session("a row in parts", "SET binlog_row_image = MINIMAL; UPDATE t SET a = 'y'", "binlog_row_image");
        afterRows();
    }

    /** What the session reads is loaded before: rows ahead of its change may be loaded, or not, before the run ends. */
    private void session(String what, String statements, String parts) throws Exception {
        play("session: " + what + " ends the run with a sentence", KEY, run -> {
            run.sql("CREATE TABLE $d.o (id int)", "INSERT INTO $d.o VALUES (1)");
            String wrong = run.toCurrent();
            run.session(statements);
            run.sql("INSERT INTO $d.t VALUES (9, 'after')");
            return wrong + run.refused(1, parts + "|drop --drop-all") + run.differs("1,x", "SELECT id, a FROM t");
        });
    }

    private void afterRows() throws Exception {
        String parts = "statement|binlog_format|drop --drop-all";
        loaded("session: rows ahead of a statement are loaded, and it ends each run", KEY, run -> {
            run.start();
            run.sql("CREATE TABLE $d.o (id int)", "INSERT INTO $d.o VALUES (1)");
            String wrong = run.awaitLoaded(1);
            run.session("SET binlog_format = STATEMENT; UPDATE o JOIN t ON o.id = t.id SET t.a = 'y'");
            run.sql("INSERT INTO $d.t VALUES (9, 'after')");
            String said = run.awaitEnd();
            wrong += said.startsWith("1: ") ? lacks(said, parts) : "said: " + said;
            return wrong + run.refused(1, parts) + run.differs("1,x", "SELECT id, a FROM t")
                    + run.differs("1", "SELECT id FROM o");
        });
    }
}
