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

    private static List<String> columns(boolean fold, String table, String... statements) {
        Configuration settings = Configuration.create().with("topic.prefix", "p").with("database.server.id", 1)
                .with("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory").build();
        MySqlConnectorConfig config = new MySqlConnectorConfig(settings);
        config.getServiceRegistry().registerServiceProvider(new MySqlCharsetRegistryServiceProvider());
        try (MySqlDatabaseSchema schema = new MySqlDatabaseSchema(config, null, config.getTopicNamingStrategy(MySqlConnectorConfig.TOPIC_NAMING_STRATEGY),
                SchemaNameAdjuster.NO_OP, fold, new CustomConverterRegistry(List.of()), new MySqlTaskContext(settings, config))) {
            DdlParser parser = schema.createDdlParser(config, null);
            parser.setCurrentSchema("d");
            Tables tables = new Tables(fold);
            List.of(statements).forEach(statement -> parser.parse(statement, tables));
            return tables.forTable(new TableId("d", null, table)).columns().stream().map(Column::name).toList();
        }
    }

    @Test
    void aTableWithJsonValueIsRead() {
        assertEquals(List.of("j", "v"), columns(false, "t",
                "CREATE TABLE t (j json, v varchar(20) GENERATED ALWAYS AS (json_value(`j`, '$.k' returning char(512))) VIRTUAL)"));
    }

    @Test
    void whatIsOfNoTableNeedNotBeReadable() {
        assertEquals(List.of("a"), columns(false, "t", "CREATE TABLE t (a int)", "FLUSH NOTHING THAT THE GRAMMAR HAS"));
    }

    @Test
    void whereTheServerFoldsNamesAStatementMayHaveThemInAnyCase() {
        assertEquals(List.of("a", "b"), columns(true, "t", "CREATE TABLE T (a int)", "ALTER TABLE t ADD b int"));
    }
}
