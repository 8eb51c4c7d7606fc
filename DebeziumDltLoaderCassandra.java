///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Change data capture from Cassandra into DuckDB: a node's commit logs, dlt's tables.
//DEPS src/CassandraLoader.java
//SOURCES src/patches/Common.java
//FILES starter/script.java=DebeziumDltLoaderCassandra.java
//RUNTIME_OPTIONS -XX:+UseParallelGC -XX:MaxNewSize=192m -Djdk.attach.allowAttachSelf=true
//RUNTIME_OPTIONS --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED --add-exports=java.base/sun.nio.ch=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED --add-opens=java.base/java.lang.module=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.loader=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.math=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.module=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.util.jar=ALL-UNNAMED
//RUNTIME_OPTIONS --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=java.management.rmi/com.sun.jmx.remote.internal.rmi=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED --add-exports=java.sql/java.sql=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED --add-exports=java.base/java.lang.ref=ALL-UNNAMED

package loader;

import capture.Batch;
import capture.Capture;
import capture.Checkup;
import capture.Checkup.Known;
import capture.SourceDatabase;
import cassandra.Cassandra;
import cassandra.CassandraDoctor;
import change.DltChangeHandler;
import cli.Script;
import cli.Session;
import config.CdcConfig;
import demo.CassandraDemo;
import destination.Destination;
import destination.Destinations;
import event.ChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kind.CassandraKind;
import load.Pipeline;

/** Cassandra to DuckDB. Start reading at {@link #flow}: that is all of it. */
public class DebeziumDltLoaderCassandra extends Script {

    // ---------------------------------------------------------------- TWEAK ME

    /** Tables to capture, such as "shop.users,shop.orders"; empty: what .dlt/secrets.toml says. */
    static final String TABLES = "";

    /** Primary keys, such as Map.of("users", List.of("id")); they win over .dlt/config.toml. */
    static final Map<String, List<String>> PRIMARY_KEYS = Map.of();

    /** Sees every change before it is loaded: give it back, changed or not, or nothing to leave it out. For instance
     * {@code if (change instanceof RowChange c) { return Optional.of(c.withRow(c.row().without("password"))); }}
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
            try (Capture capture = new Capture(source, pipeline, session.until(), session.watch())) {     // the node
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
    public Cassandra source(CdcConfig config, Session session) {
        return new Cassandra(config.debezium(), keys(config)::of, check(config, session.watch()));
    }

    @Override
    public void examine(CdcConfig config, Known known, Checkup checkup) {
        CassandraDoctor.examine(config.debezium(), keys(config)::of, check(config, checkup.watch("keys")), checkup);
    }

    public DebeziumDltLoaderCassandra() {
        super(new CassandraKind(), new CassandraDemo(), TABLES, PRIMARY_KEYS);
    }

    public static void main(String... args) {
        System.exit(new DebeziumDltLoaderCassandra().run(args));
    }
}
