package io.debezium.connector.mariadb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.debezium.config.Configuration;
import io.debezium.connector.mariadb.charset.MariaDbCharsetRegistryServiceProvider;
import io.debezium.relational.Column;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.schema.SchemaNameAdjuster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tables are, as the engine's task makes it of MariaDB's statements. */
class MariadbSchemaTest {

    private final Tables tables = new Tables();

    /** Reads statements of a session in database {@code d}, one after the other. */
    private void read(boolean fold, String... statements) {
        Configuration settings = Configuration.create().with("topic.prefix", "p").with("database.server.id", 1)
                .with("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory").build();
        MariaDbConnectorConfig config = new MariaDbConnectorConfig(settings);
        config.getServiceRegistry().registerServiceProvider(new MariaDbCharsetRegistryServiceProvider());
        try (MariaDbDatabaseSchema schema = new MariaDbDatabaseSchema(config, null,
                config.getTopicNamingStrategy(MariaDbConnectorConfig.TOPIC_NAMING_STRATEGY), SchemaNameAdjuster.NO_OP,
                fold, new CustomConverterRegistry(List.of()), new MariaDbTaskContext(settings, config))) {
            DdlParser parser = schema.createDdlParser(config, null);
            for (String statement : statements) {
                parser.setCurrentSchema("d");
                parser.parse(statement, tables);
            }
        }
    }

    private List<String> columns(String table) {
        return tables.forTable(new TableId("d", null, table)).columns().stream().map(Column::name).toList();
    }

    @Test
    void aTableThatIsReplacedHasItsNewColumnsInTheirOrder() {
        read(false, "CREATE TABLE t (a int, b int)", "CREATE OR REPLACE TABLE t (b int, a int)");
        assertEquals(List.of("b", "a"), columns("t"));
    }

    @Test
    void whatIsOfNoTableNeedNotBeReadable() {
        read(false, "CREATE TABLE t (a int)", "FLUSH NOTHING THAT THE GRAMMAR HAS");
        assertEquals(List.of("a"), columns("t"));
    }

    @Test
    void whereTheServerFoldsNamesAStatementMayHaveThemInAnyCase() {
        read(true, "CREATE TABLE D.T (a int)", "ALTER TABLE t ADD b int");
        assertEquals(List.of("a", "b"), columns("t"));
    }
}
