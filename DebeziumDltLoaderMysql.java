///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Change data capture from MySQL into DuckDB: Debezium's embedded engine and dlt's tables, exactly once.
//SOURCES src/Loader.java
//SOURCES ConfigHelperUniversal.java
//SOURCES src/binlog/Binlog.java
//SOURCES src/demo/MysqlDemo.java
//SOURCES src/patches/io/debezium/connector/mysql/MySqlDatabaseSchema.java
//DEPS io.debezium:debezium-embedded:3.6.1.Final
//DEPS io.debezium:debezium-connector-mysql:3.6.1.Final
//DEPS com.mysql:mysql-connector-j:9.7.0
//RUNTIME_OPTIONS -XX:+UseParallelGC -XX:MaxNewSize=192m --enable-native-access=ALL-UNNAMED

import binlog.Binlog;
import binlog.BinlogDoctor;
import binlog.MysqlServer;
import capture.Batch;
import capture.Capture;
import capture.Checkup;
import capture.Checkup.Known;
import change.DltChangeHandler;
import cli.Script;
import cli.Session;
import config.CdcConfig;
import demo.MysqlDemo;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kind.MysqlKind;
import load.Pipeline;

/** MySQL to DuckDB. Start reading at {@link #flow}: that is all of it. */
public class DebeziumDltLoaderMysql extends Script {

    // ---------------------------------------------------------------- TWEAK ME

    /** Tables to capture, such as "mydb.test_users,mydb.orders"; empty: what .dlt/secrets.toml says. */
    static final String TABLES = "";

    /** Primary keys, such as Map.of("test_users", List.of("id")); they win over .dlt/config.toml. */
    static final Map<String, List<String>> PRIMARY_KEYS = Map.of();

    /** Sees every change before it is loaded: give it back, changed or not, or nothing to leave it out. For instance
     * {@code if (change instanceof RowChange c) { return Optional.of(c.withRow(c.row().without("password"))); }}
     * There are row.with(name, value), row.plus(name, type, value) and change.withTable(name), too: docs/transforms.md */
    @Override
    public Optional<ChangeEvent> transform(ChangeEvent change) {
        return Optional.of(change);
    }

    // ------------------------------------------------------------ the data flow

    @Override
    public void flow(CdcConfig config, Session session) {
        try (Destination destination = Destinations.open(config, session.watch(), session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, session.watch());            // knows how far DuckDB is
            try (Capture capture = new Capture(source(config, session), pipeline, session.until(), session.watch())) {   // Debezium
                session.onStop(capture::stop);
                DltChangeHandler handler = new DltChangeHandler(keys(config), config.limits(), this::transform,
                        pipeline.committed().seq());
                for (Batch batch : capture) {                          // change events, in the source's commit order
                    handler.add(batch.events());                       // become table changes, the newest of every key
                    if (!capture.hasMore() || handler.isFull()) {      // under load, loads grow
                        pipeline.load(handler.take(), batch.reached());   // one transaction: rows, schema and offset
                        batch.markProcessed().run();                   // Debezium hears of it
                    }
                    if (!capture.hasMore() || pipeline.heldLong()) {
                        pipeline.release();                            // nothing waits: others may open the file
                    }
                }
            }
        }
    }

    @Override
    public Binlog source(CdcConfig config, Session session) {
        return new Binlog(config.debezium(), MysqlServer::new, check(config, session.watch()), session.watch());
    }

    @Override
    public void examine(CdcConfig config, Known known, Checkup checkup) {
        BinlogDoctor.examine(config.debezium(), MysqlServer::new, check(config, checkup.watch("keys")), known, checkup);
    }

    @Override
    public CdcConfig config(Path project, Map<String, String> environment) {
        return ConfigHelperUniversal.load(project, environment, kind(), kind().pipeline(), kind().dataset()).withTables(TABLES);
    }

    public DebeziumDltLoaderMysql() {
        super(new MysqlKind(), new MysqlDemo(), PRIMARY_KEYS);
    }

    public static void main(String... args) {
        System.exit(new DebeziumDltLoaderMysql().run(args));
    }
}
