package io.debezium.relational;

import base.Patch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table in the making, as the statements of the log alter it. Replaces Debezium's class of this name
 * (docs/patches.md), which doubles a column with capitals in its name that moves behind the last one ({@code MODIFY
 * userName … AFTER email}), and loses a column when two swap names in one statement; either ends the stream for good.
 */
class TableEditorImpl implements TableEditor, Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    /** A column, and whether it has got another name meanwhile: then the old name may mean another one. */
    private static final class Slot {
        private Column column;
        private boolean renamed;

        private Slot(Column column) {
            this.column = column;
        }

        private boolean isNamed(String name) {
            return plain(column.name()).equalsIgnoreCase(plain(name));
        }

        /** MODIFY and CHANGE leave two backticks in a name that has one. */
        private static String plain(String name) {
            return name.replace("``", "`");
        }
    }

    private final List<Slot> slots = new ArrayList<>();
    private final List<String> key = new ArrayList<>();
    private final List<String> renamedKeys = new ArrayList<>();
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();
    private TableId id;
    private boolean uniqueValues;
    private String charset;
    private String comment;

    /** The column that a statement means by a name, null if there is none; of two, {@code renamed} says which. */
    private Slot find(String name, boolean renamed) {
        Slot found = null;
        for (Slot slot : slots) {
            found = slot.isNamed(name) && (found == null || slot.renamed == renamed) ? slot : found;
        }
        return found;
    }

    private Slot require(String name, boolean renamed) {
        Slot slot = find(name, renamed);
        if (slot == null) {
            throw new IllegalArgumentException("Table " + id + " has no column " + name);
        }
        return slot;
    }

    @Override
    public TableId tableId() {
        return id;
    }

    @Override
    public TableEditor tableId(TableId tableId) {
        id = tableId;
        return this;
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (Slot slot : slots) {
            int position = columns.size() + 1;
            columns.add(slot.column.position() == position ? slot.column : slot.column.edit().position(position)
                    .create());
        }
        return Collections.unmodifiableList(columns);
    }

    @Override
    public Column columnWithName(String name) {
        Slot slot = find(name, false);
        return slot == null ? null : columns().get(slots.indexOf(slot));
    }

    @Override
    public List<String> primaryKeyColumnNames() {
        return uniqueValues ? columnNames() : Collections.unmodifiableList(new ArrayList<>(key));
    }

    @Override
    public TableEditor addColumns(Column... columns) {
        return addColumns(Arrays.asList(columns));
    }

    /** A column that is there is replaced, in its place. */
    @Override
    public TableEditor addColumns(Iterable<Column> columns) {
        for (Column column : columns) {
            Slot slot = column == null ? null : find(column.name(), false);
            if (slot != null) {
                slot.column = column;
            }
            else if (column != null) {
                slots.add(new Slot(column));
            }
        }
        return this;
    }

    @Override
    public TableEditor setColumns(Column... columns) {
        return setColumns(Arrays.asList(columns));
    }

    @Override
    public TableEditor setColumns(Iterable<Column> columns) {
        List<Column> all = new ArrayList<>();
        columns.forEach(all::add);      // may be a view of the columns that are cleared
        slots.clear();
        return addColumns(all);
    }

    @Override
    public TableEditor removeColumn(String columnName) {
        Slot slot = find(columnName, false);
        if (slot != null) {
            slots.remove(slot);
        }
        key.remove(slot == null ? columnName : slot.column.name());
        return this;
    }

    @Override
    public TableEditor updateColumn(Column column) {
        slots.stream().filter(slot -> slot.column.name().equals(column.name())).forEach(slot -> slot.column = column);
        return this;
    }

    /** @param afterColumnName null: the first place; the names are those after what the statement has renamed */
    @Override
    public TableEditor reorderColumn(String columnName, String afterColumnName) {
        Slot moved = require(columnName, true);
        Slot after = afterColumnName == null ? null : find(afterColumnName, true);
        slots.remove(moved);
        slots.add(after == null ? 0 : slots.indexOf(after) + 1, moved);
        return this;
    }

    @Override
    public TableEditor renameColumn(String existingName, String newName) {
        Slot slot = require(existingName, false);
        String old = slot.column.name();
        if (!uniqueValues && key.contains(old) && !renamedKeys.contains(old)) {
            key.set(key.indexOf(old), newName);
            renamedKeys.add(newName);
        }
        slot.column = slot.column.edit().name(newName).create();
        slot.renamed = true;
        return this;
    }

    @Override
    public TableEditor setPrimaryKeyNames(String... names) {
        return setPrimaryKeyNames(Arrays.asList(names));
    }

    @Override
    public TableEditor setPrimaryKeyNames(List<String> names) {
        List<String> all = new ArrayList<>(names);
        key.clear();
        renamedKeys.clear();
        key.addAll(all);
        uniqueValues = false;
        return this;
    }

    @Override
    public TableEditor setUniqueValues() {
        key.clear();
        uniqueValues = true;
        return this;
    }

    @Override
    public boolean hasUniqueValues() {
        return uniqueValues;
    }

    @Override
    public TableEditor setDefaultCharsetName(String charsetName) {
        charset = charsetName;
        return this;
    }

    @Override
    public boolean hasDefaultCharsetName() {
        return charset != null && !charset.isBlank();
    }

    @Override
    public TableEditor setComment(String text) {
        comment = text;
        return this;
    }

    @Override
    public boolean hasComment() {
        return comment != null && !comment.isBlank();
    }

    @Override
    public List<Attribute> attributes() {
        return List.copyOf(attributes.values());
    }

    @Override
    public Attribute attributeWithName(String attributeName) {
        return attributes.get(attributeName.toLowerCase(Locale.ROOT));
    }

    @Override
    public TableEditor addAttribute(Attribute attribute) {
        return addAttributes(Collections.singletonList(attribute));
    }

    @Override
    public TableEditor addAttributes(List<Attribute> all) {
        for (Attribute attribute : all) {
            if (attribute != null) {
                attributes.put(attribute.name().toLowerCase(Locale.ROOT), attribute);
            }
        }
        return this;
    }

    @Override
    public TableEditor removeAttribute(String attributeName) {
        if (attributeName != null) {
            attributes.remove(attributeName.toLowerCase(Locale.ROOT));
        }
        return this;
    }

    @Override
    public Table create() {
        if (id == null) {
            throw new IllegalStateException("The table has no name");
        }
        List<Column> columns = columns().stream().map(column -> column.edit().charsetNameOfTable(charset).create())
                .toList();
        return new TableImpl(id, columns, primaryKeyColumnNames(), charset, comment, List.copyOf(attributes.values()));
    }

    @Override
    public String toString() {
        return id + " " + columnNames();
    }
}
