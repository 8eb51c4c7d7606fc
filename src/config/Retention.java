package config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of an APPEND table is kept.
 *
 * @param micros rows that were committed at the source within so many microseconds before the newest; 0: any
 * @param rows   so many of the newest rows; 0: any
 */
public record Retention(long micros, long rows) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) (row|hour|day|week|year)s?");
    private static final Map<String, Long> HOURS = Map.of("hour", 1L, "day", 24L, "week", 168L, "year", 8766L);
    private static final long HOUR_MICROS = 3_600_000_000L;

    static Retention of(Value value) {
        Matcher form = FORM.matcher(value.text().strip());
        long number = form.matches() ? Long.parseLong(form.group(1)) : 0;
        if (number == 0 || !form.group(2).equals("row") && number > 100_000) {
            throw value.wrong("such as \"90 days\", \"36 hours\", \"4 weeks\", \"2 years\" or \"1000000 rows\"");
        }
        return form.group(2).equals("row") ? new Retention(0, number)
                : new Retention(number * HOURS.get(form.group(2)) * HOUR_MICROS, 0);
    }
}
