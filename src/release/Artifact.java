///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS info.picocli:picocli:4.7.7
//SOURCES ../base/Patch.java
//SOURCES ../base/Problem.java
//SOURCES ../base/Release.java
//SOURCES ../starter/Packed.java
//SOURCES ../starter/ScriptText.java
//SOURCES ../starter/SharedJar.java
//SOURCES ConnectPlugin.java
//SOURCES Pom.java

package release;

import base.Problem;
import base.Release;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import starter.ScriptText;
import starter.SharedJar;

/**
 * Builds the artifact that has the code of all loaders, with sources and POM, into a Maven repository: the local one,
 * or a folder that a release uploads. Also writes JBang's templates, which use it.
 */
@Command(name = "Artifact", mixinStandardHelpOptions = true, version = Release.VERSION,
        description = "Builds " + Release.GROUP + ":" + Release.ARTIFACT + " and JBang's templates.")
public final class Artifact {

    /** Kind, loader script, shared sources. */
    private record Loader(String kind, String script, String shared) {
    }

    private static final List<Loader> LOADERS = List.of(
            new Loader("postgres", "DebeziumDltLoader", "PostgresLoader.java"),
            new Loader("mysql", "DebeziumDltLoaderMysql", "MysqlLoader.java"),
            new Loader("mariadb", "DebeziumDltLoaderMariadb", "MariadbLoader.java"),
            new Loader("sqlserver", "DebeziumDltLoaderSqlserver", "SqlserverLoader.java"),
            new Loader("oracle", "DebeziumDltLoaderOracle", "OracleLoader.java"),
            new Loader("db2", "DebeziumDltLoaderDb2", "Db2Loader.java"),
            new Loader("mongodb", "DebeziumDltLoaderMongodb", "MongodbLoader.java"),
            new Loader("cassandra", "DebeziumDltLoaderCassandra", "CassandraLoader.java"));

    /** The classes that replace Debezium's lie in a folder of their own. */
    private static final Path PATCHES = Path.of("src/patches");

    @Option(names = "--root", paramLabel = "DIR", defaultValue = ".", scope = CommandLine.ScopeType.INHERIT,
            description = "The repository; default: here.")
    private Path root;

    public static void main(String... args) {
        System.exit(new CommandLine(new Artifact()).setExecutionExceptionHandler((error, line, parsed) -> {
            line.getErr().println(error.getMessage());
            return error instanceof Problem problem ? problem.exitCode() : 1;
        }).execute(args));
    }

    @Command(mixinStandardHelpOptions = true, description = "Install the jar, its sources and its POM.")
    int install(@Option(names = "--to", paramLabel = "DIR", description = "A folder that is laid out as a Maven"
            + " repository; default: the local repository.") Path repository) throws IOException {
        Path folder = (repository == null ? localRepository() : repository).resolve(Release.GROUP.replace('.', '/'))
                .resolve(Release.ARTIFACT).resolve(Release.VERSION);
        Files.createDirectories(folder);
        List<Path> jars = LOADERS.stream().map(loader -> jar(loader.shared())).toList();
        SharedJar.make(jars, folder.resolve(Release.jar()), patches());
        SharedJar.write(sources(), folder.resolve(Release.jar().replace(".jar", "-sources.jar")));
        Files.writeString(folder.resolve(Release.jar().replace(".jar", ".pom")), Pom.text(dependencies()));
        System.out.println(folder.resolve(Release.jar()));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Write the loaders as templates for `jbang init`.")
    int templates(@Option(names = "--to", paramLabel = "DIR", description = "Default: src/starter.") Path target)
            throws IOException {
        Path folder = Files.createDirectories(target == null ? root.resolve("src/starter") : target);
        for (Loader loader : LOADERS) {
            String script = Files.readString(root.resolve(loader.script() + ".java"));
            String text = new ScriptText(loader.script(), script, this::list).withArtifact().renamed("BASENAME").text();
            Files.writeString(folder.resolve(loader.kind() + ".java.qute"),
                    "{|" + text.replace("BASENAME", "|}{baseName}{|") + "|}");
        }
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, description = "Make the plugin for Kafka Connect, as a folder and a zip,"
            + " and the jar with the converter for Debezium's PostgreSQL connector.")
    int connect(@Option(names = "--to", paramLabel = "DIR", description = "Default: tmp/connect.") Path target)
            throws IOException {
        Path folder = target == null ? root.resolve("tmp/connect") : target;
        String source = root.resolve("src/KafkaSink.java").toString();
        Path jar = jar("KafkaSink.java");
        List<Path> needed = Stream.of(jbang("info", "classpath", source).strip().split(File.pathSeparator))
                .map(Path::of).filter(each -> !each.equals(jar)).toList();
        System.out.println(ConnectPlugin.make(jar, needed, folder));
        System.out.println(ConnectPlugin.types(jar("KafkaTypes.java"), folder));
        return 0;
    }

    private String list(String name) {
        try {
            return Files.readString(root.resolve("src").resolve(name));
        }
        catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Built by JBang. */
    private Path jar(String shared) {
        String source = root.resolve("src").resolve(shared).toString();
        Path jar = Path.of(jbang("info", "tools", "--select=applicationJar", source).strip());
        if (!Files.exists(jar)) {
            jbang("build", source);
        }
        return jar;
    }

    private static String jbang(String... arguments) {
        String wrapper = System.getenv("CDC_JBANG");
        List<String> command = Stream.concat(Stream.of(wrapper == null ? "jbang" : wrapper, "--quiet"),
                Stream.of(arguments)).toList();
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String out = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw Problem.run("`" + String.join(" ", command) + "` failed; its output is above");
            }
            return out;
        }
        catch (IOException | InterruptedException e) {
            throw Problem.run("Cannot run " + command.get(0) + ": " + e.getMessage());
        }
    }

    private List<String> patches() throws IOException {
        Path folder = root.resolve(PATCHES);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.contains("/") && file.endsWith(".java"))
                    .map(file -> file.replaceFirst("\\.java$", "").replace('/', '.')).sorted().toList();
        }
    }

    /** Those of the packages; the servers of the demos are scripts, and in the jar as such. */
    private Map<String, byte[]> sources() throws IOException {
        Map<String, byte[]> sources = new TreeMap<>();
        for (Path folder : List.of(root.resolve("src"), root.resolve(PATCHES))) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    if (name.contains("/") && !name.startsWith("patches/") && !name.startsWith("release/")) {
                        sources.put(name, Files.readAllBytes(file));
                    }
                }
            }
        }
        return sources;
    }

    private List<String> dependencies() {
        return ScriptText.ALL_LOADERS.stream().flatMap(name -> ScriptText.dependencies(list(name)))
                .distinct().collect(Collectors.toList());
    }

    private static Path localRepository() {
        String jbangs = System.getenv("JBANG_REPO");
        String given = System.getProperty("maven.repo.local", jbangs);
        return given != null ? Path.of(given) : Path.of(System.getProperty("user.home"), ".m2", "repository");
    }
}
