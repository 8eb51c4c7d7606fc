package cli;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Options of every verb. */
final class Common {

    enum ShowProgress {
        AUTO, BAR, LOG, OFF;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--project", paramLabel = "DIR", defaultValue = ".",
            description = "The folder that holds .dlt; default: the current one.")
    Path project;

    @Option(names = "--progress", paramLabel = "auto|bar|log|off", defaultValue = "auto",
            description = "How to show progress; default: bar on a terminal, else log.")
    ShowProgress progress;

    @Option(names = "--verbose", description = "Show the engine's log and stack traces.")
    boolean verbose;
}
