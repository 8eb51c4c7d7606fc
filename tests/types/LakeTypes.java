import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which types a lake has instead of a DuckDB file's, as docs/types.md says. */
final class LakeTypes {

    private static final String CHAPTER = "# In a DuckLake\n";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]+) \\| (\\S+) \\|");

    private final Map<String, String> instead = new HashMap<>();

    LakeTypes() throws IOException {
        String page = Files.readString(Path.of("docs/types.md"));
        Matcher row = ROW.matcher(page.substring(page.indexOf(CHAPTER)));
        while (row.find()) {
            instead.put(row.group(1), row.group(2));
        }
    }

    /**
     * Whether a case is to be tested.
     *
     * @param only names of those that are, with a comma between; {@code lake}: what a lake stores as another type
     * @param type of its column in a DuckDB file
     */
    boolean isChosen(String only, String name, String type) {
        return only.isEmpty() || (only.equals("lake") ? !type(type).equals(type)
                : List.of(only.split(",")).contains(name));
    }

    /** @param type of a DuckDB file's column */
    String type(String type) {
        return type.endsWith("[]") ? type(type.substring(0, type.length() - 2)) + "[]" : instead.getOrDefault(type,
                type);
    }

    /**
     * The expression for a lake's value of the text that {@code file} makes of a DuckDB file's: what is text only there
     * is cast, except for JSON, which is compared as text anyway.
     */
    String expression(String type, String file) {
        return type(type).equals(type) || type.startsWith("JSON") ? file : file.replace("$", switch (type) {
            case "INTERVAL" -> interval("$");
            case "INTERVAL[]" -> "list_transform($, lambda i: " + interval("i") + ")";
            default -> "($::" + type + ")";
        });
    }

    /** DuckDB cannot read its own text of a thousand million hours or more. */
    private static String interval(String text) {
        return ("coalesce(TRY_CAST(# AS INTERVAL), to_hours(split_part(#, ':', 1)::BIGINT)"
                + " + to_minutes(split_part(#, ':', 2)::BIGINT) + to_seconds(split_part(#, ':', 3)::DOUBLE))")
                        .replace("#", text);
    }
}
