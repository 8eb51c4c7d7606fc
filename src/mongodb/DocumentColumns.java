package mongodb;

import event.ColumnType;
import event.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The columns that a collection's documents have had: a row has all of them, with NULL for the fields that its document
 * lacks. A field of another type than before gets that type from here on, which the load takes to a variant column, as
 * dlt does.
 */
final class DocumentColumns {

    private static final String ID = "_id";
    private static final int SCHEMAS_KEPT = 1_000;

    private final Map<String, String> types = new LinkedHashMap<>();
    /** The type of the first number in each field: the others become it where they can without loss. */
    private final Map<String, String> numbers;
    /** Rows of equal columns share one schema. */
    private final Map<Map<String, String>, Row.Schema> schemas = new HashMap<>();
    private Row.Schema schema;

    /** @param numbers the types of the numbers that the fields have had; is added to */
    DocumentColumns(Map<String, String> numbers) {
        this.numbers = numbers;
        types.put(ID, null);
    }

    /** A document's key as a row of its own. */
    Row key(BsonValue id) {
        DocumentValue value = DocumentValue.of(id, numbers.get(ID), true);
        return new Row(schema(Map.of(ID, value.type())), new Object[] {value.loaded()});
    }

    Row row(BsonDocument document) {
        Map<String, DocumentValue> values = new HashMap<>();
        boolean changed = schema == null;
        for (Map.Entry<String, BsonValue> field : document.entrySet()) {
            String name = field.getKey();
            DocumentValue value = DocumentValue.of(field.getValue(), numbers.get(name), name.equals(ID));
            if (value != null) {
                if (value.isNumber()) {
                    numbers.putIfAbsent(name, value.type());
                }
                values.put(name, value);
                changed |= !value.type().equals(types.put(name, value.type()));
            }
        }
        if (changed) {
            schema = schema(types);
        }
        Object[] row = new Object[types.size()];
        values.forEach((name, value) -> row[schema.indexOf(name)] = value.loaded());
        return new Row(schema, row);
    }

    private Row.Schema schema(Map<String, String> columns) {
        if (schemas.size() >= SCHEMAS_KEPT) {
            schemas.clear();
        }
        return schemas.computeIfAbsent(new LinkedHashMap<>(columns), all -> {
            List<Row.Column> list = new ArrayList<>();
            all.forEach((name, type) -> list.add(new Row.Column(name, new ColumnType(type, value -> value))));
            return new Row.Schema(list);
        });
    }
}
