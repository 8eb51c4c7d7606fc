package change;

import base.Problem;
import config.TableChoices;
import event.ChangeEvent;
import event.ChangeEvent.Delete;
import event.ChangeEvent.Found;
import event.ChangeEvent.Insert;
import event.ChangeEvent.Read;
import event.ChangeEvent.ReadAll;
import event.ChangeEvent.RowChange;
import event.ChangeEvent.Update;
import event.ColumnType;
import event.ColumnType.Unchanged;
import event.Row;
import event.Rows;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The columns that {@code exclude}, {@code mask} and {@code hash} of {@code [cdc_settings]} name: left out, shown as
 * {@link #MASKED}, or replaced by a salted hash. Done to every change, whether a snapshot read it or the log has it,
 * before anything else sees it; so neither the script's transform nor a message can show what was to be hidden.
 */
public final class ColumnChoices {

    /** In place of a masked value. NULL stays NULL. */
    public static final String MASKED = "*****";

    private static final ColumnType TEXT = new ColumnType("VARCHAR", value -> value);

    private final GivenNames chosen;
    private final boolean none;
    private final PrimaryKeys keys;
    private final Hash hash;
    /** By schemas as instances: rows of one table share one. */
    private final Map<TableId, Map<Row.Schema, Plan>> plans = new ConcurrentHashMap<>();

    /** What becomes of the rows of one schema: their new schema, and for each of its columns whence and how. */
    private record Plan(Row.Schema schema, int[] from, List<Function<Object, Object>> how) {

        Row of(Row row) {
            Object[] values = new Object[from.length];
            for (int i = 0; i < from.length; i++) {
                Object value = row.at(from[i]);
                boolean stays = how.get(i) == null || value == null || value == Unchanged.VALUE;
                values[i] = stays ? value : how.get(i).apply(value);
            }
            return new Row(schema, values);
        }
    }

    public ColumnChoices(TableChoices choices, PrimaryKeys keys) {
        this.chosen = new GivenNames(choices.columns(), "exclude, mask and hash of [cdc_settings]",
                Map.of());
        this.none = choices.columns().isEmpty();
        this.keys = keys;
        this.hash = new Hash(choices.salt());
    }

    /** {@code exclude}, {@code mask} or {@code hash}; null for a column that is loaded as it is. */
    public String of(TableId table, String column) {
        return none ? null : chosen.given(table, column);
    }

    /** What is configured, by key; for a hash with a mark that tells one salt from another. */
    public static Map<String, String> told(TableChoices choices) {
        Map<String, String> told = new HashMap<>(choices.columns());
        told.replaceAll((key, choice) -> choice.equals("hash") ? "hash " + new Hash(choices.salt()).mark() : choice);
        return told;
    }

    /** Keys of the lists that have named none of the columns that were asked for. */
    public Collection<String> unused() {
        return chosen.unused();
    }

    /**
     * The columns that are loaded, of those that a table has.
     *
     * @param key columns that tell its rows apart
     * @throws Problem (exit code 2) where a row would lose what tells it apart
     */
    public List<String> kept(TableId table, List<String> columns, Collection<String> key) {
        for (String column : columns) {
            String choice = of(table, column);
            if (choice != null && !choice.equals("hash") && key.contains(column)) {
                throw Problem.config("Column " + column + " of table " + table + " is in " + choice + " of"
                        + " [cdc_settings], but it is part of the primary key: without it no load could tell which row"
                        + " has changed. Put it into hash, which keeps different keys different, or take it out");
            }
        }
        return columns.stream().filter(column -> !"exclude".equals(of(table, column))).toList();
    }

    /** The event with the columns as they are to be loaded. */
    public ChangeEvent apply(ChangeEvent event) {
        if (none) {
            return event;
        }
        TableId table = event.table();
        if (event instanceof ReadAll all) {
            return all(all);
        }
        if (event instanceof Found found) {
            return new Found(table, plan(table, found.schema(), Row.UNKNOWN).schema, found.origin());
        }
        if (!(event instanceof RowChange change)) {
            return event;
        }
        Row row = change.row().isEmpty() ? change.row() : plan(table, change.row().schema(), change.key()).of(change
                .row());
        Row key = row(table, change.key());
        if (change instanceof Read) {
            return new Read(table, key, row, change.origin());
        }
        if (change instanceof Insert insert) {
            return new Insert(table, key, row, row(table, insert.movedFrom()), insert.origin());
        }
        if (change instanceof Update update) {
            return new Update(table, key, row(table, update.before()), row, update.origin());
        }
        return new Delete(table, key, row, change.origin(), ((Delete) change).moves());
    }

    private Row row(TableId table, Row row) {
        return row.isEmpty() ? row : plan(table, row.schema(), Row.UNKNOWN).of(row);
    }

    private ReadAll all(ReadAll all) {
        kept(all.table(), all.key(), all.key());
        Plan plan = plan(all.table(), all.schema(), Row.UNKNOWN);
        return new ReadAll(all.table(), plan.schema, all.key(), new Rows() {
            @Override
            public int readers() {
                return all.rows().readers();
            }

            @Override
            public void singly() {
                all.rows().singly();
            }

            @Override
            public Share share() {
                Share share = all.rows().share();
                return rows -> {
                    int count = share.next(rows);
                    for (int i = 0; i < count; i++) {
                        rows[i] = (Read) apply(rows[i]);
                    }
                    return count;
                };
            }
        }, all.origin());
    }

    /** @param own the source's own key, if it is known */
    private Plan plan(TableId table, Row.Schema schema, Row own) {
        Map<Row.Schema, Plan> ofTable = plans.get(table);
        Plan known = ofTable == null ? null : ofTable.get(schema);
        return known != null ? known : plans.computeIfAbsent(table, t -> Collections.synchronizedMap(
                new IdentityHashMap<>())).computeIfAbsent(schema, s -> newPlan(table, schema, own));
    }

    private Plan newPlan(TableId table, Row.Schema schema, Row own) {
        List<String> key = new ArrayList<>(keys.of(table));
        own.schema().columns().forEach(column -> key.add(column.name()));
        List<String> kept = kept(table, schema.columns().stream().map(Row.Column::name).toList(), key);
        List<Row.Column> made = new ArrayList<>();
        List<Function<Object, Object>> how = new ArrayList<>();
        for (String column : kept) {
            Row.Column source = schema.columns().get(schema.indexOf(column));
            String choice = of(table, column);
            made.add(choice == null ? source : new Row.Column(column, TEXT));
            how.add(choice == null ? null : choice.equals("mask") ? value -> MASKED
                    : hash.of(table, column, source.type().duckdb()));
        }
        return new Plan(new Row.Schema(made), kept.stream().mapToInt(schema::indexOf).toArray(), how);
    }
}
