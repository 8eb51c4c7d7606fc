package config;

import base.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code [cdc_settings]} says of how single tables are kept.
 *
 * @param deletes what a delete does to the row of a merged table, {@code soft} or {@code hard}, by source table;
 *                {@link #OTHERS} for those that have no line of their own
 * @param columns {@code exclude}, {@code mask} or {@code hash} by source column, {@code t.column} or
 *                {@code public.t.column}
 * @param salt    secret of the hashed columns, null where there are none
 * @param history the APPEND table that a merged table has beside it, by source table
 * @param retention how much is kept, by the table's name in the destination
 * @param versioned the source tables of which each row is kept with the time it was valid ({@code scd2})
 * @param nested  how deep json columns are unpacked, by source column in the same forms
 */
public record TableChoices(Map<String, String> deletes, Map<String, String> columns, String salt,
        Map<String, String> history, Map<String, Retention> retention, Set<String> versioned,
        Map<String, String> nested) {

    /** As long as nothing is configured. */
    public static final TableChoices NONE = new TableChoices(Map.of());
    /** In place of a table's name: every table that is not named. */
    public static final String OTHERS = "*";

    /** In order: lists of columns. */
    static final List<String> COLUMN_CHOICES = List.of("exclude", "mask", "hash");
    static final String SALT = "hash_salt";
    /** How deep: as deep as a document goes. */
    public static final String TABLES = "tables";
    private static final int SHORTEST_SALT = 16;
    private static final int DEEPEST = 1_000;

    public TableChoices {
        deletes = Map.copyOf(deletes);
        columns = Map.copyOf(columns);
        history = Map.copyOf(history);
        retention = Map.copyOf(retention);
        versioned = Set.copyOf(versioned);
        nested = Map.copyOf(nested);
    }

    static TableChoices of(Settings settings) {
        Map<String, String> columns = columns(settings);
        return new TableChoices(deletes(settings), columns, salt(settings, columns.containsValue("hash")),
                history(settings), retention(settings), versioned(settings, deletes(settings)), nested(settings));
    }

    /** As long as no column is unpacked. */
    public TableChoices(Map<String, String> deletes, Map<String, String> columns, String salt,
            Map<String, String> history, Map<String, Retention> retention, Set<String> versioned) {
        this(deletes, columns, salt, history, retention, versioned, Map.of());
    }

    /** As long as only deletes are configured. */
    public TableChoices(Map<String, String> deletes) {
        this(deletes, Map.of(), null);
    }

    /** As long as no column is unpacked, and nothing is configured of histories. */
    public TableChoices(Map<String, String> deletes, Map<String, String> columns, String salt) {
        this(deletes, columns, salt, Map.of());
    }

    /** As long as nothing is configured of histories. */
    public TableChoices(Map<String, String> deletes, Map<String, String> columns, String salt,
            Map<String, String> nested) {
        this(deletes, columns, salt, Map.of(), Map.of(), Set.of(), nested);
    }

    private static Map<String, String> history(Settings settings) {
        Map<String, String> tables = new LinkedHashMap<>();
        settings.deepSection(CdcConfig.SECTION, "history").forEach((table, value) -> {
            if (!value.text().matches("(?!_dlt)[a-z_]([a-z0-9_]*[a-z0-9])?") || value.text().contains("__")) {
                throw value.wrong("the name of a table: lower-case letters, digits and single underscores");
            }
            tables.put(table, value.text());
        });
        return tables;
    }

    private static Set<String> versioned(Settings settings, Map<String, String> deletes) {
        Map<String, Value> dispositions = settings.deepSection(CdcConfig.SECTION, "write_disposition");
        dispositions.forEach((table, value) -> {
            if (!value.text().equals("scd2")) {
                throw value.wrong("\"scd2\": a table with a line in [cdc_settings.primary_keys] is merged, one without"
                        + " is appended to");
            }
            if (deletes.containsKey(table)) {
                throw Problem.config("%s: %s is \"scd2\", in which a delete ends a version, and %s.deletes has a line"
                        .formatted(value.origin(), value.key(), CdcConfig.SECTION) + " for it, too: take one of them"
                        + " out.");
            }
        });
        return dispositions.keySet();
    }

    private static Map<String, Retention> retention(Settings settings) {
        Map<String, Retention> retention = new LinkedHashMap<>();
        settings.deepSection(CdcConfig.SECTION, "retention").forEach((table, value) ->
                retention.put(table, Retention.of(value)));
        return retention;
    }

    private static Map<String, String> columns(Settings settings) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String choice : COLUMN_CHOICES) {
            Value value = settings.find(CdcConfig.SECTION, choice).orElse(null);
            for (String column : value == null ? List.<String>of() : value.texts()) {
                if (!column.contains(".")) {
                    throw value.wrong("columns as \"table.column\" or \"schema.table.column\"");
                }
                String other = columns.put(column, choice);
                if (other != null && !other.equals(choice)) {
                    throw Problem.config("%s: %s has \"%s\", which is in %s.%s, too: leave it in one of them."
                            .formatted(value.origin(), value.key(), column, CdcConfig.SECTION, other));
                }
            }
        }
        return columns;
    }

    private static String salt(Settings settings, boolean needed) {
        Value salt = settings.find(CdcConfig.SECTION, SALT).orElse(null);
        if (salt == null) {
            if (needed) {
                throw settings.missing(List.of(List.of(CdcConfig.SECTION, SALT)));
            }
            return null;
        }
        if (salt.origin().startsWith(".dlt/config.toml")) {
            throw Problem.config(salt.origin() + ": " + salt.key() + " is a secret, and .dlt/config.toml is often in"
                    + " git: put it into [cdc_settings] of .dlt/secrets.toml");
        }
        if (salt.text().length() < SHORTEST_SALT) {
            throw salt.wrong("at least " + SHORTEST_SALT + " characters, such as `openssl rand -hex 32` prints");
        }
        return salt.text();
    }

    /** Never shows the salt. */
    @Override
    public String toString() {
        return "TableChoices[deletes=" + deletes + ", columns=" + columns + ", history=" + history + ", retention="
                + retention + ", versioned=" + versioned + ", nested=" + nested + "]";
    }

    private static Map<String, String> nested(Settings settings) {
        Map<String, String> nested = new LinkedHashMap<>();
        settings.deepSection(CdcConfig.SECTION, "nested").forEach((column, value) -> {
            if (!column.contains(".")) {
                throw value.wrong("a column as table.column or \"schema.table.column\", such as"
                        + " orders.lines = \"tables\"");
            }
            boolean all = TABLES.equals(value.value());
            if (!all && (value.value() instanceof String text && !text.strip().matches("\\d+")
                    || value.integer() < 1 || value.integer() > DEEPEST)) {
                throw value.wrong("\"tables\", or how many levels to unpack, 1 to " + DEEPEST);
            }
            nested.put(column, all ? TABLES : String.valueOf(value.integer()));
        });
        return nested;
    }

    /** {@code deletes = "hard"}, or lines of {@code [cdc_settings.deletes]}. */
    private static Map<String, String> deletes(Settings settings) {
        Map<String, String> deletes = new LinkedHashMap<>();
        settings.deepSection(CdcConfig.SECTION).forEach((key, value) -> {
            if (key.equals("deletes") || key.startsWith("deletes.")) {
                if (!List.of("soft", "hard").contains(value.text())) {
                    throw value.wrong("\"soft\" or \"hard\"");
                }
                deletes.put(key.equals("deletes") ? OTHERS : key.substring("deletes.".length()), value.text());
            }
        });
        return deletes;
    }
}
