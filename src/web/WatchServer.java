package web;

import base.Problem;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The JDK's own HTTP server on 127.0.0.1, for this machine's programs and people only: requests that name another host
 * are refused, so that a page of the internet whose name leads here (DNS rebinding) reads nothing. Its threads are few
 * and its own: a client that is slow, or many of them, can keep others from an answer but not the loader from its work.
 */
public final class WatchServer implements AutoCloseable {

    /** Where {@code --http} listens unless it names a port. */
    public static final int PORT = 7654;

    private static final int THREADS = 16;
    private static final int WAITING = 64;
    private static final Pattern OWN_HOST = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");
    /** Nothing from elsewhere, nothing inside another page, nothing kept. */
    private static final Map<String, String> HEADERS = Map.of("Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY", "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin", "Cache-Control", "no-store");

    /** Answers the requests for one path. */
    interface Handler {
        void to(HttpExchange request) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private WatchServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens from now on.
     *
     * @param port    0: any that is free
     * @param answers by path
     * @throws Problem when another program listens there
     */
    static WatchServer start(int port, Map<String, Handler> answers) {
        limit("sun.net.httpserver.maxReqTime", 10);
        limit("sun.net.httpserver.maxRspTime", 60);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING), WatchServer::thread, new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            server.setExecutor(threads);
            server.createContext("/", request -> answer(request, answers));
            server.start();
            return new WatchServer(server, threads);
        }
        catch (BindException e) {
            throw Problem.run("Another program listens on port " + port + " of 127.0.0.1: name another one, as with"
                    + " --http " + (port == PORT ? PORT + 1 : PORT) + ", or 0 for any that is free", e);
        }
        catch (IOException e) {
            throw Problem.run("Cannot listen on port " + port + " of 127.0.0.1: " + Problem.why(e), e);
        }
    }

    /** In seconds, for a whole request and for a whole answer; the server reads them once, when it is first used. */
    private static void limit(String property, int seconds) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(seconds));
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "http");
        thread.setDaemon(true);
        return thread;
    }

    /** Where people look, such as {@code http://127.0.0.1:7654/}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private static void answer(HttpExchange request, Map<String, Handler> answers) throws IOException {
        try (request) {
            HEADERS.forEach(request.getResponseHeaders()::set);
            answerOnly(request, answers);
        }
    }

    private static void answerOnly(HttpExchange request, Map<String, Handler> answers) throws IOException {
        try {
            List<String> host = request.getRequestHeaders().getOrDefault("Host", List.of());
            Handler answer = answers.get(request.getRequestURI().getPath());
            if (host.size() != 1 || !OWN_HOST.matcher(host.get(0)).matches()) {
                text(request, 403, "This server answers to 127.0.0.1 and localhost only, not to another name.\n");
            }
            else if (answer == null) {
                text(request, 404, "There is nothing here. There are " + String.join(", ", answers.keySet()) + "\n");
            }
            else {
                answer.to(request);
            }
        }
        catch (RuntimeException e) {
            text(request, 500, "Unexpected: " + e.getClass().getSimpleName() + "\n");
        }
    }

    /** A path that is only read. */
    static Handler read(Handler answer) {
        return request -> {
            if (List.of("GET", "HEAD").contains(request.getRequestMethod())) {
                answer.to(request);
            }
            else {
                text(request, 405, "This can only be read: GET it.\n");
            }
        };
    }

    static void text(HttpExchange request, int code, String text) throws IOException {
        send(request, code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange request, int code, String type, byte[] body) throws IOException {
        request.getResponseHeaders().set("Content-Type", type);
        boolean bodiless = request.getRequestMethod().equals("HEAD") || body.length == 0;
        request.sendResponseHeaders(code, bodiless ? -1 : body.length);
        if (!bodiless) {
            request.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
