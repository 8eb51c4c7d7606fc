import java.nio.file.Path;
import java.sql.SQLException;

/** Tables that are altered while the snapshot reads: the rows are read again, from one moment, and none comes twice. */
final class SnapshotTests extends BinlogTests {

    /** More than Debezium and the loader hold in memory, so that table t is altered before it is read. */
    private static final int DOUBLINGS = 13;
    private static final String BATCH = "1000";
    private static final String QUEUE = "2000";

    SnapshotTests(Path folder, Promises promises, BinlogSource source) {
        super(folder, promises, source);
    }

    void run() throws Exception {
        altered("a column is added to a table that is not read yet", "ALTER TABLE $d.t ADD b int FIRST, ADD INDEX (a),"
                + " ALGORITHM = COPY",
                "INSERT INTO $d.t VALUES (5, 2, 'y')");
    }

    private void altered(String what, String... statements) throws Exception {
        play("snapshot: " + what, KEY, run -> {
            run.sql("CREATE TABLE $d.a (id int AUTO_INCREMENT PRIMARY KEY, a char(20))",
                    "INSERT INTO $d.a (a) VALUES ('x')");
            for (int i = 0; i < DOUBLINGS; i++) {
                run.sql("INSERT INTO $d.a (a) SELECT a FROM $d.a");
            }
            run.whenReading = () -> {
                try {
                    run.sql(statements);
                }
                catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
            String wrong = run.with("max_batch_size", BATCH).with("max_queue_size", QUEUE).toCurrent();
            return !wrong.isEmpty() ? wrong : run.says(run.waits, "was altered|begins again")
                    + run.differs("1,x,-,false / 2,y,5,false", "SELECT id, a, b, deleted FROM t ORDER BY id")
                    + run.differs(Integer.toString(1 << DOUBLINGS), "SELECT count(*) FROM a");
        });
    }
}
