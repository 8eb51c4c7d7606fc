package kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** What the converters of the source connector, or of Connect, may have lost of a table's values, by its schema. */
final class Losses {

    private static final String CONNECT = "org.apache.kafka.connect.data.";
    private static final String TIME = "io.debezium.time.";

    private Losses() {
    }

    /**
     * A sentence a loss.
     *
     * @param rows       the schema of the event's {@code after}
     * @param keepsNulls whether the converter here is told to leave a NULL as it is
     */
    static List<String> of(Schema rows, Struct source, boolean keepsNulls) {
        List<String> told = new ArrayList<>();
        tell(told, rows, source, each -> !keepsNulls && each.isOptional() && each.defaultValue() != null, "have a"
                + " DEFAULT: with JsonConverter their NULLs come as that, unless"
                + " value.converter.replace.null.with.default=false is set, at the source connector and here");
        tell(told, rows, source, each -> (CONNECT + "Time").equals(each.name()) || (CONNECT + "Timestamp").equals(each
                .name()), "are cut to milliseconds by the source connector: set time.precision.mode=microseconds");
        if ("postgresql".equals(source.getWithoutDefault("connector"))) {
            tell(told, rows, source, each -> (TIME + "MicroDuration").equals(each.name()), "have months of a fixed"
                    + " length: set interval.handling.mode=string at the source connector");
            tell(told, rows, source, Losses::isSpoiled, "come from Debezium's own converters, which do not keep"
                    + " infinity, years BC and NaN: docs/KAFKA.md has a converter for the source connector");
        }
        return told;
    }

    private static boolean isSpoiled(Schema column) {
        String name = String.valueOf(column.name());
        return name.matches("io\\.debezium\\.time\\.(Date|\\w*Timestamp)|io\\.debezium\\.data\\.VariableScaleDecimal")
                || name.matches("org\\.apache\\.kafka\\.connect\\.data\\.(Date|Timestamp|Decimal)");
    }

    private static void tell(List<String> told, Schema rows, Struct source, Predicate<Schema> lost, String how) {
        List<String> columns = rows.fields().stream().filter(each -> lost.test(each.schema())).map(Field::name)
                .toList();
        if (!columns.isEmpty()) {
            told.add("Columns " + String.join(", ", columns) + " of table " + source.getWithoutDefault("table") + " "
                    + how);
        }
    }
}
