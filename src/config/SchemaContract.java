package config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the destination's schema may change when the source's does: {@code [cdc_settings.schema_contract]}, with dlt's
 * words and meaning (<a href="https://dlthub.com/docs/general-usage/schema-contracts">dlt: Schema contracts</a>).
 * {@code tables}: a table that comes after the initial snapshot; {@code columns}: a new column of a table that is
 * there; {@code data_type}: values that need another type.
 *
 * @param ofTable what dlt's schema sets for this table, and not the configuration
 */
public record SchemaContract(Map<Entity, Mode> modes, Set<Entity> ofTable) {

    /** As long as nothing is configured: everything evolves. */
    public static final SchemaContract NONE = new SchemaContract(Map.of());

    /** What a mode is set for. */
    public enum Entity {
        TABLES, COLUMNS, DATA_TYPE
    }

    /** What to do; {@code FREEZE} ends the run before the load, the others leave out rows or values silently. */
    public enum Mode {
        EVOLVE, FREEZE, DISCARD_ROW, DISCARD_VALUE
    }

    public SchemaContract {
        modes = Map.copyOf(modes);
        ofTable = Set.copyOf(ofTable);
    }

    /** As configured. */
    public SchemaContract(Map<Entity, Mode> modes) {
        this(modes, Set.of());
    }

    /**
     * This contract with what dlt's schema has for a table, which wins; words that are none of dlt's are left out.
     *
     * @param set one mode for everything, or a mode by entity; missing: nothing is set
     */
    public SchemaContract ofTable(JsonNode set) {
        Map<Entity, Mode> all = new TreeMap<>(modes);
        Set<Entity> changed = new TreeSet<>();
        for (Entity entity : Entity.values()) {
            for (Mode mode : Mode.values()) {
                if (word(mode).equals((set.isTextual() ? set : set.path(word(entity))).asText())) {
                    all.put(entity, mode);
                    changed.add(entity);
                }
            }
        }
        return changed.isEmpty() ? this : new SchemaContract(all, changed);
    }

    /** Where it is set, for a sentence. */
    public String place(Entity entity) {
        return ofTable.contains(entity) ? "the schema_contract that dlt's schema has for the table"
                : "[cdc_settings.schema_contract]";
    }

    static SchemaContract of(Map<String, Value> section) {
        CdcConfig.checkKnown(section, List.of(Entity.values()).stream().map(SchemaContract::word).toList());
        Map<Entity, Mode> modes = new TreeMap<>();
        section.forEach((key, value) -> modes.put(Entity.valueOf(key.toUpperCase(Locale.ROOT)), mode(value)));
        return new SchemaContract(modes);
    }

    private static Mode mode(Value value) {
        for (Mode mode : Mode.values()) {
            if (word(mode).equals(value.text())) {
                return mode;
            }
        }
        throw value.wrong("\"evolve\", \"freeze\", \"discard_row\" or \"discard_value\"");
    }

    /** Whether everything evolves, as it does where nothing is set. */
    public boolean evolves() {
        return modes.values().stream().allMatch(mode -> mode == Mode.EVOLVE);
    }

    public Mode of(Entity entity) {
        return modes.getOrDefault(entity, Mode.EVOLVE);
    }

    /** As dlt's schema has it under {@code settings}; empty when nothing is configured. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        modes.forEach((entity, mode) -> settings.put(word(entity), word(mode)));
        return settings;
    }

    /** As it is written in configuration. */
    public static String word(Enum<?> each) {
        return each.name().toLowerCase(Locale.ROOT);
    }
}
