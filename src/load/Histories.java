package load;

import base.Problem;
import change.GivenNames;
import change.History;
import change.PrimaryKeys;
import config.CdcConfig;
import dlt.WriteDisposition;
import event.Checkpoint;
import event.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether {@code [cdc_settings.history]} and {@code [cdc_settings.retention]} fit the tables that are captured. */
final class Histories {

    private final CdcConfig config;
    private final PrimaryKeys keys;
    private final OwnColumns own;
    private final History history;
    /** Names in the destination. */
    private final Set<String> appended = new TreeSet<>();
    private final Set<String> merged = new TreeSet<>();
    private final Set<String> given = new TreeSet<>();

    Histories(CdcConfig config, PrimaryKeys keys, OwnColumns own) {
        this.config = config;
        this.keys = keys;
        this.own = own;
        this.history = new History(config.choices().history());
    }

    /** Looks at one captured table, with the columns of it that are loaded. */
    void require(TableId table, List<String> columns, List<String> key, TableNames names, GivenNames columnNames) {
        (key.isEmpty() ? appended : merged).add(names.of(table));
        if (config.choices().history().containsValue(names.of(table))) {
            throw Problem.config("[cdc_settings.history] names " + names.of(table) + " for every change of a table, and"
                    + " table " + table + " is loaded into it: choose another name");
        }
        if (key.isEmpty() && table.isIn(config.choices().versioned())) {
            throw Problem.config("Table " + table + " is scd2 in [cdc_settings.write_disposition], and no primary key"
                    + " is given for it, by which a change would find the version that it ends. Name it in"
                    + " [cdc_settings.primary_keys]");
        }
        TableId beside = history.of(table);
        if (beside == null) {
            return;
        }
        if (!given.add(beside.name())) {
            throw Problem.config("[cdc_settings.history] names " + beside.name() + " for every change of more than one"
                    + " table, and " + table + " is one of them: give each a line of its own, \"" + table
                    + "\" = another name");
        }
        if (key.isEmpty()) {
            throw Problem.config("[cdc_settings.history] names table " + table + ", for which no primary key is given:"
                    + " every change of it is in " + names.of(table) + " already. Take the line out, or name its key in"
                    + " [cdc_settings.primary_keys]");
        }
        if (!keys.of(beside).isEmpty()) {
            throw Problem.config("[cdc_settings.primary_keys] has a key for " + beside.name() + ", which takes every"
                    + " change of " + table + " by [cdc_settings.history] and has none: take it out");
        }
        appended.add(names.of(beside));
        ColumnNames.of(beside, columns, own.in(WriteDisposition.APPEND),
                OwnColumns.settings(WriteDisposition.APPEND), columnNames);
    }

    /** Once all captured tables were looked at. */
    void requireKnown(Checkpoint committed) {
        config.choices().history().forEach((table, name) -> {
            if (!given.contains(name) && !committed.tables().contains(name)) {
                throw Problem.config("[cdc_settings.history] names \"" + table + "\", and no captured table is called"
                        + " so: expected \"table\" or \"schema.table\", as the source names them. Fix it, or take it"
                        + " out");
            }
        });
        for (String name : config.choices().retention().keySet()) {
            if (merged.contains(name)) {
                throw Problem.config("[cdc_settings.retention] names " + name + ", which is merged: its rows are what"
                        + " the source holds, and none of them is too old. Take it out; for every change of it beside"
                        + " the newest rows see [cdc_settings.history]");
            }
            if (!appended.contains(name) && !committed.tables().contains(name)) {
                List<String> known = new ArrayList<>(appended);
                throw Problem.config("[cdc_settings.retention] names \"" + name + "\", which is no table that changes"
                        + " are appended to" + (known.isEmpty() ? ": there is none" : ". These are: "
                                + String.join(", ", known)) + ". Names are those in the destination");
            }
        }
    }
}
