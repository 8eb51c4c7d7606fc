package config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import kind.SourceKind;

/** Values that a connector would take silently, or tell only once something has been made at the source. */
public final class ValueChecks {

    private static final long MOST_PORT = 65_535;
    private static final List<String> LISTS = List.of("table.include.list", "table.exclude.list", "column.include.list",
            "column.exclude.list");
    private static final String NAME = "[A-Za-z0-9._-]+";

    private ValueChecks() {
    }

    /** Throws for the first value of the user's that cannot be meant, with its place. */
    public static void require(DebeziumProperties debezium, SourceKind kind) {
        debezium.given("database.port").ifPresent(value -> {
            if (value.integerFrom(1) > MOST_PORT) {
                throw value.wrong("a whole number from 1 to " + MOST_PORT);
            }
        });
        debezium.given("heartbeat.interval.ms").ifPresent(value -> value.integerFrom(0));
        requireMatch(debezium, "topic.prefix", NAME, "letters, digits, dots, hyphens and underscores");
        for (Map.Entry<String, String> each : kind.patterns().entrySet()) {
            requireMatch(debezium, each.getKey(), each.getValue(), "lower-case letters, digits and underscores, at"
                    + " most 63");
        }
        for (String list : LISTS) {
            debezium.given(list).ifPresent(value -> requireList(value, debezium.getProperty(list)));
        }
    }

    private static void requireMatch(DebeziumProperties debezium, String name, String pattern, String expected) {
        debezium.given(name).ifPresent(value -> {
            if (!debezium.getProperty(name).matches(pattern)) {
                throw value.wrong(expected);
            }
        });
    }

    private static void requireList(Value value, String list) {
        if (value.value() instanceof Number || value.value() instanceof Boolean) {
            throw value.wrong("names, as text or a list of texts");
        }
        for (String each : list.split("(?<!\\\\),")) {
            try {
                Pattern.compile(each.strip());
            }
            catch (PatternSyntaxException e) {
                throw value.wrong("regular expressions with commas between; " + each.strip() + " is not one ("
                        + e.getDescription() + ")");
            }
        }
    }
}
