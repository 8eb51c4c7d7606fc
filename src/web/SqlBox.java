package web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers a query by the verb {@code sql}, in a process of its own: that only reads, can be ended, and leaves the
 * loader's memory alone. One at a time, so that the loader, which waits for the file while it is read, gets it.
 */
final class SqlBox {

    static final int ROWS = 1_000;
    static final int SECONDS = 20;
    private static final int QUERY_BYTES = 100_000;
    private static final int CELL_CHARS = 2_000;
    private static final int ERROR_BYTES = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> command;
    private final Semaphore one = new Semaphore(1);

    /** @param command prints, as JSON, the rows of the query that it reads from its standard input */
    SqlBox(List<String> command) {
        this.command = command;
    }

    /**
     * A POST of application/sql: a page of another origin cannot send that without asking this server first, which
     * never allows it (<a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">Fetch: CORS preflight</a>).
     */
    void answer(HttpExchange request) throws IOException {
        String type = String.valueOf(request.getRequestHeaders().getFirst("Content-Type"));
        String origin = request.getRequestHeaders().getFirst("Origin");
        String site = request.getRequestHeaders().getFirst("Sec-Fetch-Site");
        String host = request.getRequestHeaders().getFirst("Host");
        if (!request.getRequestMethod().equals("POST") || !type.matches("application/sql(;.*)?")) {
            WatchServer.text(request, 405, "A query comes as a POST of type application/sql.\n");
        }
        else if (origin != null && !origin.equals("http://" + host)
                || site != null && !site.equals("same-origin") && !site.equals("none")) {
            WatchServer.text(request, 403, "Only this server's own page may ask.\n");
        }
        else if (!one.tryAcquire()) {
            WatchServer.text(request, 429, "Another query runs: try again when it has ended.\n");
        }
        else {
            try {
                byte[] query = request.getRequestBody().readNBytes(QUERY_BYTES);
                Map<String, Object> answer = run(query);
                WatchServer.send(request, answer.containsKey("error") ? 400 : 200, "application/json",
                        JSON.writeValueAsBytes(answer));
            }
            finally {
                one.release();
            }
        }
    }

    private Map<String, Object> run(byte[] query) throws IOException {
        Process process = new ProcessBuilder(command).start();
        AtomicBoolean late = new AtomicBoolean();
        StringBuilder said = new StringBuilder();
        Thread guard = thread(() -> {
            if (!ended(process)) {
                late.set(true);
                process.destroyForcibly();
            }
        });
        Thread errors = thread(() -> said.append(text(process.getErrorStream())));
        try (InputStream printed = process.getInputStream(); OutputStream asked = process.getOutputStream()) {
            asked.write(query);
            asked.close();
            Map<String, Object> answer = rows(printed);
            process.destroyForcibly();      // it has printed all, or more than is shown
            errors.join(1_000);
            return late.get() ? error("The query was ended after " + SECONDS + " seconds.") : answer;
        }
        catch (IOException noRows) {
            process.destroyForcibly();
            join(errors);
            return error(late.get() ? "The query was ended after " + SECONDS + " seconds." : said.toString().strip());
        }
        catch (InterruptedException closing) {
            return error("The loader ends.");
        }
        finally {
            process.destroyForcibly();
            guard.interrupt();
        }
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(SECONDS, TimeUnit.SECONDS);
        }
        catch (InterruptedException answered) {
            return true;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(1_000);
        }
        catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "http sql");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static String text(InputStream said) {
        try (said) {
            return new String(said.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
        }
        catch (IOException ended) {
            return "";
        }
    }

    private static Map<String, Object> error(String sentence) {
        return Map.of("error", sentence.isEmpty() ? "The query has no rows to show." : sentence);
    }

    /** A list of objects, as texts: a browser's numbers have fewer digits than DuckDB's. */
    private static Map<String, Object> rows(InputStream printed) throws IOException {
        List<String> columns = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        boolean more = false;
        try (JsonParser json = JSON.createParser(printed)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no rows");
            }
            while (json.nextToken() == JsonToken.START_OBJECT && !(more = rows.size() == ROWS)) {
                List<String> row = new ArrayList<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    if (rows.isEmpty()) {
                        columns.add(json.currentName());
                    }
                    row.add(cell(json));
                }
                rows.add(row);
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("columns", columns);
        answer.put("rows", rows);
        answer.put("more", more);
        return answer;
    }

    private static String cell(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        String text = token == JsonToken.VALUE_NULL ? null : token.isStructStart() ? JSON.readTree(json).toString()
                : json.getText();
        return text == null || text.length() <= CELL_CHARS ? text : text.substring(0, CELL_CHARS) + "…";
    }
}
