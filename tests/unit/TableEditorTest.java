package io.debezium.relational;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A table whose columns are altered, as Debezium's parser of DDL does it. */
class TableEditorTest {

    private final TableEditor editor = new TableEditorImpl().tableId(new TableId("db", null, "t"))
            .addColumns(column("id"), column("userName"), column("email")).setPrimaryKeyNames("id");

    private static Column column(String name) {
        return Column.editor().name(name).type("INT").create();
    }

    private void has(String... names) {
        Table table = editor.create();
        assertEquals(List.of(names), table.retrieveColumnNames());
        for (int i = 0; i < names.length; i++) {
            assertEquals(i + 1, table.columnWithName(names[i]).position());
        }
    }

    @Test
    void aColumnWithCapitalsMovesBehindTheLast() {
        editor.reorderColumn("userName", "email");
        has("id", "email", "userName");
    }

    @Test
    void columnsAreMovedAddedReplacedAndRemoved() {
        editor.reorderColumn("email", null).addColumn(column("Age")).reorderColumn("Age", "ID")
                .addColumn(column("USERNAME"));
        has("email", "id", "Age", "USERNAME");
        editor.removeColumn("age");
        has("email", "id", "USERNAME");
        assertNull(editor.columnWithName("Age"));
    }

    @Test
    void twoColumnsSwapTheirNames() {
        editor.renameColumn("userName", "email").renameColumn("email", "userName");
        has("id", "email", "userName");
    }

    @Test
    void theKeyGoesWithItsColumnWhenNamesAreSwapped() {
        editor.renameColumn("id", "email").renameColumn("email", "id");
        has("email", "userName", "id");
        assertEquals(List.of("email"), editor.create().primaryKeyColumnNames());
    }

    @Test
    void aColumnThatIsRenamedAndMovedIsTheOneThatMoves() {
        // CHANGE email userName int FIRST, CHANGE userName email int
        editor.addColumn(column("email")).renameColumn("email", "userName").reorderColumn("userName", null);
        editor.addColumn(column("userName")).renameColumn("userName", "email");
        has("userName", "id", "email");
    }

    @Test
    void theCaseOfANameChanges() {
        editor.renameColumn("userName", "username");
        has("id", "username", "email");
    }
}
