package cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import config.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An embedded database in a process of its own, started through the JBang script that is packed into this program: so
 * its many megabytes are fetched by those only who use it. It ends when its standard input does.
 */
record EmbeddedServer(Process process, String host, int port, String user, String password, String database)
        implements AutoCloseable {

    private static final String RESOURCE = "demo/EmbeddedPostgres.java";

    static EmbeddedServer start() throws IOException {
        Path folder = Files.createTempDirectory("embedded");
        Path script = folder.resolve("EmbeddedPostgres.java");
        folder.toFile().deleteOnExit();     // the last that is named goes first
        script.toFile().deleteOnExit();
        try (InputStream packed = EmbeddedServer.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            Files.copy(packed, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Process process;
        try {
            process = new ProcessBuilder(List.of(jbang(), "--quiet", script.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }
        catch (IOException e) {
            throw Problem.run("The demo needs the jbang command to start its database: run it as ./jbang"
                    + " DebeziumDltLoader.java demo, or install JBang", e);
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = lines.readLine();
        if (ready == null) {
            throw Problem.run("The embedded PostgreSQL did not start; what it said stands above");
        }
        JsonNode server = new ObjectMapper().readTree(ready);
        return new EmbeddedServer(process, server.get("host").asText(), server.get("port").asInt(),
                server.get("user").asText(), server.get("password").asText(), server.get("database").asText());
    }

    private static String jbang() {
        String wrapper = System.getenv("CDC_JBANG");
        String launched = System.getenv("JBANG_LAUNCH_CMD");
        return wrapper != null ? wrapper : launched != null ? launched : "jbang";
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroy();
            }
        }
        catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
