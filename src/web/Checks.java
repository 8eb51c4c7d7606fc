package web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import watch.Health;
import watch.Status;
import watch.Status.Phase;

/** Health as machines ask for it: 200 and {@code ok}, or 503 and a sentence. */
final class Checks {

    /** Longer than what passes by itself usually takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Supplier<Status> status;

    Checks(Supplier<Status> status) {
        this.status = status;
    }

    /** Whether the process does its work; no sense in a new start while it waits for the source. */
    void live(HttpExchange request) throws IOException {
        answer(request, Health.trouble(status.get(), null, Instant.now()));
    }

    /** Whether what is at the source is here: the snapshot is loaded, and changes are not far behind. */
    void ready(HttpExchange request) throws IOException {
        Status now = status.get();
        String trouble = Health.trouble(now, PATIENCE, Instant.now());
        answer(request, !trouble.isEmpty() || now.phase() == Phase.STREAMING ? trouble : "The loader is " + now.phase()
                + (now.detail().isEmpty() ? "" : ": " + now.detail()));
    }

    private static void answer(HttpExchange request, String trouble) throws IOException {
        WatchServer.text(request, trouble.isEmpty() ? 200 : 503, (trouble.isEmpty() ? "ok" : trouble) + "\n");
    }
}
