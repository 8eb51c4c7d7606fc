import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A headless Chromium, by the <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>: one
 * page, as a person uses it.
 */
final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 30;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    /** What the page has complained of. */
    final List<String> complaints = new ArrayList<>();

    private Browser(Process process, String page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(page), new Listener())
                .join();
    }

    /** @param folder for its profile and its log */
    static Browser start(String program, Path folder) throws Exception {
        Path log = folder.resolve("chromium.log");
        Process process = new ProcessBuilder(program, "--headless=new", "--no-sandbox", "--disable-gpu",
                "--no-first-run", "--disable-dev-shm-usage", "--disable-background-networking",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*", "--user-data-dir=" + folder.resolve("chromium"), "about:blank")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Path port = folder.resolve("chromium/DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
            if (System.nanoTime() > end || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException("the browser does not start: " + Files.readString(log));
            }
            Thread.sleep(50);
        }
        String url = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
        while (true) {
            JsonNode pages = JSON.readTree(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url))
                    .build(), BodyHandlers.ofString()).body());
            for (JsonNode page : pages) {
                if (page.path("type").asText().equals("page")) {
                    Browser browser = new Browser(process, page.path("webSocketDebuggerUrl").asText());
                    for (String domain : List.of("Page", "Runtime", "Log", "Accessibility")) {
                        browser.ask(domain + ".enable", Map.of());
                    }
                    return browser;
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException("the browser has no page");
            }
            Thread.sleep(50);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                told(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void told(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            CompletableFuture<JsonNode> answer = message.has("id") ? asked.remove(message.path("id").asInt()) : null;
            if (answer != null) {
                answer.complete(message);
            }
            String method = message.path("method").asText();
            if (method.equals("Runtime.exceptionThrown")
                    || method.equals("Log.entryAdded") && message.at("/params/entry/level").asText().equals("error")) {
                complaints.add(message.path("params").toString());
            }
        }
        catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).get(PATIENCE_S, TimeUnit.SECONDS);
        JsonNode told = answer.get(PATIENCE_S, TimeUnit.SECONDS);
        if (told.has("error")) {
            throw new IOException(method + ": " + told.get("error"));
        }
        return told.path("result");
    }

    void open(String url) throws Exception {
        ask("Page.navigate", Map.of("url", url));
        until("document.readyState === 'complete' && location.href !== 'about:blank'", PATIENCE_S);
    }

    /** The value of an expression. */
    JsonNode js(String expression) throws Exception {
        JsonNode result = ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true,
                "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        return result.at("/result/value");
    }

    /** How long it took until the expression was true, in milliseconds; -1: it was not. */
    long until(String expression, int seconds) throws Exception {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds)) {
            if (js("Boolean(" + expression + ")").asBoolean()) {
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            }
            Thread.sleep(20);
        }
        return -1;
    }

    /** @param modifiers 2: Ctrl, 8: Shift */
    void press(String key, int code, int modifiers) throws Exception {
        boolean types = modifiers == 0 && (key.length() == 1 || key.equals("Enter"));
        for (String type : List.of("keyDown", "keyUp")) {
            ask("Input.dispatchKeyEvent", Map.of("type", type, "key", key, "code", key.equals(" ") ? "Space" : key,
                    "windowsVirtualKeyCode", code, "modifiers", modifiers, "text", types && type.equals("keyDown")
                            ? key.equals("Enter") ? "\r" : key : ""));
        }
    }

    void type(String text) throws Exception {
        ask("Input.insertText", Map.of("text", text));
    }

    void scheme(String scheme) throws Exception {
        ask("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value",
                scheme))));
    }

    void size(int width, int height, boolean mobile) throws Exception {
        ask("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1,
                "mobile", mobile));
    }

    void picture(Path file) throws Exception {
        String png = ask("Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", false)).path("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(png));
    }

    /** Role and name of what a screen reader reads. */
    List<String> read() throws Exception {
        List<String> read = new ArrayList<>();
        for (JsonNode node : ask("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
            if (!node.path("ignored").asBoolean()) {
                read.add(node.at("/role/value").asText() + ": " + node.at("/name/value").asText());
            }
        }
        return read;
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {        // they write into their folder until they are gone
            each.onExit().completeOnTimeout(each, 10, TimeUnit.SECONDS).join();
        }
    }
}
