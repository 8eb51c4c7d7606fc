package web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import watch.Status;
import web.ChangeFeed.Shown;

/**
 * What a page is told while it is open, as
 * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</a>: {@code samples}
 * first, {@code status} once a second, {@code changes} as they are loaded. A stream ends after less than a minute, and
 * the browser asks again: so one that does not read is not kept.
 */
final class EventStreams {

    /** Of the server's threads, so that others get an answer. */
    private static final int PAGES = 8;
    private static final long EVERY_NANOS = 1_000_000_000L;
    private static final long LASTS_NANOS = 45 * EVERY_NANOS;
    private static final int AGAIN_MS = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Status> status;
    private final ChangeFeed feed;
    private final Samples samples;
    private final Semaphore pages = new Semaphore(PAGES);

    EventStreams(Supplier<Status> status, ChangeFeed feed, Samples samples) {
        this.status = status;
        this.feed = feed;
        this.samples = samples;
    }

    void answer(HttpExchange request) throws IOException {
        if (!pages.tryAcquire()) {
            WatchServer.text(request, 503, PAGES + " pages are open already: close one.\n");
            return;
        }
        try {
            request.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            request.sendResponseHeaders(200, 0);
            stream(request.getResponseBody(), last(request.getRequestHeaders().getFirst("Last-Event-ID")));
        }
        catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        finally {
            pages.release();
        }
    }

    private static long last(String id) {
        return id != null && id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }

    private void stream(OutputStream out, long last) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long told = begun - EVERY_NANOS;
        long seen = last;
        out.write(("retry: " + AGAIN_MS + "\n").getBytes(StandardCharsets.UTF_8));
        event(out, "samples", samples.all(), "");
        while (System.nanoTime() - begun < LASTS_NANOS) {
            long rest = told + EVERY_NANOS - System.nanoTime();
            List<Shown> changes = feed.after(seen, Math.max(1, rest / 1_000_000));
            if (!changes.isEmpty()) {
                seen = changes.get(changes.size() - 1).n();
                event(out, "changes", changes, "id: " + seen + "\n");
            }
            if (System.nanoTime() - told >= EVERY_NANOS) {
                told = System.nanoTime();
                text(out, "status", status.get().toJson().replaceAll("\\R", ""), "");
            }
        }
    }

    private static void event(OutputStream out, String name, Object data, String id) throws IOException {
        text(out, name, JSON.writeValueAsString(data), id);
    }

    private static void text(OutputStream out, String name, String line, String id) throws IOException {
        out.write(("event: " + name + "\n" + id + "data: " + line + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
