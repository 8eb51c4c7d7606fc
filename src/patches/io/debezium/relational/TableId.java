package io.debezium.relational;

import base.Patch;
import io.debezium.relational.Selectors.TableIdToStringMapper;
import io.debezium.spi.schema.DataCollectionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A table's name. Replaces Debezium's class of this name (docs/patches.md), for which two tables are one when their
 * names read the same with dots between: table {@code e.f} of database {@code hd}, and table {@code f} of database
 * {@code hd.e}. Here they are two.
 */
public final class TableId implements DataCollectionId, Comparable<TableId>, Patch {

    /** Opens this package to {@link capture.Patches}. */
    static class Patched {
    }

    /** Where the whole and its last part are the same, so is what is before that. */
    private static final Comparator<TableId> ORDER = Comparator.comparing(TableId::identifier)
            .thenComparing(TableId::table);

    private final String catalog;
    private final String schema;
    private final String table;
    private final String text;

    public TableId(String catalogName, String schemaName, String tableName) {
        this(catalogName, schemaName, tableName, null);
    }

    /** @param tableIdMapper makes the text that lists of tables are held against; null: all parts with dots between */
    public TableId(String catalogName, String schemaName, String tableName, TableIdToStringMapper tableIdMapper) {
        this.catalog = catalogName;
        this.schema = schemaName;
        this.table = Objects.requireNonNull(tableName);
        this.text = tableIdMapper == null ? String.join(".", named()) : tableIdMapper.toString(this);
    }

    public static TableId parse(String str) {
        return parse(str, true);
    }

    public static TableId parse(String str, TableIdPredicates predicates) {
        return parse(str, true, predicates);
    }

    /** @param useCatalogBeforeSchema whether the first of two parts is the catalog */
    public static TableId parse(String str, boolean useCatalogBeforeSchema) {
        String[] parts = parseParts(str);
        return parse(parts, parts.length, useCatalogBeforeSchema);
    }

    public static TableId parse(String str, boolean useCatalogBeforeSchema, TableIdPredicates predicates) {
        String[] parts = parseParts(str, predicates);
        return parse(parts, parts.length, useCatalogBeforeSchema);
    }

    public static String[] parseParts(String str) {
        return TableIdParser.parse(str).toArray(String[]::new);
    }

    public static String[] parseParts(String str, TableIdPredicates predicates) {
        return TableIdParser.parse(str, predicates).toArray(String[]::new);
    }

    /** Of the first {@code numParts} parts; null if there are none. */
    protected static TableId parse(String[] parts, int numParts, boolean useCatalogBeforeSchema) {
        return switch (numParts) {
            case 0 -> null;
            case 1 -> new TableId(null, null, parts[0]);
            case 2 -> new TableId(useCatalogBeforeSchema ? parts[0] : null, useCatalogBeforeSchema ? null
                    : parts[0], parts[1]);
            default -> new TableId(parts[0], parts[1], parts[2]);
        };
    }

    public String catalog() {
        return catalog;
    }

    public String schema() {
        return schema;
    }

    public String table() {
        return table;
    }

    /** The parts that have a name: an empty one counts as none. */
    private List<String> named() {
        return Stream.of(catalog, schema, table).filter(part -> part != null && !part.isEmpty()).toList();
    }

    @Override
    public String identifier() {
        return text;
    }

    @Override
    public List<String> parts() {
        return present(catalog, schema, table);
    }

    @Override
    public List<String> databaseParts() {
        return present(catalog, table);
    }

    @Override
    public List<String> schemaParts() {
        return present(schema, table);
    }

    private static List<String> present(String... parts) {
        List<String> present = new ArrayList<>();
        for (String part : parts) {
            if (part != null) {
                present.add(part);
            }
        }
        return present;
    }

    @Override
    public int compareTo(TableId that) {
        return ORDER.compare(this, that);
    }

    public int compareToIgnoreCase(TableId that) {
        return text.compareToIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableId table && compareTo(table) == 0;
    }

    @Override
    public String toString() {
        return text;
    }

    public String toDoubleQuotedString() {
        return toQuotedString('"');
    }

    public TableId toDoubleQuoted() {
        return toQuoted('"', '"');
    }

    public TableId toBracketQuoted() {
        return toQuoted('[', ']');
    }

    public TableId toQuoted(char startQuotingChar, char endQuotingChar) {
        return new TableId(quoted(catalog, startQuotingChar, endQuotingChar), quoted(schema, startQuotingChar,
                endQuotingChar), quoted(table, startQuotingChar, endQuotingChar));
    }

    public String toQuotedString(char quotingChar) {
        return String.join(".", named().stream().map(part -> quoted(part, quotingChar, quotingChar)).toList());
    }

    private static String quoted(String part, char start, char end) {
        if (part == null || part.isEmpty()) {
            return part;
        }
        boolean isQuoted = part.length() > 1 && part.charAt(0) == start && part.charAt(part.length() - 1) == end;
        return isQuoted ? part : start + part.replace("" + end, "" + end + end) + end;
    }

    /** Letter by letter, in no language, as the servers do it. */
    public TableId toLowercase() {
        return new TableId(lower(catalog), lower(schema), lower(table));
    }

    private static String lower(String name) {
        return name == null ? null : name.codePoints().map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
