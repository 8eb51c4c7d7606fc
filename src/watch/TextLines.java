package watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** A line for each sentence: as it is, with time and level, or as JSON. */
public final class TextLines implements Output {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final BiFunction<Level, String, String> form;

    private TextLines(PrintStream out, BiFunction<Level, String, String> form) {
        this.out = out;
        this.form = form;
    }

    public static TextLines plain(PrintStream out) {
        return new TextLines(out, (level, sentence) -> level == Level.WARN ? "Warning: " + sentence : sentence);
    }

    /** Such as {@code 2026-11-29T12:30:05Z WARN  The table …}, in UTC. */
    public static TextLines dated(PrintStream out) {
        return new TextLines(out, (level, sentence) -> sentence.lines().map(line -> "%s %-5s %s".formatted(now(),
                level, line)).collect(Collectors.joining(System.lineSeparator())));
    }

    /** Such as {@code {"time":"2026-11-29T12:30:05Z","level":"warn","message":"The table …"}}. */
    public static TextLines json(PrintStream out) {
        return new TextLines(out, TextLines::json);
    }

    private static String json(Level level, String sentence) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("time", now());
        line.put("level", level.name().toLowerCase(Locale.ROOT));
        line.put("message", sentence);
        try {
            return JSON.writeValueAsString(line);
        }
        catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void say(Level level, String sentence) {
        out.println(form.apply(level, sentence));
        out.flush();
    }
}
