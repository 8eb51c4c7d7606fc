package cli;

import config.CdcConfig;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import kind.SourceKind;
import watch.Numbers;
import watch.Output;
import watch.Output.Level;
import watch.Progress;
import watch.Watch;
import watch.Watches;

/**
 * What a run tells people, and the numbers of it. Meanwhile all that is printed to standard error goes the same way, a
 * line at a time, so that it neither disturbs the lines that change nor a log of JSON.
 */
final class Told implements AutoCloseable {

    private final PrintStream err = System.err;
    private final Output output;
    private final Numbers numbers;
    private final Progress progress;

    Told(Common common, CdcConfig config, SourceKind kind) {
        output = common.output(err);
        numbers = new Numbers(config.pipeline(), kind::place);
        progress = new Progress(numbers, output, common.progress == Common.ShowProgress.OFF, "destination "
                + config.target().name() + " and into dataset " + config.dataset() + System.lineSeparator() + "The "
                + config.target().name() + " destination used " + config.target().location()
                + " location to store data");
        System.setErr(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
    }

    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            output.say(Level.INFO, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        }
    }

    Numbers numbers() {
        return numbers;
    }

    Progress progress() {
        return progress;
    }

    /** Tells all of these, the numbers first. */
    Watch watch(Watch... more) {
        return new Watches(Stream.concat(List.of(numbers, progress).stream(), Stream.of(more)).toArray(Watch[]::new));
    }

    @Override
    public void close() {
        progress.close();
        System.setErr(err);
    }
}
