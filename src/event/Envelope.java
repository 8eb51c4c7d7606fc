package event;

import base.Problem;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** What an event has to have before it is decoded, where it does not come from an engine of this process. */
public final class Envelope {

    /** What Debezium sends beside changes. */
    private static final Pattern NO_CHANGE = Pattern.compile("(.*\\.)?io\\.debezium\\.connector\\..*\\.(Heartbeat"
            + "|Notification|TransactionMetadataValue|SchemaChangeValue|MessageValue)");

    private Envelope() {
    }

    /**
     * Whether values of this schema are changes; not a heartbeat, a schema change, a transaction's boundary, a
     * notification, a logical message.
     *
     * @throws Problem for anything that Debezium does not send
     */
    public static boolean isChange(Schema schema) {
        String name = String.valueOf(schema.name());
        if (NO_CHANGE.matcher(name).matches()) {
            return false;
        }
        if (schema.type() != Schema.Type.STRUCT || schema.field("op") == null || schema.field("source") == null
                || schema.field("after") == null) {
            throw Problem.run("it is not a Debezium change event (its schema is " + name
                    + "): expected the fields before, after, source and op, as they come without a transform such as"
                    + " ExtractNewRecordState");
        }
        return true;
    }

    /**
     * What every relational connector says of each kind of change.
     *
     * @throws Problem for an event that is damaged
     */
    public static void requireWhole(Struct event) {
        Struct source = event.getWithoutDefault("source") instanceof Struct s ? s : null;
        if (source == null || source.schema().field("table") == null || source.getWithoutDefault("table") == null
                || source.schema().field("schema") == null && source.schema().field("db") == null) {
            throw Problem.run("it names no table (source.table): only events of tables can be loaded");
        }
        requireMoment(source);
        Object op = event.getWithoutDefault("op");
        boolean before = part(event, "before");
        boolean after = part(event, "after");
        boolean fits = switch (String.valueOf(op)) {
            case "r", "c" -> after && !before;
            case "u" -> after;
            case "d" -> before && !after;
            case "t" -> !before && !after;
            default -> throw Problem.run("its op is " + (op == null ? "null" : "\"" + op + "\"")
                    + ", expected r, c, u, d or t");
        };
        if (!fits) {
            throw Problem.run("its op is \"" + op + "\", which does not go with " + (before ? "a row before"
                    : "no row before")
                    + " and " + (after ? "a row after" : "no row after"));
        }
    }

    /**
     * The same of a connector whose tables are collections of documents.
     *
     * @throws Problem for an event that is damaged
     */
    public static void requireCollection(Struct event) {
        Struct source = (Struct) event.getWithoutDefault("source");
        for (String name : List.of("db", "collection")) {
            if (source.schema().field(name) == null || source.getWithoutDefault(name) == null) {
                throw Problem.run("it names no collection (source.db, source.collection)");
            }
        }
        requireMoment(source);
    }

    private static void requireMoment(Struct source) {
        boolean known = false;
        for (String name : List.of("ts_us", "ts_ms")) {
            Object moment = source.schema().field(name) == null ? null : source.getWithoutDefault(name);
            if (moment != null && !(moment instanceof Long)) {
                throw Problem.run("source." + name + " is not a 64-bit number");
            }
            known |= moment != null;
        }
        if (!known) {
            throw Problem.run("it does not say when it was committed (source.ts_ms)");
        }
    }

    private static boolean part(Struct event, String field) {
        return event.schema().field(field) != null && event.getWithoutDefault(field) != null;
    }
}
