package nested;

import base.Problem;
import change.NestedChoices;
import change.TableChanges;
import change.TableChanges.Append;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import config.SchemaContract.Mode;
import destination.Destination;
import dlt.DltJson;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import nested.NestedContract.NotLetIn;
import nested.Unpacking.NestedRow;
import nested.Unpacking.Whole;

/** Reads the documents of one table's changes from the stage, where rows have their ids, and stages what they hold. */
public final class NestedDocuments {

    /** A document that is left whole is in this variant of its column. */
    public static final String WHOLE = "__v_json";
    /** Of two values of one name one would be lost. */
    private static final ObjectReader READER = DltJson.MAPPER.reader(
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    /** Documents that are read at once. */
    private static final int AT_ONCE = 200;
    /** A shorter one is never left out of a change by the source, so it need not be seen in the table. */
    private static final int SHORT = 16;

    private final Destination destination;
    private final TableChanges changes;
    private final Map<Integer, String> places;
    private final NestedChoices nested;
    private final NestedShape shape;
    private final NestedContract contract;
    private final NestedStages stages;
    private final Unpacking unpacking;
    private final BiConsumer<String, String> warn;

    /**
     * @param places   the columns that are unpacked, by their place, with the name that what they hold begins with
     * @param reserved columns of the table that no value may go to
     * @param warn     gets a source column and a sentence about it
     */
    public NestedDocuments(Destination destination, TableChanges changes, Map<Integer, String> places,
            NestedChoices nested, NestedShape shape, Set<String> reserved, NestedContract contract, NestedStages stages,
            BiConsumer<String, String> warn) {
        this.destination = destination;
        this.changes = changes;
        this.places = places;
        this.nested = nested;
        this.shape = shape;
        this.stages = stages;
        this.contract = contract;
        this.unpacking = new Unpacking(shape, reserved, contract, stages::take);
        this.warn = warn;
    }

    /** Unpacks the documents of one stage's rows; its name as SQL has it. */
    public void unpack(String stage) throws SQLException {
        StringBuilder columns = new StringBuilder();
        places.keySet().forEach(i -> columns.append(", c").append(i).append("::VARCHAR"));
        String from = " FROM " + stage;
        // rows of a transaction that is open are not numbered from 0 on
        List<Object> ends = destination.query("SELECT min(rowid), max(rowid)" + from).get(0);
        if (ends.get(0) == null) {
            return;
        }
        for (long at = (Long) ends.get(0); at <= (Long) ends.get(1); at += AT_ONCE) {
            for (List<Object> row : destination.query("SELECT row_id" + columns + from + " WHERE rowid >= " + at
                    + " AND rowid < " + (at + AT_ONCE) + " ORDER BY rowid")) {
                unpack(row);
            }
        }
    }

    private void unpack(List<Object> row) throws SQLException {
        String id = (String) row.get(0);
        Map<String, Object> values = new LinkedHashMap<>();
        int next = 1;
        for (Map.Entry<Integer, String> place : places.entrySet()) {
            String text = (String) row.get(next++);
            try {
                if (text != null) {
                    values.putAll(document(place.getValue(), changes.schema().columns().get(place.getKey()).name(),
                            text, id));
                }
            }
            catch (NotLetIn notLetIn) {
                shape.keep();
                stages.leaveOut(id);
            }
        }
        if (!values.isEmpty()) {
            stages.take(new NestedRow(shape.root(), id, null, 0, id, values));
        }
    }

    private Map<String, Object> document(String name, String source, String text, String id)
            throws SQLException, NotLetIn {
        try {
            JsonNode document = READER.readTree(text);
            long before = stages.taken();
            Map<String, Object> values = unpacking.unpack(name, document, id, nested.depth(changes.table(), source));
            if (changes instanceof Append && values.isEmpty() && stages.taken() == before && text.length() > SHORT) {
                return whole(name, text);       // else an older value would pass for the newest
            }
            shape.keep();
            return values;
        }
        catch (Whole | JsonProcessingException e) {
            shape.takeBack();
            stages.forget(id, shape.root() + "__" + name);
            warn.accept(changes.table() + "." + source, "A value of column " + source + " of table " + changes.table()
                    + " cannot be unpacked (" + (e instanceof Whole ? e.getMessage()
                            : "it is no JSON that can be read without loss")
                    + "): it is whole in column " + name + WHOLE + ", as others will be");
            return whole(name, text);
        }
    }

    private Map<String, Object> whole(String name, String text) throws NotLetIn {
        String column = name + WHOLE;
        String type = shape.type(shape.root(), column);
        if (type == null) {
            Mode mode = contract.rootIsNew() ? Mode.EVOLVE : contract.column(shape.root(), column, true);
            if (mode == Mode.DISCARD_ROW) {
                throw new NotLetIn();
            }
            if (mode == Mode.DISCARD_VALUE) {
                return Map.of();
            }
            shape.add(shape.root(), null, column, "JSON");
        }
        else if (!type.equals("JSON")) {
            throw Problem.run("Column " + column + " of table " + shape.root() + " is " + type + ", so documents that"
                    + " cannot be unpacked have no place. Give the column another name in [cdc_settings.column_names]"
                    + " and start afresh with `drop --drop-all --drop-slot`. Nothing of this load was written");
        }
        shape.keep();
        return Map.of(column, text);
    }
}
