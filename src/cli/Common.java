package cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;
import watch.Output;
import watch.Screen;
import watch.TextLines;

/** Options of every verb. */
final class Common {

    enum ShowProgress {
        AUTO, BAR, LOG, OFF;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum LogFormat {
        TEXT, JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--project", paramLabel = "DIR", defaultValue = ".",
            description = "The folder that holds .dlt; default: the current one.")
    Path project;

    @Option(names = "--progress", paramLabel = "auto|bar|log|off", defaultValue = "auto",
            description = "How to show progress: lines that change (bar), lines with time and level (log), warnings"
                    + " only (off); default: bar on a terminal, otherwise plain sentences.")
    ShowProgress progress;

    @Option(names = "--log-format", paramLabel = "text|json", defaultValue = "text",
            description = "json: each line on standard error is a JSON object with time, level and message.")
    LogFormat logFormat;

    @Option(names = "--verbose", description = "Show the engine's log and stack traces.")
    boolean verbose;

    /** Where sentences go. Colours help people; https://no-color.org says how they ask for none. */
    Output output(PrintStream err) {
        String noColor = System.getenv("NO_COLOR");
        boolean coloured = noColor == null || noColor.isEmpty();
        return logFormat == LogFormat.JSON ? TextLines.json(err) : switch (progress) {
            case AUTO -> Screen.of(err, coloured).<Output>map(screen -> screen).orElseGet(() -> TextLines.plain(err));
            case BAR -> Screen.of(err, coloured).orElseGet(() -> Screen.assumed(err, coloured));
            case LOG -> TextLines.dated(err);
            case OFF -> TextLines.plain(err);
        };
    }
}
