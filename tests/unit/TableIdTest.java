package binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import change.PrimaryKeys;
import event.TableId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** A table is told by its names, not by a text of them with a dot between. */
class TableIdTest {

    private static io.debezium.relational.TableId debezium(String catalog, String table) {
        return new io.debezium.relational.TableId(catalog, null, table);
    }

    @Test
    void debeziumTellsTablesApartThatReadTheSame() {
        assertNotEquals(debezium("hd", "e.f"), debezium("hd.e", "f"));
        assertNotEquals(0, debezium("hd", "e.f").compareTo(debezium("hd.e", "f")));
        assertEquals(debezium("hd", "e.f"), io.debezium.relational.TableId.parse("\"hd\".\"e.f\""));
        assertEquals("hd.e.f", debezium("hd.e", "f").toString());
        assertEquals("`hd.e`.`f``g`", debezium("hd.e", "f`g").toQuotedString('`'));
        assertEquals(debezium("\"a\"", "\"b\"\"c\""), debezium("a", "b\"c").toDoubleQuoted());
        assertEquals(new io.debezium.relational.TableId(null, "s", "t"), new io.debezium.relational.TableId("",
                "s", "t"));
    }

    @Test
    void debeziumFoldsTheDatabaseTooAndInNoLanguage() {
        assertEquals(debezium("shop", "ii"), debezium("SHOP", "Iİ").toLowercase());
    }

    /** With lower_case_table_names = 2, which no server on Linux takes. */
    @Test
    void aRowOfTheSnapshotIsOfTheTableThatTheLogNames() {
        Schema schema = SchemaBuilder.struct().field("db", Schema.STRING_SCHEMA).field("table", Schema.STRING_SCHEMA)
                .build();
        Struct source = new Struct(schema).put("db", "Shop").put("table", "MyÄrger");
        BinlogDuplicateFilter.foldNames(source);
        assertEquals(List.of("shop", "myärger"), List.of(source.get("db"), source.get("table")));
    }

    @Test
    void aNameInAnotherCaseMeansATableInLowerCaseAlone() {
        PrimaryKeys keys = new PrimaryKeys(Map.of("MyOrders", List.of("id"), "Shop.Items", List.of("no"), "items",
                List.of("x")), Map.of());
        assertEquals(List.of("id"), keys.of(new TableId("shop", "myorders")));
        assertEquals(List.of("id"), keys.of(new TableId("Shop", "MyOrders")));
        assertEquals(List.of(), keys.of(new TableId("shop", "MYORDERS")));
        assertEquals(List.of("x"), keys.of(new TableId("shop", "items")));
        assertEquals(List.of("no"), keys.of(new TableId("Shop", "Items")));
        assertNull(new TableId("shop", "orders").in(Map.of("Shop", "x")));
    }
}
