package web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import watch.Numbers;
import watch.Watch.Load;
import watch.Watch.SourceLog;

/** What {@code --http} answers, and to whom. */
class WatchServerTest {

    private final Numbers numbers = new Numbers("p", position -> "");
    private final LivePage page = new LivePage(numbers::status, "postgres", Map.of("database.password", "********"),
            List.of("no-such-program"));
    private final HttpClient client = HttpClient.newHttpClient();
    private String url;

    @BeforeEach
    void start() {
        url = page.start(0);
        assertTrue(url.matches("http://127\\.0\\.0\\.1:\\d+/"), url);
    }

    @AfterEach
    void stop() {
        page.close();
    }

    private void load(String table, String operation, long count, long millis) {
        Load load = new Load("1", Map.of(table, Map.of(operation, count)), Map.of("public.t.c", 1L), millis,
                millis / 2);
        numbers.loaded(load);
        page.loaded(load);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** As it is sent, with a Host that Java's client does not let one choose. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), URI.create(url).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void onlyThisMachinesNamesAreAnswered() throws IOException {
        int port = URI.create(url).getPort();
        for (String host : List.of("127.0.0.1:" + port, "localhost:" + port, "localhost", "[::1]:" + port)) {
            String answer = raw("GET /status HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
            assertTrue(answer.startsWith("HTTP/1.1 200"), host + ": " + answer);
        }
        for (String host : List.of("Host: evil.example\n", "Host: evil.example:" + port + "\n",
                "Host: 127.0.0.1.evil.example\n", "Host: localhost@evil.example\n",
                "Host: localhost\nHost: evil.example\n", "Host:\n", "")) {
            for (String path : List.of("/", "/status", "/metrics", "/config", "/events", "/sql", "/health/live")) {
                String answer = raw("GET " + path + " HTTP/1.1\n" + host + "Connection: close\n\n");
                assertTrue(answer.matches("(?s)HTTP/1.1 (403|400) .*"), host + path + ": " + answer);
            }
        }
    }

    @Test
    void theRunsNumbersAreThereForPrometheus() throws IOException, InterruptedException {
        numbers.starting(true, false);
        numbers.log(new SourceLog("0/2", 1_000L, 2_000L));
        numbers.waiting("The source is away", 1_000);
        load("users", "insert", 3, 30);
        load("users", "delete", 1, 2_000);
        Thread.sleep(300);      // what is asked for is younger than this
        HttpResponse<String> metrics = get("metrics");
        assertTrue(metrics.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version="));
        for (String line : List.of("cdc_rows_total{operation=\"insert\",table=\"users\"} 3.0",
                "cdc_rows_total{operation=\"delete\",table=\"users\"} 1.0",
                "cdc_table_loads_total{table=\"users\"} 2.0",
                "cdc_load_seconds_bucket{le=\"0.05\"} 1", "cdc_load_seconds_bucket{le=\"2.5\"} 2",
                "cdc_load_seconds_count 2", "cdc_commit_seconds_count 2", "cdc_lag_bytes 1000.0",
                "cdc_retained_log_bytes 2000.0", "cdc_misfits_total{table=\"public.t\"} 2.0", "cdc_retries_total 1.0",
                "cdc_phase{phase=\"streaming\"} 1.0", "cdc_queue_fill_ratio 0.0")) {
            assertTrue(metrics.body().contains(line + "\n"), line + "\n" + metrics.body());
        }
        assertTrue(metrics.body().contains("cdc_build_info{") && metrics.body().contains("jvm_heap_used_bytes "));
    }

    @Test
    void moreThanAThousandTablesMakeNoMoreSeries() throws IOException, InterruptedException {
        for (int i = 0; i < Metrics.TABLES + 200; i++) {
            load("t" + i, "insert", 1, 1);
        }
        Thread.sleep(300);
        String metrics = get("metrics").body();
        assertEquals(Metrics.TABLES + 1, metrics.lines().filter(line -> line.startsWith("cdc_rows_total{")).count());
        assertTrue(metrics.contains("cdc_rows_total{operation=\"insert\",table=\"_other\"} 200.0\n"));
        assertTrue(metrics.contains("cdc_table_loads_total{table=\"_other\"} 200.0\n"));
    }

    @Test
    void healthIsAStatusCodeAndASentence() throws IOException, InterruptedException {
        assertEquals("200 ok\n", said(get("health/live")));
        assertEquals("503 The loader is starting\n", said(get("health/ready")));
        numbers.starting(true, false);
        Thread.sleep(300);
        assertEquals("200 ok\n", said(get("health/ready")));
        numbers.waiting("The source is away", 1_000);
        Thread.sleep(300);
        assertEquals("503 The loader is waiting: The source is away\n", said(get("health/ready")));
        assertEquals("200 ok\n", said(get("health/live")), "a new start would not help");
    }

    private static String said(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void nobodyElsesPageMayAskNorShowThis() throws IOException, InterruptedException {
        String own = url.substring(0, url.length() - 1);
        HttpResponse<String> shown = get("");
        assertEquals("DENY", shown.headers().firstValue("X-Frame-Options").orElse(""));
        assertTrue(shown.headers().firstValue("Content-Security-Policy").orElse("").contains("default-src 'self'"));
        assertTrue(shown.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        assertEquals(405, get("sql").statusCode());
        assertEquals(405, post("text/plain"), "what a form of another site can send");
        assertEquals(405, post("application/x-www-form-urlencoded"));
        assertEquals(403, post("application/sql", "Origin", "http://evil.example"));
        assertEquals(403, post("application/sql", "Origin", "null"));
        assertEquals(403, post("application/sql", "Sec-Fetch-Site", "cross-site"));
        assertEquals(403, post("application/sql", "Origin", own.replace("127.0.0.1", "localhost")), "another origin");
        assertEquals(405, client.send(HttpRequest.newBuilder(URI.create(url + "sql"))
                .method("OPTIONS", BodyPublishers.noBody()).build(), BodyHandlers.ofString()).statusCode());
        assertEquals(405, client.send(HttpRequest.newBuilder(URI.create(url + "status"))
                .POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString()).statusCode());
    }

    private int post(String type, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "sql")).header("Content-Type", type)
                .POST(BodyPublishers.ofString("SELECT 1"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aPortThatIsTakenIsASentence() {
        try (LivePage second = new LivePage(numbers::status, "postgres", Map.of(), List.of())) {
            Problem taken = assertThrows(Problem.class, () -> second.start(URI.create(url).getPort()));
            assertTrue(taken.getMessage().startsWith("Another program listens on port "), taken.getMessage());
            assertEquals(1, taken.exitCode());
        }
    }

    /** Requests that never end, and answers that nobody reads. */
    @Test
    void clientsThatAreSlowDoNotHoldTheLoader() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), URI.create(url).getPort());
                clients.add(socket);
                OutputStream out = socket.getOutputStream();
                String request = i % 2 == 0 ? "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n" : "GET / HTTP/1.1\r\n";
                out.write(request.getBytes(StandardCharsets.US_ASCII));
            }
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                for (int i = 0; i < 20_000; i++) {
                    load("t" + i % 50, "insert", 1, 1);
                    page.changed(List.of());
                }
            });
        }
        finally {
            for (Socket socket : clients) {
                socket.close();
            }
        }
    }

    @Test
    void onlyTheseAreThere() throws IOException, InterruptedException {
        assertEquals("{\"database.password\":\"********\"}", get("config").body());
        HttpResponse<String> none = get("../../etc/passwd");
        assertEquals(404, none.statusCode());
        assertFalse(get("page.css/").body().contains("root"));
        assertEquals(404, get("page.htm").statusCode());
        assertTrue(get("status").body().contains("\"phase\""));
    }
}
