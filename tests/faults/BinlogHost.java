import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where a MySQL or MariaDB runs: how it is started and ended, and its data copied while it is stopped. */
interface BinlogHost {

    void start() throws IOException, InterruptedException;

    void stop() throws IOException, InterruptedException;

    /** SIGKILL. */
    void kill() throws IOException, InterruptedException;

    void save() throws IOException, InterruptedException;

    void putBack() throws IOException, InterruptedException;

    void close() throws IOException, InterruptedException;

    private static void run(String... line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", line) + ": " + said);
        }
    }

    /** A container, which the caller removes. */
    final class Docker implements BinlogHost {

        private static final String DATA = "/var/lib/mysql";
        private static final String OLDER = "/older";
        private final String container;

        Docker(String container) {
            this.container = container;
        }

        @Override
        public void start() throws IOException, InterruptedException {
            run("docker", "start", container);
        }

        @Override
        public void stop() throws IOException, InterruptedException {
            run("docker", "stop", "-t", "30", container);
        }

        @Override
        public void kill() throws IOException, InterruptedException {
            run("docker", "kill", container);
        }

        @Override
        public void save() throws IOException, InterruptedException {
            copy(DATA, OLDER);
        }

        @Override
        public void putBack() throws IOException, InterruptedException {
            copy(OLDER, DATA);
        }

        private void copy(String from, String to) throws IOException, InterruptedException {
            run("sh", "-c", "docker run --rm --volumes-from " + container + " -v " + container + ":" + OLDER
                    + " --user 0 --entrypoint sh $(docker inspect -f '{{.Config.Image}}' " + container + ") -c 'rm -rf "
                    + to + "/* && cp -a " + from + "/. " + to + "'");
        }

        @Override
        public void close() throws IOException, InterruptedException {
            run("docker", "volume", "rm", "-f", container);
        }
    }

    /** A server that another program has started ({@code src/demo/TemporaryServer.java}), found among its children. */
    final class Local implements BinlogHost {

        private final List<String> command;
        private final Path data;
        private ProcessHandle server;

        Local(long starter) {
            server = ProcessHandle.of(starter).orElseThrow().descendants()
                    .filter(each -> each.info().command().orElse("").matches(".*/(mysqld|mariadbd)")).findFirst()
                    .orElseThrow();
            command = new ArrayList<>(List.of(server.info().command().orElseThrow()));
            command.addAll(List.of(server.info().arguments().orElseThrow()));
            command.removeIf(each -> each.startsWith("--init-file="));      // its users are there
            data = Path.of(command.stream().filter(each -> each.startsWith("--datadir=")).findFirst().orElseThrow()
                    .substring(10));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> server.destroyForcibly()));
        }

        @Override
        public void start() throws IOException {
            server = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(
                    ProcessBuilder.Redirect.appendTo(data.resolveSibling("again.log").toFile())).start().toHandle();
        }

        @Override
        public void stop() throws InterruptedException {
            server.destroy();
            end();
        }

        @Override
        public void kill() throws InterruptedException {
            server.destroyForcibly();
            end();
        }

        private void end() {
            server.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }

        @Override
        public void save() throws IOException, InterruptedException {
            copy(data, data.resolveSibling("older"));
        }

        @Override
        public void putBack() throws IOException, InterruptedException {
            copy(data.resolveSibling("older"), data);
        }

        private static void copy(Path from, Path to) throws IOException, InterruptedException {
            run("rm", "-rf", to.toString());
            run("cp", "-a", from.toString(), to.toString());
        }

        @Override
        public void close() throws InterruptedException {
            stop();
        }
    }
}
