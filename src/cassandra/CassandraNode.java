package cassandra;

import base.Problem;
import capture.NameList;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import event.TableId;
import io.debezium.config.Configuration;
import io.debezium.connector.cassandra.CassandraConnectorConfig;
import io.debezium.connector.cassandra.CassandraConnectorTask.Cassandra5SchemaChangeListenerProvider;
import io.debezium.connector.cassandra.CassandraConnectorTask.Cassandra5SchemaLoader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.cassandra.config.DatabaseDescriptor;

/**
 * The node beside which the loader runs. The connector's own schema loader and listener tell Cassandra's classes, which
 * read the commit log, what its tables are; they keep that for the life of the process, and so does the session, unless
 * it no longer answers.
 */
final class CassandraNode {

    private static final int ANSWER_S = 10;
    private static final Map<String, CassandraNode> OPEN = new ConcurrentHashMap<>();
    /** Sessions that no longer answer; what reads through one has ended when another is asked for. */
    private static final Queue<CqlSession> LEFT = new ConcurrentLinkedQueue<>();
    private static final Set<String> LOADED = ConcurrentHashMap.newKeySet();

    private final CqlSession session;
    private final Predicate<String> wanted;
    private final String included;

    private CassandraNode(Properties debezium) {
        CassandraConnectorConfig config = new CassandraConnectorConfig(Configuration.from(debezium));
        requireFile("config", config.cassandraConfig());
        requireFile("driver_config_file", config.cassandraDriverConfig());
        if (LOADED.add(config.cassandraConfig())) {
            NodeConfig.use(config.cassandraConfig());
            new Cassandra5SchemaLoader().load(config.cassandraConfig());
        }
        this.session = CqlSession.builder().withConfigLoader(DriverConfigLoader.fromFile(new File(
                config.cassandraDriverConfig()))).withSchemaChangeListener(
                        new Cassandra5SchemaChangeListenerProvider().provide(config)).build();
        this.included = debezium.getProperty("table.include.list", "");
        this.wanted = NameList.kept(debezium, "table");
    }

    /** @throws com.datastax.oss.driver.api.core.DriverException where the node does not answer */
    static CassandraNode of(Properties debezium) {
        CassandraNode node = OPEN.computeIfAbsent(debezium.getProperty("cassandra.driver.config.file"),
                file -> new CassandraNode(debezium));
        for (CqlSession each = LEFT.poll(); each != null; each = LEFT.poll()) {
            each.forceCloseAsync();
        }
        return node;
    }

    private static void requireFile(String key, String path) {
        if (path == null || !Files.isReadable(Path.of(path))) {
            throw Problem.config("sources.debezium.cassandra." + key + ": there is no readable file " + path);
        }
    }

    CqlSession session() {
        return session;
    }

    String version() {
        return session.getMetadata().getNodes().values().stream().map(node -> String.valueOf(
                node.getCassandraVersion())).findFirst().orElse("?");
    }

    /** @throws Problem where this node's commit log does not tell, or does not keep, all changes */
    void require() {
        int nodes = session.getMetadata().getNodes().size();
        if (nodes > 1) {
            throw Problem.config("The cluster has " + nodes + " nodes, but a commit log has only what was written to"
                    + " its own node: changes that others hold would be missing. Only clusters of one node are loaded");
        }
        if (!DatabaseDescriptor.isCDCEnabled()) {
            throw Problem.config("The node does not keep its commit logs for capture: set cdc_enabled: true in"
                    + " cassandra.yaml, and restart it");
        }
        if (!DatabaseDescriptor.getCDCBlockWrites()) {
            throw Problem.config("cdc_block_writes is false in cassandra.yaml: a node whose cdc_total_space is full"
                    + " then deletes commit logs that are not loaded yet. Set it to true, and restart the node");
        }
        new CommitLogFolder(folder());
    }

    String folder() {
        return DatabaseDescriptor.getCDCLogLocation();
    }

    /** The longest time for which the node keeps a write in memory before its commit log has it, in milliseconds. */
    long syncMillis() {
        return Math.max(DatabaseDescriptor.getCommitLogSyncPeriod(), 1_000);
    }

    /** Named tables that are not captured, as a sentence; empty if there are none. */
    String missing() {
        List<String> there = metadata().stream().filter(CassandraNode::isCaptured)
                .map(table -> CassandraTable.id(table).toString()).toList();
        List<String> missing = NameList.missing(included, there);
        return missing.isEmpty() ? there.isEmpty() ? "a table that is created WITH cdc = true" : ""
                : "table " + String.join(", ", missing) + ", with cdc = true";
    }

    /** @throws Problem where one that is named does not exist or is not captured */
    List<CassandraTable> tables() {
        List<TableMetadata> all = metadata();
        for (TableMetadata table : all) {
            TableId id = CassandraTable.id(table);
            if (!isCaptured(table) && NameList.names(included, id.toString())) {
                throw Problem.config("Table " + id + " is not captured by the node. Run: ALTER TABLE " + id
                        + " WITH cdc = true");
            }
        }
        List<String> missing = NameList.missing(included, all.stream().map(table -> CassandraTable.id(table)
                .toString()).toList());
        if (!missing.isEmpty()) {
            throw Problem.config("There is no table " + String.join(", ", missing)
                    + ", which the script's TABLES names");
        }
        List<CassandraTable> tables = new ArrayList<>();
        all.stream().filter(table -> isCaptured(table) && wanted.test(CassandraTable.id(table).toString()))
                .forEach(table -> tables.add(new CassandraTable(table)));
        tables.sort(Comparator.comparing(table -> table.id().toString()));
        return tables;
    }

    private List<TableMetadata> metadata() {
        return refreshed().getKeyspaces().values().stream()
                .flatMap(keyspace -> keyspace.getTables().values().stream()).toList();
    }

    /**
     * What is asked while the driver loses its connection is never answered, and what is asked later waits for it: then
     * only another session helps.
     */
    private Metadata refreshed() {
        try {
            return session.refreshSchemaAsync().toCompletableFuture().get(ANSWER_S, TimeUnit.SECONDS);
        }
        catch (TimeoutException | ExecutionException e) {
            OPEN.values().remove(this);
            LEFT.add(session);
            throw new IllegalStateException("no answer about its tables", e);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean isCaptured(TableMetadata table) {
        return Boolean.TRUE.equals(table.getOptions().get(CqlIdentifier.fromInternal("cdc")));
    }
}
