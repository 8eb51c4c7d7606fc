package replay;

import base.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The lines of a recording, numbered from 1. Begins after those that the pipeline has loaded already, which it knows
 * by their checksum: so a replay that was interrupted goes on, one that is repeated loads nothing, and a recording that
 * has grown brings what is new.
 */
final class Recording {

    /** Follows the last line. */
    private static final Object END = new Object();
    private static final int QUEUED = 16;

    private final String name;
    private final BooleanSupplier stopped;
    private final BufferedReader lines;
    /** Lines of the standard input as they come, an exception, or {@link #END}: a read cannot be interrupted. */
    private final BlockingQueue<Object> live = new ArrayBlockingQueue<>(QUEUED);
    /** Lines that had to be read to see that they are not loaded. */
    private final Deque<String> ahead = new ArrayDeque<>();
    private MessageDigest sum = sha256();
    private String first = "";
    private long number;
    private long skipped;

    /**
     * @param name    of the file, {@code -} for the standard input
     * @param stopped whether not to wait for the standard input any more
     */
    Recording(String name, InputStream in, BooleanSupplier stopped) {
        this.name = name;
        this.stopped = stopped;
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)), 1 << 16);
        if (isLive()) {
            Thread thread = new Thread(this::pump, "standard-input");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private boolean isLive() {
        return name.equals("-");
    }

    private void pump() {
        try {
            Object next;
            do {
                try {
                    String line = lines.readLine();
                    next = line == null ? END : line;
                }
                catch (IOException e) {
                    next = e;
                }
                live.put(next);
            } while (next instanceof String);
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Passes over what is loaded.
     *
     * @param loaded what the pipeline has replayed so far, the newest last
     */
    void skip(List<Replayed> loaded) {
        String line = read();
        if (line == null) {
            return;
        }
        String firstOfThis = hex(added(sha256(), line).digest());
        List<Replayed> candidates = loaded.stream().filter(each -> each.first().equals(firstOfThis)).toList();
        long most = candidates.stream().mapToLong(Replayed::lines).max().orElse(0);
        MessageDigest running = sha256();
        Deque<String> read = new ArrayDeque<>();
        for (long at = 1; line != null; at++) {
            read.add(line);
            added(running, line);
            long reached = at;
            String now = candidates.stream().anyMatch(each -> each.lines() == reached)
                    ? hex(copy(running).digest()) : "";
            if (candidates.stream().anyMatch(each -> each.lines() == reached && each.sha256().equals(now))) {
                read.clear();
                number = at;
                skipped = at;
                sum = copy(running);
                first = firstOfThis;
            }
            if (at >= most) {
                break;
            }
            line = read();
        }
        ahead.addAll(read);
    }

    /** How many lines {@link #skip} has passed over. */
    long skipped() {
        return skipped;
    }

    /** The next line, null at the end. */
    String next() {
        String line = ahead.isEmpty() ? read() : ahead.poll();
        if (line != null) {
            number++;
        }
        return line;
    }

    /** The number of the line given out last. */
    long number() {
        return number;
    }

    /** Counts a line in that {@link #loadedSoFar} is to speak of. */
    void taken(String line) {
        added(sum, line);
        first = first.isEmpty() ? hex(added(sha256(), line).digest()) : first;
    }

    /** Whether to load what there is, since the next line may be long in coming. */
    boolean isPausing() {
        return isLive() && ahead.isEmpty() && live.isEmpty();
    }

    /**
     * What there is to remember of the lines taken so far.
     *
     * @param count the number of the last of them
     * @param whole whether the recording ends there
     */
    Replayed loadedSoFar(long count, boolean whole) {
        return new Replayed(name, count, hex(copy(sum).digest()), first, whole);
    }

    private String read() {
        try {
            return isLive() ? awaited() : lines.readLine();
        }
        catch (CharacterCodingException e) {
            throw Problem.run(place(number + ahead.size() + 1) + " or one of the next is not UTF-8 text", e);
        }
        catch (IOException e) {
            throw Problem.run(name + " cannot be read: " + Problem.why(e), e);
        }
    }

    private String awaited() throws IOException {
        try {
            Object next = null;
            while (next == null && !stopped.getAsBoolean()) {
                next = live.poll(50, TimeUnit.MILLISECONDS);
            }
            if (next == END) {
                live.put(END);      // for whoever asks again
            }
            if (next instanceof IOException e) {
                throw e;
            }
            return next instanceof String line ? line : null;
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** A line in a sentence. */
    String place(long line) {
        return (name.equals("-") ? "Line " : name + " line ") + line;
    }

    private static MessageDigest added(MessageDigest digest, String line) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        return digest;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        }
        catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        }
        catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);     // every Java has it
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
