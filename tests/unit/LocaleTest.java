import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a machine's language must not change: in Turkish, {@code "id".toUpperCase()} is no {@code "ID"}, and with Arabic
 * digits {@code %d} writes numbers that no database reads. {@code %s} writes them as Java does.
 */
class LocaleTest {

    private static final Pattern CASE = Pattern.compile("\\.to(Upper|Lower)Case\\(\\)");
    private static final String DIGITS = "%(\\d+\\$)?[-#+ 0,(]*\\d*(\\.\\d+)?[dfeg]";
    /** A call with its own format, which is a literal, perhaps of several parts, or a text block. */
    private static final Pattern FORMAT = Pattern.compile(
            "(?:String\\.format|\\.printf)\\(\\s*(?<given>\"[^;]*?)\\);"
            + "|\"\"\"(?<block>(?:(?!\"\"\").)*)\"\"\"\\s*\\.formatted\\("
            + "|(?<text>\"(?:[^\"\\\\\\n]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\\\n]|\\\\.)*\")*)\\)?\\s*\\.formatted\\(",
            Pattern.DOTALL);

    @Test
    void noLetterAndNoNumberDependsOnTheMachinesLanguage() throws IOException {
        List<String> wrong = new ArrayList<>();
        int formats = 0;
        for (Path source : sources()) {
            String text = Files.readString(source);
            for (Matcher call = CASE.matcher(text); call.find();) {
                wrong.add(place(source, text, call.start()) + ": give Locale.ROOT to " + call.group());
            }
            for (Matcher call = FORMAT.matcher(text); call.find();) {
                formats++;
                String format = Stream.of("given", "block", "text").map(call::group).filter(each -> each != null)
                        .findFirst().orElseThrow();
                if (Pattern.compile(DIGITS).matcher(format).find()) {
                    wrong.add(place(source, text, call.start()) + ": %s for a number, or Locale.ROOT");
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertFalse(formats < 30, "the formats are found: " + formats);
    }

    private static String place(Path source, String text, int at) {
        return source + ":" + (text.substring(0, at).split("\n", -1).length);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> ours = Files.walk(Path.of("src")); Stream<Path> scripts = Files.list(Path.of("."))) {
            Stream.concat(ours, scripts).filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith("src/patches")).forEach(sources::add);
        }
        return sources;
    }
}
