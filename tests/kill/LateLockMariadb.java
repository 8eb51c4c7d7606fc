import binlog.Binlog;
import binlog.MariadbServer;
import cli.Session;
import config.CdcConfig;
import java.util.Properties;
import loader.DebeziumDltLoaderMariadb;

/**
 * A control: MariaDB's loader, which reads the log's place for a copy only after the lock is gone and some changes have
 * been written. So what came in between is neither in the copy nor after its place. Run from its source, with the
 * loader's class path.
 */
public class LateLockMariadb extends DebeziumDltLoaderMariadb {

    private static final int LATE_MS = 1_500;

    /** Reads the place too late. */
    public static final class Late extends MariadbServer {
        private boolean locked;

        public Late(Properties debezium) {
            super(debezium);
        }

        @Override
        public void execute(String command) {
            super.execute(command);
            locked |= command.startsWith("LOCK TABLES");
        }

        @Override
        public void query(String sql, Reader each, String... parameters) {
            if (locked && sql.startsWith("SHOW ") && sql.endsWith(" STATUS")) {
                locked = false;
                super.execute("UNLOCK TABLES");
                try {
                    Thread.sleep(LATE_MS);
                }
                catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            super.query(sql, each, parameters);
        }
    }

    @Override
    public Binlog source(CdcConfig config, Session session) {
        return new Binlog(config.debezium(), Late::new, check(config, session.watch()), session.watch());
    }

    public static void main(String... args) {
        System.exit(new LateLockMariadb().run(args));
    }
}
