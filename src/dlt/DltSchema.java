package dlt;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * dlt's schema of a dataset, as the tables {@code _dlt_version} and the file {@code schemas/<name>.schema.json} hold
 * it: https://dlthub.com/docs/general-usage/schema. Immutable: a change gives a new schema with the next version.
 * What others wrote into it (tables, hints, settings, contracts) stays as it is.
 */
public final class DltSchema {

    /** The schema engine whose form is read and written here; dlt 1.20 to 1.31 have it. */
    public static final int ENGINE_VERSION = 11;

    private static final int PREVIOUS_HASHES = 10;
    private static final String DLT_PREFIX = "_dlt";

    private final ObjectNode tree;
    /** Tables known to be in the tree as they are: asking for them again costs no comparison of JSON. */
    private final Map<String, Table> settled = new ConcurrentHashMap<>();

    private DltSchema(ObjectNode tree) {
        this.tree = tree;
    }

    /** A schema that has only dlt's own tables, version 1. */
    public static DltSchema empty(String name) {
        ObjectNode tree = DltSystemTables.emptySchema(name, ENGINE_VERSION);
        tree.put("version_hash", DltHash.ofSchema(tree));
        return new DltSchema(tree);
    }

    /**
     * A stored schema. When its hash is not that of its content, it gets the next version, as dlt does it.
     *
     * @throws Problem if it is no schema or one of another engine version
     */
    public static DltSchema parse(String json) {
        ObjectNode tree = DltJson.object(json, "The dlt schema in table '_dlt_version'");
        if (tree.path("engine_version").asInt() != ENGINE_VERSION || !tree.path("tables").isObject()) {
            throw Problem.run("The dlt schema '" + tree.path("name").asText()
                + "' in table '_dlt_version' has engine version " + tree.path("engine_version").asText("none")
                + ", expected " + ENGINE_VERSION
                + "; load once with a dlt (1.20 or later) that writes this version, or use another dataset.");
        }
        DltSchema schema = new DltSchema(tree);
        return schema.hash().equals(DltHash.ofSchema(tree)) ? schema : schema.next(tree.deepCopy());
    }

    /** This schema with the table as it now is: {@link #with(Collection)} of one. */
    public DltSchema with(Table table) {
        return with(List.of(table));
    }

    /**
     * This schema with the tables as they now are: new ones are added, new columns appended, types changed. Columns
     * that a table no longer has stay. At most one version up; the same instance if nothing changed.
     */
    public DltSchema with(Collection<Table> tables) {
        List<Table> changed = tables.stream().filter(table -> !table.equals(settled.get(table.name()))).toList();
        if (changed.isEmpty()) {
            return this;
        }
        ObjectNode copy = tree.deepCopy();
        changed.forEach(table -> TableEntry.put(copy, table));
        DltSchema result = next(copy);
        result.settled.putAll(settled);
        changed.forEach(table -> result.settled.put(table.name(), table));
        return result;
    }

    /**
     * This schema with a schema contract for all its tables, dlt's words by entity; the same instance if it has it
     * already, or if the contract is empty: then what others set stays.
     */
    public DltSchema withContract(Map<String, String> contract) {
        if (contract.isEmpty()) {
            return this;
        }
        ObjectNode copy = tree.deepCopy();
        ObjectNode entry = copy.withObject("/settings").putObject("schema_contract");
        contract.forEach(entry::put);
        DltSchema result = next(copy);
        result.settled.putAll(settled);
        return result;
    }

    /** This schema without these tables and those nested in them; the same instance if it has none of them. */
    public DltSchema without(Collection<String> tables) {
        Set<String> gone = new TreeSet<>();
        tables.forEach(table -> gone.addAll(withChildren(table)));
        ObjectNode copy = tree.deepCopy();
        copy.withObject("/tables").remove(gone);
        if (copy.at("/normalizers/json/config/propagation/tables") instanceof ObjectNode propagated) {
            propagated.remove(gone);
        }
        DltSchema result = next(copy);
        settled.forEach((name, table) -> {
            if (!gone.contains(name)) {
                result.settled.put(name, table);
            }
        });
        return result;
    }

