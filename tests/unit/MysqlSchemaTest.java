package io.debezium.connector.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.debezium.config.Configuration;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistryServiceProvider;
import io.debezium.relational.Column;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.schema.SchemaNameAdjuster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tables are, as the engine's task makes it of MySQL's statements. */
class MysqlSchemaTest {

    private final Tables tables = new Tables();

    /** Reads statements of a session in database {@code d}, one after the other. */
    private void read(boolean fold, String... statements) {
        Configuration settings = Configuration.create().with("topic.prefix", "p").with("database.server.id", 1)
                .with("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory").build();
        MySqlConnectorConfig config = new MySqlConnectorConfig(settings);
        config.getServiceRegistry().registerServiceProvider(new MySqlCharsetRegistryServiceProvider());
        try (MySqlDatabaseSchema schema = new MySqlDatabaseSchema(config, null,
                config.getTopicNamingStrategy(MySqlConnectorConfig.TOPIC_NAMING_STRATEGY), SchemaNameAdjuster.NO_OP,
                fold, new CustomConverterRegistry(List.of()), new MySqlTaskContext(settings, config))) {
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
    void aTableWithJsonValueIsRead() {
        read(false, "CREATE TABLE t (j json,"
                + " v varchar(20) GENERATED ALWAYS AS (json_value(`j`, '$.k' returning char(512))) VIRTUAL)");
        assertEquals(List.of("j", "v"), columns("t"));
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
