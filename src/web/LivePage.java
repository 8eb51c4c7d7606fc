package web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import event.ChangeEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import watch.Status;
import watch.Watch;
import web.WatchServer.Handler;

/** All that {@code --http} serves, of one run. */
public final class LivePage implements Watch, AutoCloseable {

    private static final long FRESH_NANOS = 200_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Status> run;
    private final Metrics metrics;
    private final ChangeFeed feed = new ChangeFeed();
    private final Samples samples;
    private final Map<String, Handler> answers = new LinkedHashMap<>();
    private Status status;
    private long statusAt;
    private WatchServer server;

    /**
     * @param run           the run as it is now; may be asked from any thread
     * @param source        its kind, such as {@code postgres}
     * @param configuration what is set, without secrets
     * @param sql           a command that prints, as JSON, the rows of the query that it reads from its standard input
     */
    public LivePage(Supplier<Status> run, String source, Map<String, String> configuration, List<String> sql) {
        this.run = run;
        this.metrics = new Metrics(this::status, source);
        this.samples = new Samples(this::status);
        Checks checks = new Checks(this::status);
        answers.put("/", file("page.html", "text/html; charset=utf-8"));
        answers.put("/page.js", file("page.js", "text/javascript; charset=utf-8"));
        answers.put("/page.css", file("page.css", "text/css; charset=utf-8"));
        answers.put("/icon.svg", file("icon.svg", "image/svg+xml"));
        answers.put("/events", WatchServer.read(new EventStreams(this::status, feed, samples)::answer));
        answers.put("/config", WatchServer.read(request -> json(request, JSON.writeValueAsBytes(configuration))));
        answers.put("/sql", new SqlBox(sql)::answer);
        answers.put("/status", WatchServer.read(request -> json(request,
                status().toJson().getBytes(StandardCharsets.UTF_8))));
        answers.put("/metrics", WatchServer.read(request -> WatchServer.send(request, 200, Metrics.TYPE,
                metrics.text())));
        answers.put("/health/live", WatchServer.read(checks::live));
        answers.put("/health/ready", WatchServer.read(checks::ready));
    }

    /**
     * Listens from now on.
     *
     * @param port 0: any that is free
     * @return where people look
     */
    public String start(int port) {
        server = WatchServer.start(port, answers);
        samples.start();
        return server.url();
    }

    /** However many ask, the run is asked a few times a second. */
    private synchronized Status status() {
        long now = System.nanoTime();
        if (status == null || now - statusAt > FRESH_NANOS) {
            status = run.get();
            statusAt = now;
        }
        return status;
    }

    private static void json(HttpExchange request, byte[] body) throws IOException {
        WatchServer.send(request, 200, "application/json", body);
    }

    private static Handler file(String name, String type) {
        return WatchServer.read(request -> {
            try (InputStream file = LivePage.class.getResourceAsStream(name)) {
                WatchServer.send(request, 200, type, file.readAllBytes());
            }
        });
    }

    @Override
    public void loaded(Load load) {
        metrics.loaded(load);
    }

    @Override
    public void changed(List<ChangeEvent> newest) {
        feed.changed(newest);
    }

    @Override
    public void close() {
        if (server != null) {
            samples.close();
            server.close();
        }
    }
}
