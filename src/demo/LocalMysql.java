///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.mysql:mysql-connector-j:9.7.0
//DEPS info.picocli:picocli:4.7.7
//SOURCES TemporaryServer.java
//SOURCES Mysqld.java

import demo.TemporaryServer;
import demo.Mysqld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * A MySQL server for demos and tests: the {@code mysqld} that is installed, on a data folder of its own, so that a
 * server which runs here already is left alone. {@link TemporaryServer} says what it is like, {@link Mysqld} where it
 * is found.
 */
@Command(name = "LocalMysql", version = "1",
        description = "Starts an installed MySQL for demos and tests, or runs SQL on it.")
public final class LocalMysql extends TemporaryServer {

    public LocalMysql() {
        super("MySQL", "mysql");
    }

    public static void main(String... args) {
        System.exit(new LocalMysql().run(args));
    }

    @Override
    protected List<String> install(Path data, List<String> user) throws IOException, InterruptedException {
        String program = Mysqld.find().map(found -> found.program().toString()).orElseThrow(() -> new IOException(
                "there is no mysqld that is MySQL 8 or later on PATH or in the usual folders: install MySQL's server"));
        // The folder that packages build in need not be there.
        List<String> common = List.of(program, "--no-defaults", "--datadir=" + data, "--secure-file-priv=NULL");
        List<String> initialize = new ArrayList<>(common);
        initialize.add("--initialize-insecure");
        initialize.addAll(user);
        runToEnd(initialize);
        List<String> command = new ArrayList<>(common);
        command.addAll(List.of("--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--mysqlx=OFF"));
        return command;
    }
}