    /** This schema without these columns, by table; the same instance if it has none of them. */
    public DltSchema withoutColumns(Map<String, ? extends Collection<String>> columns) {
        if (columns.isEmpty()) {
            return this;
        }
        ObjectNode copy = tree.deepCopy();
        columns.forEach((table, gone) -> {
            if (copy.at("/tables").path(table).path("columns") instanceof ObjectNode declared) {
                declared.remove(gone);
            }
        });
        return next(copy);
    }

    /** This schema with the types that these columns have, by table; the same instance if it has them. */
    public DltSchema withTypes(Map<String, ? extends Collection<DltColumn>> columns) {
        ObjectNode copy = tree.deepCopy();
        columns.forEach((table, typed) -> typed.forEach(column -> {
            if (copy.at("/tables").path(table).path("columns").path(column.name()) instanceof ObjectNode declared) {
                DltType.of(column.type()).writeTo(declared);
            }
        }));
        return next(copy);
    }

    /** Compact text, for {@code _dlt_version.schema}. */
    public String json() {
        return DltJson.compact(tree);
    }

    /** Indented text, for {@code schemas/<name>.schema.json}. */
    public String pretty() {
        return DltJson.pretty(tree);
    }

    /** Counts the changes, from 1. */
    public int version() {
        return tree.path("version").asInt();
    }

    /** dlt's hash of the content: two schemas with one hash are the same schema. */
    public String hash() {
        return tree.path("version_hash").asText();
    }

    /** Always {@link #ENGINE_VERSION}. */
    public int engineVersion() {
        return tree.path("engine_version").asInt();
    }

    /** The schema's name, a Python identifier. */
    public String name() {
        return tree.path("name").asText();
    }

    /** All tables, dlt's own too, in the order in which they came. */
    public List<String> tableNames() {
        List<String> names = new ArrayList<>();
        tree.path("tables").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The tables that dlt has nested below a table: of lists in its rows. */
    public List<String> childrenOf(String table) {
        return tableNames().stream().filter(name -> table(name).path("parent").asText().equals(table)).toList();
    }

    /** A table with all that is nested below it, however deep. */
    public List<String> withChildren(String table) {
        List<String> names = new ArrayList<>(List.of(table));
        for (int i = 0; i < names.size(); i++) {
            names.addAll(childrenOf(names.get(i)));
        }
        return names;
    }

    /** The declared columns of a table; empty if it is not declared. */
    public List<String> columnNames(String table) {
        List<String> names = new ArrayList<>();
        table(table).path("columns").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The tables that hold data: without dlt's own. */
    public List<String> dataTableNames() {
        return tableNames().stream().filter(name -> !name.startsWith(DLT_PREFIX)).toList();
    }

    /** The stored entry of a table (not to be changed); a missing node if there is none. */
    public JsonNode table(String name) {
        return tree.path("tables").path(name);
    }

    /** {@code merge}, {@code append}, {@code replace} or {@code skip}; a nested table has that of its root. */
    public String writeDisposition(String table) {
        JsonNode entry = table(table);
        return entry.has("parent") ? writeDisposition(entry.get("parent").asText())
            : entry.path("write_disposition").asText("append");
    }

    private DltSchema next(ObjectNode changed) {
        String hash = DltHash.ofSchema(changed);
        if (hash.equals(hash())) {
            return this;
        }
        ArrayNode previous = changed.path("previous_hashes") instanceof ArrayNode array ? array
            : changed.putArray("previous_hashes");
        boolean known = false;
        for (JsonNode old : previous) {
            known |= old.asText().equals(hash());
        }
        if (!known) {
            previous.insert(0, hash());
        }
        while (previous.size() > PREVIOUS_HASHES) {
            previous.remove(previous.size() - 1);
        }
        changed.put("version", version() + 1).put("version_hash", hash);
        return new DltSchema(changed);
    }

    /** The tables, each with the one that it is nested in. */
    public Map<String, Table> withParents(Map<String, Table> tables) {
        Map<String, Table> nested = new LinkedHashMap<>(tables);
        nested.replaceAll((name, table) -> new Table(name, table.disposition(), table.columns(), table(name)
            .path("parent").asText(null)));
        return nested;
    }
}
