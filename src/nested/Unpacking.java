package nested;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import config.SchemaContract.Mode;
import dlt.DltColumn;
import dlt.Inference;
import dlt.Naming;
import dlt.NestedId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nested.NestedContract.NotLetIn;

/**
 * Documents → columns and nested rows, as dlt's relational normaliser makes them
 * ({@code normalizers/json/relational.py} of 1.31): objects become {@code parent__child} columns, lists rows of a table
 * {@code parent__field}. Where dlt silently loses something, or fails, the document is left whole.
 */
public final class Unpacking {

    /** A document that cannot be unpacked without loss. */
    static final class Whole extends Exception {
        private static final long serialVersionUID = 1;

        Whole(String why) {
            super(why, null, false, false);
        }
    }

    /** A row of a nested table; {@code root} is the id of the row that the document is a value of. */
    record NestedRow(String table, String root, String parent, long index, String id, Map<String, Object> values) {
    }

    /** Takes nested rows, each before those in it. */
    interface Sink {
        void take(NestedRow row);
    }

    /** What an object comes to: values by column, lists by the path of their table. */
    private record Flat(Map<String, Object> values, Map<String, JsonNode> lists) {
    }

    private static final String SEPARATOR = "__";
    private static final String EMPTY = "_empty";

    private final NestedShape shape;
    private final Set<String> reserved;
    private final NestedContract contract;
    private final Sink sink;
    private String rootId;

    /** @param reserved columns of the root's table that no value may go to */
    Unpacking(NestedShape shape, Set<String> reserved, NestedContract contract, Sink sink) {
        this.shape = shape;
        this.reserved = reserved;
        this.contract = contract;
        this.sink = sink;
    }

    /**
     * The values of the root's columns. Nested rows have gone to the sink, also where it turns out that the document is
     * to be left whole.
     *
     * @param column the document's column
     * @param id     of the row that it is a value of
     * @param depth  how many levels to unpack
     * @throws NotLetIn where the contract lets the whole row not in
     */
    Map<String, Object> unpack(String column, JsonNode document, String id, int depth) throws Whole, NotLetIn {
        rootId = id;
        Flat flat = new Flat(new LinkedHashMap<>(), new LinkedHashMap<>());
        place(shape.root(), column, column, document, depth, flat);
        Map<String, Object> values = fitted(shape.root(), null, contract.rootIsNew(), flat.values());
        lists(shape.root(), id, flat, depth);
        return values;
    }

    private void flatten(String table, String path, JsonNode object, int level, Flat flat) throws Whole {
        for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = path + (field.getKey().isBlank() ? EMPTY : name(field.getKey()));
            place(table, name, field.getKey(), field.getValue(), level, flat);
        }
    }

    private void place(String table, String name, String key, JsonNode node, int level, Flat flat) throws Whole {
        boolean stays = level <= 0 || "JSON".equals(shape.type(table, name));
        if (node.isObject() && !stays) {
            flatten(table, name + SEPARATOR, node, level - 1, flat);
        }
        else if (node.isArray() && !stays) {
            if (key.isBlank() || flat.lists().put(name, node) != null) {
                throw new Whole(key.isBlank() ? "a list has no name" : "two of its lists come to the name " + name);
            }
        }
        else if (flat.values().containsKey(name)) {
            throw new Whole("two of its fields come to the name " + name);
        }
        else {
            flat.values().put(name, value(node));
        }
    }

    private static Object value(JsonNode node) throws Whole {
        Object value = Inference.value(node);
        if ((value instanceof String || value instanceof JsonNode) && !Inference.isText(value)) {
            throw new Whole("a text of it has half a character, which no column can hold");
        }
        return value;
    }

    private static String name(String key) throws Whole {
        try {
            return Naming.column(key);
        }
        catch (Problem noName) {
            throw new Whole("nothing is left of the field's name \"" + key + "\" by dlt's naming");
        }
    }

    private void lists(String table, String id, Flat flat, int level) throws Whole {
        for (Map.Entry<String, JsonNode> list : flat.lists().entrySet()) {
            String nested = table + SEPARATOR + list.getKey();
            int index = 0;
            for (JsonNode element : list.getValue()) {
                row(nested, table, element, id, index++, level - 1);
            }
        }
    }

    /** A row that the contract leaves out takes what is nested in it along. */
    private void row(String table, String parentTable, JsonNode element, String parent, int index, int level)
            throws Whole {
        boolean isNew = shape.parent(table) == null;
        if (isNew && !contract.letsTable(table)) {
            return;
        }
        Flat flat = new Flat(new LinkedHashMap<>(), new LinkedHashMap<>());
        int at = element.isArray() ? level - 1 : level;
        if (element.isObject()) {
            flatten(table, "", element, at, flat);
        }
        else if (element.isArray()) {
            place(table, "list", "list", element, at, flat);
        }
        else {
            flat.values().put("value", value(element));
        }
        String id = NestedId.of(parent, table, index);
        shape.table(table, parentTable);
        try {
            sink.take(new NestedRow(table, rootId, parent, index, id, fitted(table, parentTable, isNew,
                    flat.values())));
        }
        catch (NotLetIn notLetIn) {
            return;
        }
        lists(table, id, flat, at);
    }

    /** By the column that takes each value: a variant where the one of its name is of another type. */
    private Map<String, Object> fitted(String table, String parent, boolean isNew, Map<String, Object> values)
            throws Whole, NotLetIn {
        Map<String, Object> fitted = new LinkedHashMap<>();
        boolean leftOut = false;
        for (Map.Entry<String, Object> each : values.entrySet()) {
            if (each.getValue() == null) {
                continue;       // what is only ever null makes no column
            }
            String column = each.getKey();
            boolean variant = false;
            Object value = !lacks(table, parent, column) || isNew ? fit(table, column, each.getValue()) : null;
            if (value == null && shape.type(table, column) != null) {
                variant = true;
                column = column + "__v_" + Inference.typeOf(each.getValue());
                value = !lacks(table, parent, column) ? fit(table, column, each.getValue()) : null;
            }
            if (value == null && shape.type(table, column) == null) {
                Mode mode = contract.column(table, column, variant);
                if (mode != Mode.EVOLVE) {
                    leftOut |= mode == Mode.DISCARD_ROW;
                    continue;
                }
                value = fit(table, column, each.getValue());
            }
            if (value == null || fitted.put(column, value) != null) {
                throw new Whole("a value fits neither column " + each.getKey() + " nor its variant");
            }
        }
        if (leftOut) {
            throw new NotLetIn();        // its new columns stay, as in dlt
        }
        return fitted;
    }

    private boolean lacks(String table, String parent, String column) throws Whole {
        if (parent == null ? reserved.contains(column) : column.startsWith("_dlt_")) {
            throw new Whole("one of its fields comes to the name of another column, " + column);
        }
        return shape.type(table, column) == null;
    }

    private Object fit(String table, String column, Object value) {
        String type = shape.type(table, column);
        if (type == null) {
            type = Inference.column(value);
            shape.add(table, shape.parent(table), column, type);
        }
        return Inference.fit(type, value);
    }

    /** The columns of a nested table that every row has, in dlt's order. */
    public static List<DltColumn> keys() {
        return List.of(DltColumn.ROOT_ID, DltColumn.PARENT_ID, DltColumn.LIST_INDEX, DltColumn.ROW_ID);
    }
}
