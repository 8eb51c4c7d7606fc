package watch;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Signals;

/**
 * A terminal: sentences, which stay, and below them some lines that change. While nothing is being drawn the cursor is
 * at the beginning of the first of these lines, so that whatever else is printed, as the {@code ^C} of a key, lands on
 * them and not on a sentence. JLine's own display counts on printing alone, so it is not used.
 */
public final class Screen implements Output {

    /** Clears from here to the end of the screen. */
    private static final String CLEAR = "\r\033[J";
    private static final String REST_OF_LINE = "\033[K";
    /** The terminal cuts what is longer than a line of it: DECAWM, as in xterm. */
    private static final String CUT = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private final PrintStream out;
    private final boolean coloured;
    private final Supplier<Size> measure;
    private final Terminal terminal;
    private volatile Size size;
    private List<AttributedString> shown = List.of();

    private Screen(PrintStream out, boolean coloured, Supplier<Size> measure, Terminal terminal) {
        this.out = out;
        this.coloured = coloured;
        this.measure = measure;
        this.terminal = terminal;
        this.size = measure.get();
    }

    /** @param measure the terminal's size */
    Screen(PrintStream out, boolean coloured, Supplier<Size> measure) {
        this(out, coloured, measure, null);
    }

    /**
     * The terminal of standard error; nothing where that is none.
     *
     * @param coloured whether there may be colours
     */
    public static Optional<Screen> of(PrintStream out, boolean coloured) {
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).systemOutput(SystemOutput.SysErr).dumb(false)
                    .nativeSignals(false).build();
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                terminal.close();
                return Optional.empty();
            }
            Screen screen = new Screen(out, coloured, terminal::getSize, terminal);
            Signals.register("WINCH", screen::resized);
            return Optional.of(screen);
        }
        catch (IOException | IllegalStateException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Where there seems to be none, but one is asked for. */
    public static Screen assumed(PrintStream out, boolean coloured) {
        return new Screen(out, coloured, () -> new Size(80, 24));
    }

    private synchronized void resized() {
        size = measure.get();
    }

    @Override
    public int lines() {
        return Math.max(1, size.getRows() - 1);
    }

    @Override
    public int columns() {
        return size.getColumns() > 0 ? size.getColumns() : 80;
    }

    @Override
    public synchronized void say(Level level, String sentence) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        if (level == Level.WARN) {
            line.styled(AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW), "Warning: ").append(sentence);
        }
        else {
            line.styled(level == Level.ERROR ? AttributedStyle.DEFAULT.foreground(AttributedStyle.RED)
                    : AttributedStyle.DEFAULT, sentence);
        }
        out.print((shown.isEmpty() ? "" : CLEAR) + text(line.toAttributedString()) + "\r\n" + below(shown));
        out.flush();
    }

    @Override
    public synchronized void live(List<AttributedString> lines) {
        if (!lines.equals(shown)) {
            // fewer lines than before: the rest is cleared; otherwise each is written over, which does not flicker
            out.print((lines.size() < shown.size() ? CLEAR : "") + below(lines));
            out.flush();
            shown = new ArrayList<>(lines);
        }
    }

    /** The lines, and the cursor back at the first one's beginning. */
    private String below(List<AttributedString> lines) {
        StringBuilder text = new StringBuilder();
        for (AttributedString line : lines) {
            text.append(text.isEmpty() ? CUT + "\r" : "\r\n").append(text(line.columnSubSequence(0, columns())))
                    .append(REST_OF_LINE);
        }
        return lines.isEmpty() ? "" : text + "\r" + (lines.size() > 1 ? "\033[" + (lines.size() - 1) + "A" : "") + WRAP;
    }

    private String text(AttributedString line) {
        return coloured ? line.toAnsi() : line.toString();
    }

    @Override
    public synchronized void close() {
        live(List.of());
        try {
            if (terminal != null) {
                terminal.close();
            }
        }
        catch (IOException e) {
            // it was as it was: only its size was asked for
        }
    }
}
