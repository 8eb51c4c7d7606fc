import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A broker and workers of Kafka Connect, each a process that can be killed. */
final class Cluster implements AutoCloseable {

    private static final String HEAP = "-Xmx400m";
    private static final int UP_S = 90;

    private final Path folder;
    private final String brokerJars;
    private final String workerJars;
    private final int port;
    private final String settings;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process broker;
    private final Process[] workers;

    /**
     * @param port     the broker's; the next is its controller's, and those after it are the workers'
     * @param settings lines that the workers' properties have beside
     */
    Cluster(Path folder, String brokerJars, String workerJars, int port, int workers, String settings)
            throws IOException {
        this.folder = folder;
        this.brokerJars = brokerJars;
        this.workerJars = workerJars;
        this.port = port;
        this.settings = settings;
        this.workers = new Process[workers];
        Files.createDirectories(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (Process each : this.workers) {
                end(each);
            }
            end(broker);
        }));
    }

    private static void end(Process process) {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    int workers() {
        return workers.length;
    }

    /** Formats its folder the first time. */
    void startBroker() throws Exception {
        Path properties = folder.resolve("broker.properties");
        if (!Files.exists(properties)) {
            Files.writeString(properties, """
                    process.roles=broker,controller
                    node.id=1
                    controller.quorum.voters=1@127.0.0.1:%2$d
                    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                    controller.listener.names=CONTROLLER
                    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                    inter.broker.listener.name=PLAINTEXT
                    log.dirs=%3$s
                    offsets.topic.replication.factor=1
                    offsets.topic.num.partitions=4
                    transaction.state.log.replication.factor=1
                    transaction.state.log.min.isr=1
                    group.initial.rebalance.delay.ms=0
                    """.formatted(port, port + 1, folder.resolve("data")));
            Process format = java("format", brokerJars, "kafka.tools.StorageTool", "format", "-t",
                    "MkU3OEVBNTcwNTJENDM2Qg", "-c", properties.toString());
            if (format.waitFor() != 0) {
                throw new IllegalStateException("the broker's folder is not formatted");
            }
        }
        broker = java("broker", brokerJars, "kafka.Kafka", properties.toString());
        await("the broker answers", UP_S, () -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            }
        });
    }

    void startWorker(int number) throws Exception {
        Path properties = folder.resolve("worker" + number + ".properties");
        Files.writeString(properties, """
                bootstrap.servers=127.0.0.1:%d
                group.id=connect
                key.converter=org.apache.kafka.connect.json.JsonConverter
                value.converter=org.apache.kafka.connect.json.JsonConverter
                offset.storage.topic=connect_offsets
                config.storage.topic=connect_config
                status.storage.topic=connect_status
                offset.storage.partitions=2
                status.storage.partitions=2
                offset.storage.replication.factor=1
                config.storage.replication.factor=1
                status.storage.replication.factor=1
                offset.flush.interval.ms=5000
                session.timeout.ms=6000
                heartbeat.interval.ms=1500
                scheduled.rebalance.max.delay.ms=1000
                plugin.discovery=service_load
                config.providers=env
                config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
                plugin.path=%s
                listeners=http://127.0.0.1:%d
                """.formatted(port, folder.resolve("plugins"), rest(number)) + settings);
        workers[number] = java("worker" + number, workerJars, "org.apache.kafka.connect.cli.ConnectDistributed",
                properties.toString());
    }

    void awaitWorker(int number) throws Exception {
        await("worker " + number + " answers", UP_S, () -> call("GET", number, "/connectors", "") != null);
    }

    private int rest(int worker) {
        return port + 2 + worker;
    }

    private Process java(String log, String classpath, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("java", HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                classpath));
        all.addAll(List.of(command));
        ProcessBuilder process = new ProcessBuilder(all);
        process.environment().put("CDC_FOLDER", folder.resolve(log).toString());
        return process.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log
                + ".log").toFile())).start();
    }

    void killBroker() throws InterruptedException {
        broker.destroyForcibly().waitFor();
    }

    void killWorker(int number) throws InterruptedException {
        workers[number].destroyForcibly().waitFor();
    }

    /** Holds a worker up for longer than its group waits for it: it goes on without knowing what it has lost. */
    void freezeWorker(int number, long millis) throws Exception {
        signal(number, "-STOP");
        Thread.sleep(millis);
        signal(number, "-CONT");
    }

    private void signal(int worker, String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(workers[worker].pid())).start().waitFor();
    }

    /** Makes a connector, or gives it another config. */
    void put(String name, Map<String, String> config) throws Exception {
        StringBuilder json = new StringBuilder();
        config.forEach((key, value) -> json.append(json.isEmpty() ? "{" : ",").append(quoted(key)).append(':')
                .append(quoted(value)));
        await("connector " + name + " is taken", UP_S, () -> call("PUT", any(), "/connectors/" + name + "/config",
                json + "}") != null);
    }

    void delete(String name) throws Exception {
        call("DELETE", any(), "/connectors/" + name, "");
    }

    /** What validation says of a config, as JSON. */
    String validate(String type, Map<String, String> config) throws Exception {
        StringBuilder json = new StringBuilder();
        config.forEach((key, value) -> json.append(json.isEmpty() ? "{" : ",").append(quoted(key)).append(':')
                .append(quoted(value)));
        return call("PUT", any(), "/connector-plugins/" + type + "/config/validate", json + "}");
    }

    private int any() {
        for (int i = 0; i < workers.length; i++) {
            if (workers[i] != null && workers[i].isAlive()) {
                return i;
            }
        }
        return 0;
    }

    /** As JSON; empty where no worker says. */
    String status(String name) throws Exception {
        String status = call("GET", any(), "/connectors/" + name + "/status", "");
        return status == null ? "" : status;
    }

    /** The number of the worker that runs a task, -1 where none says so. */
    int workerOf(String name, int task) throws Exception {
        java.util.regex.Matcher place = java.util.regex.Pattern.compile("\"id\":" + task
                + ",\"state\":\"RUNNING\",\"worker_id\":\"[^\"]*:(\\d+)\"").matcher(status(name));
        return place.find() ? Integer.parseInt(place.group(1)) - rest(0) : -1;
    }

    void restartTasks(String name) throws Exception {
        call("POST", any(), "/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true", "");
    }

    /** Null where it is not done: a worker that is not there, or a group that is about to be formed anew. */
    private String call(String method, int worker, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest(worker) + path))
                .timeout(java.time.Duration.ofSeconds(20)).header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 400) {
                throw new IllegalStateException(response.body());
            }
            return response.statusCode() < 300 ? response.body() : null;
        }
        catch (IOException notThere) {
            return null;
        }
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static void await(String what, int seconds, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            try {
                if (holds.call()) {
                    return;
                }
            }
            catch (IOException | SQLException notYet) {
                // again
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + seconds + " s: " + what);
            }
            Thread.sleep(200);
        }
    }

    @Override
    public void close() throws Exception {
        for (Process each : workers) {
            if (each != null) {
                each.destroyForcibly().waitFor();
            }
        }
        if (broker != null) {
            broker.destroyForcibly().waitFor();
        }
    }
}
