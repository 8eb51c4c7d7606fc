package event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The text form of a PostgreSQL array, such as {@code {1,NULL,"a \"b\""}} or {@code {{1,2},{3,4}}}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO">PostgreSQL: Array Input and Output</a>
 */
final class ArrayText {

    private final String text;
    private final char delimiter;
    private int at;

    private ArrayText(String text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    /**
     * The elements of an array of one dimension that counts from 1; null for any other array.
     *
     * @param element from an element's text to its value
     */
    static List<Object> list(String text, char delimiter, Function<String, Object> element) {
        if (!text.startsWith("{")) {
            return text.startsWith("[") ? null : vector(text, element);
        }
        return text.length() > 1 && text.charAt(1) == '{' ? null : new ArrayText(text, delimiter).elements(element);
    }

    /** {@code oidvector} and {@code int2vector}: elements with blanks between them. */
    private static List<Object> vector(String text, Function<String, Object> element) {
        List<Object> values = new ArrayList<>();
        for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
            values.add(element.apply(each));
        }
        return values;
    }

    private List<Object> elements(Function<String, Object> element) {
        List<Object> values = new ArrayList<>();
        at = 1;
        while (text.charAt(at) != '}') {
            String each = next();
            values.add(each == null ? null : element.apply(each));
            at += text.charAt(at) == delimiter ? 1 : 0;
        }
        return values;
    }

    /** The next element; null for NULL. Stops at what follows it. */
    private String next() {
        if (text.charAt(at) == '"') {
            return quoted();
        }
        int from = at;
        boolean escaped = false;
        for (; text.charAt(at) != delimiter && text.charAt(at) != '}'; at++) {
            if (text.charAt(at) == '\\') {
                escaped = true;
                at++;
            }
        }
        String element = text.substring(from, at);
        return escaped ? element.replaceAll("\\\\(.)", "$1") : element.equals("NULL") ? null : element;
    }

    private String quoted() {
        int from = ++at;
        while (text.charAt(at) != '"' && text.charAt(at) != '\\') {
            at++;
        }
        if (text.charAt(at) == '"') {
            return text.substring(from, at++);
        }
        StringBuilder element = new StringBuilder(text.substring(from, at));
        for (; text.charAt(at) != '"'; at++) {
            at += text.charAt(at) == '\\' ? 1 : 0;
            element.append(text.charAt(at));
        }
        at++;
        return element.toString();
    }

    /** An array of any dimensions as JSON; {@code element}: from an element's text to its JSON. */
    static String json(String text, char delimiter, Function<String, String> element) {
        ArrayText array = new ArrayText(text, delimiter);
        array.at = text.indexOf('{');       // after the bounds, if there are any
        if (array.at < 0) {
            return "[" + String.join(",", vector(text, element::apply).toArray(String[]::new)) + "]";
        }
        StringBuilder json = new StringBuilder(text.length() + 16);
        array.append(json, element);
        return json.toString();
    }

    private void append(StringBuilder json, Function<String, String> element) {
        json.append('[');
        at++;
        while (text.charAt(at) != '}') {
            if (text.charAt(at) == '{') {
                append(json, element);
            }
            else {
                String each = next();
                json.append(each == null ? "null" : element.apply(each));
            }
            if (text.charAt(at) == delimiter) {
                json.append(',');
                at++;
            }
        }
        at++;
        json.append(']');
    }
}
