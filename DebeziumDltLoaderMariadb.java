///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Change data capture from MariaDB into DuckDB: Debezium's embedded engine, dlt's tables, exactly once.
//DEPS src/MariadbLoader.java
//SOURCES src/patches/Mariadb.java
//FILES starter/script.java=DebeziumDltLoaderMariadb.java
//RUNTIME_OPTIONS -XX:+UseParallelGC -XX:MaxNewSize=192m --enable-native-access=ALL-UNNAMED

package loader;

import binlog.Binlog;
import binlog.BinlogDoctor;
import binlog.MariadbServer;
import capture.Batch;
import capture.Capture;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceDatabase;
import change.DltChangeHandler;
import cli.Script;
import cli.Session;
import config.CdcConfig;
import demo.MariadbDemo;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kind.MariadbKind;
import load.Pipeline;

/** MariaDB to DuckDB. Start reading at {@link #flow}: that is all of it. */
public class DebeziumDltLoaderMariadb extends Script {

    // ---------------------------------------------------------------- TWEAK ME

    /** Tables to capture, such as "mydb.test_users,mydb.orders"; empty: what .dlt/secrets.toml says. */
    static final String TABLES = "";

    /** Primary keys, such as Map.of("test_users", List.of("id")); they win over .dlt/config.toml. */
    static final Map<String, List<String>> PRIMARY_KEYS = Map.of();

    /** Sees every change before it is loaded: give it back, changed or not, or nothing to leave it out. For instance
     * {@code if (change instanceof ChangeEvent.RowChange c) {
     *     return Optional.of(c.withRow(c.row().without("password"))); }}
     * Also: row.with(name, value), row.plus(name, type, value), change.withTable(name); see docs/transforms.md */
    @Override
    public Optional<ChangeEvent> transform(ChangeEvent change) {
        return Optional.of(change);
    }

    // ------------------------------------------------------------ the data flow

    @Override
    public void flow(CdcConfig config, Session session) {
        try (Destination destination = Destinations.open(config, session.watch(), session::givingUp)) {
            Pipeline pipeline = new Pipeline(config, destination, session.watch());     // knows how far DuckDB is
            SourceDatabase source = source(config, session);
            try (Capture capture = new Capture(source, pipeline, session.until(), session.watch())) {      // Debezium
                session.onStop(capture::stop);
                DltChangeHandler handler = new DltChangeHandler(keys(config), config, this::transform,
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
        return new Binlog(config.debezium(), MariadbServer::new, check(config, session.watch()), session.watch());
    }

    @Override
    public void examine(CdcConfig config, Known known, Checkup checkup) {
        BinlogDoctor.examine(config.debezium(), MariadbServer::new, check(config, checkup.watch("keys")), known,
                checkup);
    }

    public DebeziumDltLoaderMariadb() {
        super(new MariadbKind(), new MariadbDemo(), TABLES, PRIMARY_KEYS);
    }

    public static void main(String... args) {
        System.exit(new DebeziumDltLoaderMariadb().run(args));
    }
}
