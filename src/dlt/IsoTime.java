package dlt;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that dlt takes for a moment ({@code is_iso_timestamp} in its {@code schema/detections.py}, which asks
 * pendulum): ISO 8601's date and time, extended or basic, and {@code 2024/05/01 10:00}. Dates by week are left text.
 */
final class IsoTime {

    private static final String OFFSET = "(?:Z|(?<sign>[+-])(?<hours>[01]\\d|2[0-3])(?::?(?<minutes>\\d{2}))?)?";
    private static final String SUBSECOND = "(?:[.,](?<sub>\\d+))?";
    private static final Pattern[] FORMS = {
        Pattern.compile("(?<year>\\d{4})-(?:(?<month>\\d{2})(?:-(?<day>\\d{2}))?|(?<nth>\\d{3}))[T ](?<hour>\\d{2})"
            + "(?::(?<minute>\\d{2})(?::(?<second>\\d{2})" + SUBSECOND + ")?)?" + OFFSET),
        Pattern.compile("(?<year>\\d{4})(?:(?<month>\\d{2})(?<day>\\d{2})|(?<nth>\\d{3}))[T ](?<hour>\\d{2})"
            + "(?:(?<minute>\\d{2})(?:(?<second>\\d{2})" + SUBSECOND + ")?)?" + OFFSET),
        Pattern.compile("(?<year>\\d{4})(?:[/:]?(?<month>\\d{2})[/:]?(?<day>\\d{2}))? ?(?<hour>\\d{1,2}):"
            + "(?<minute>\\d{1,2})(?::(?<second>\\d{1,2}))?(?:[.,|](?<sub>\\d{1,9}))?"
            + "(?<nth>(?!))?(?<sign>(?!))?(?<hours>(?!))?(?<minutes>(?!))?")};
    private static final Pattern DATE = Pattern.compile("(\\d{4})-?(\\d{2})-?(\\d{2})");
    private static final int SHORTEST = 9;
    private static final int LONGEST = 64;

    private IsoTime() {
    }

    /** Microseconds since 1970-01-01 UTC, of a time without zone too; null for any other text. */
    static Long micros(String text) {
        if (text.length() < SHORTEST || text.length() > LONGEST || !Character.isDigit(text.charAt(0))) {
            return null;
        }
        for (Pattern form : FORMS) {
            Matcher matcher = form.matcher(text);
            if (matcher.matches()) {
                try {
                    return micros(matcher);
                }
                catch (DateTimeException noSuchTime) {
                    // the next form may read it in another way
                }
            }
        }
        return null;
    }

    /** Likewise, and the beginning of a day that is named alone. */
    static Long microsOrDay(String text) {
        Matcher day = DATE.matcher(text);
        return micros(day.matches() && text.contains("-") == (text.length() == 10) ? text + "T00"
            + (text.contains("-") ? ":00" : "") : text);
    }

    private static Long micros(Matcher m) {
        int year = number(m, "year", 0);
        if (year == 0) {
            throw new DateTimeException("no year 0 in Python");
        }
        LocalDate date = m.group("nth") != null ? LocalDate.ofYearDay(year, number(m, "nth", 1))
            : LocalDate.of(year, number(m, "month", 1), number(m, "day", 1));
        LocalDateTime time = date.atTime(number(m, "hour", 0), number(m, "minute", 0), number(m, "second", 0));
        int offset = number(m, "hours", 0) * 60 + number(m, "minutes", 0);
        LocalDateTime utc = "-".equals(m.group("sign")) ? time.plusMinutes(offset) : time.minusMinutes(offset);
        if (utc.getYear() < 1 || utc.getYear() > 9999) {
            throw new DateTimeException("beyond Python's years");
        }
        String sub = m.group("sub") == null ? "" : m.group("sub");
        String micros = (sub + "000000").substring(0, 6);
        return utc.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + Long.parseLong(micros);
    }

    private static int number(Matcher matcher, String group, int otherwise) {
        return matcher.group(group) == null ? otherwise : Integer.parseInt(matcher.group(group));
    }
}
