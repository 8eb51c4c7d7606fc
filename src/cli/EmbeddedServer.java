package cli;

import base.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A demo's server in a process of its own, started through the JBang script that is packed into this program: so only
 * those who use it fetch its many megabytes. It ends when its standard input does.
 */
record EmbeddedServer(Process process, Demo.Address address) implements AutoCloseable {

    /** @param script whose demo it is for, named where it cannot be started */
    static EmbeddedServer start(Demo.Server server, Script script) throws IOException {
        Path starter = unpack(server.files()).resolve(server.files().get(0));
        Process process;
        try {
            process = new ProcessBuilder(List.of(Jbang.command(), "--quiet", starter.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        }
        catch (IOException e) {
            throw Problem.run("The demo needs the jbang command to start its database: run it as ./jbang "
                    + script.name() + ".java demo, or install JBang", e);
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8));
        String ready = lines.readLine();
        if (ready == null) {
            throw Problem.run("The demo's " + script.demo().product() + " did not start; its output is above");
        }
        JsonNode said = new ObjectMapper().readTree(ready);
        return new EmbeddedServer(process, new Demo.Address(said.get("host").asText(), said.get("port").asInt(),
                said.get("user").asText(), said.get("password").asText(), said.get("database").asText()));
    }

    /** A temporary folder with these files, gone when this program ends. */
    private static Path unpack(List<String> files) throws IOException {
        Path folder = Files.createTempDirectory("embedded");
        folder.toFile().deleteOnExit();     // the last that is named goes first
        for (String file : files) {
            Path copy = folder.resolve(file);
            copy.toFile().deleteOnExit();
            try (InputStream packed = EmbeddedServer.class.getClassLoader().getResourceAsStream("demo/" + file)) {
                Files.copy(packed, copy);
            }
        }
        return folder;
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
