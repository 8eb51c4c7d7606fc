package dlt;

import base.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * dlt's {@code snake_case} naming convention, which turns source names into destination names:
 * https://dlthub.com/docs/general-usage/naming-convention. Names of our own columns ({@code __op}, {@code deleted})
 * are final as they are and do not pass through here.
 */
public final class Naming {

    private static final String PATH_SEPARATOR = "__";
    /** {@code \p{Nd}} since a digit in dlt's patterns is a decimal digit of any script. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^a-zA-Z\\p{Nd}_]+");
    private static final Pattern WORD_START = Pattern.compile("([^_])([A-Z][a-z]+)");
    private static final Pattern UPPER_AFTER_LOWER = Pattern.compile("([a-z0-9])([A-Z])");
    private static final Pattern LEADING_DIGIT = Pattern.compile("^\\p{Nd}");
    private static final Pattern UNDERSCORES = Pattern.compile("__+");

    private Naming() {
    }

    /**
     * The destination name of a source column. {@code __} separates path parts, each of which is normalised by
     * itself; blank parts vanish ({@code __deleted} becomes {@code deleted}).
     *
     * @throws Problem if nothing is left of the name
     */
    public static String column(String name) {
        return path(name, "column");
    }

    /**
     * The destination name of a source table, by the same rule as {@link #column}.
     *
     * @throws Problem if nothing is left of the name
     */
    public static String table(String name) {
        return path(name, "table");
    }

    private static String path(String name, String kind) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split(PATH_SEPARATOR, -1)) {
            String trimmed = trim(part);
            if (!trimmed.isEmpty()) {
                parts.add(identifier(trimmed));
            }
        }
        if (parts.isEmpty()) {
            throw Problem.config("The source " + kind + " '" + name + "' has no name left after dlt's naming rules;"
                + " expected at least one character besides blanks and '__'; rename it or leave it out.");
        }
        return String.join(PATH_SEPARATOR, parts);
    }

    /** One path part, in the order in which dlt's convention applies its rules. */
    private static String identifier(String part) {
        String text = NOT_ALLOWED.matcher(reduceAlphabet(part)).replaceAll("_");
        text = WORD_START.matcher(text).replaceAll("$1_$2");
        text = UPPER_AFTER_LOWER.matcher(text).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
        if (LEADING_DIGIT.matcher(text).find()) {
            text = "_" + text;
        }
        return UNDERSCORES.matcher(trailingUnderscoresToX(text)).replaceAll("_");
    }

    private static String reduceAlphabet(String text) {
        StringBuilder reduced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            reduced.append(switch (c) {
                case '+', '*' -> 'x';
                case '-' -> '_';
                case '@' -> 'a';
                case '|' -> 'l';
                default -> c;
            });
        }
        return reduced.toString();
    }

    private static String trailingUnderscoresToX(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '_') {
            end--;
        }
        return text.substring(0, end) + "x".repeat(text.length() - end);
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** What dlt trims: Unicode's spaces, the non-breaking ones too, and the ASCII separators 1C to 1F. */
    private static boolean isBlank(char c) {
        return Character.isSpaceChar(c) || c >= '\t' && c <= '\r' || c >= 0x1c && c <= 0x1f || c == 0x85;
    }
}
