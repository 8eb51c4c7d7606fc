//FILES starter/jbang=../../jbang
//FILES starter/docker-compose.yml=../../docker-compose.yml
//FILES starter/example.config.toml=../../.dlt/example.config.toml
//FILES starter/example.secrets.toml=../../.dlt/example.secrets.toml
//FILES starter/README.md=README.md
//FILES starter/transforms.md=../../docs/transforms.md

package starter;

import base.Folders;
import base.Problem;
import base.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder with a loader of its own. It refers to no other folder, so it can be committed and cloned; the code that all
 * loaders share lies in {@code shared}, not in {@code lib}, where an export puts its jars.
 *
 * @param original the class of the script that it is made from
 * @param kind     the source's, as in {@code [sources.debezium.postgres]}
 * @param product  the source's name in what is printed, such as PostgreSQL
 * @param initSql  what prepares the database that comes with it, and makes the table {@code test_users}
 * @param demo     whether its demo has a server, or another loader's demo is none of a starter's files
 * @param proof    what a person should know of how far it is proven; empty: nothing
 * @param patches  names of the classes that replace Debezium's
 */
public record Starter(String original, String kind, String product, String initSql, boolean demo, String proof,
        List<String> patches) {

    /** Git's own does not stand in the way of a starter. */
    private static final Set<String> MAY_BE_THERE = Set.of(".git");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*");

    /**
     * Writes it, all or nothing.
     *
     * @param name such as {@code orders-loader}, of which the class and the script are {@code OrdersLoader}
     * @return the script's file name
     * @throws Problem (exit code 2) when the name is none, the folder is not empty, or this program is a single jar
     */
    public String write(Path folder, String name) throws IOException {
        ScriptText script = ScriptText.running(original);
        String type = type(name, script);
        requireEmpty(folder);
        Path shared = SharedJar.here();
        // A folder that is there may be another disk's, and only itself writable: a volume of a container is both.
        Path place = Files.isDirectory(folder) ? folder
                : Files.createDirectories(folder.toAbsolutePath().normalize().getParent());
        Path draft = Files.createTempDirectory(place, ".init-");
        try {
            fill(draft, name, type, script, shared);
            Files.createDirectories(folder);
            try (Stream<Path> made = Files.list(draft)) {
                for (Path each : made.toList()) {
                    Files.move(each, folder.resolve(each.getFileName()));
                }
            }
        }
        finally {
            Folders.remove(draft);
        }
        return type + ".java";
    }

    private static String type(String name, ScriptText script) {
        String type = Stream.of(name.split("[-_]")).filter(part -> !part.isEmpty())
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining());
        if (!NAME.matcher(name).matches()) {
            throw Problem.config("\"" + name + "\" cannot name a loader: letters A to Z and digits were expected,"
                    + " with - or _ between words, as in --name orders-loader");
        }
        if (script.uses(type)) {
            throw Problem.config("A loader cannot be called " + type + ": the script uses that name itself. Choose"
                    + " another with --name, such as " + name + "-loader");
        }
        return type;
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Problem.config(folder + " is a file; init needs a folder that is empty or does not exist");
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> there = Files.list(folder)) {
                List<Path> others = there.filter(each -> !MAY_BE_THERE.contains(each.getFileName().toString()))
                        .sorted().toList();
                if (!others.isEmpty()) {
                    throw Problem.config("Folder " + folder + " has files, such as " + others.get(0).getFileName()
                            + "; init needs a folder that is empty or does not exist");
                }
            }
        }
    }

    private void fill(Path draft, String name, String type, ScriptText script, Path shared) throws IOException {
        Files.createDirectories(draft.resolve("shared"));
        Files.createDirectories(draft.resolve(".dlt"));
        SharedJar.make(List.of(shared), draft.resolve("shared").resolve(Release.jar()), patches);
        Files.writeString(draft.resolve(type + ".java"), script.renamed(type).withJar().text());
        Files.writeString(draft.resolve("jbang"), Packed.text("jbang"));
        draft.resolve("jbang").toFile().setExecutable(true, false);
        Files.createDirectories(draft.resolve("docs"));
        Files.writeString(draft.resolve("docs/transforms.md"), Packed.text("transforms.md"));
        Files.writeString(draft.resolve(".gitignore"), """
                .dlt/secrets.toml
                .dlt/config.toml
                .dlt/pipelines/
                tmp/
                # what jbang export makes
                /lib/
                /*.jar
                # ours belongs here, also where a .gitignore above says *.jar
                !/shared/*.jar
                """);
        Files.writeString(draft.resolve(".dlt/example.config.toml"), Packed.text("example.config.toml"));
        Files.writeString(draft.resolve(".dlt/example.secrets.toml"), secrets(Packed.text("example.secrets.toml")));
        Optional<String> compose = new ComposeFile(Packed.text("docker-compose.yml"))
                .only(kind + "_source", name, product);
        if (compose.isPresent()) {
            Files.writeString(draft.resolve("docker-compose.yml"), compose.get());
            Files.writeString(draft.resolve("init.sql"), initSql);
        }
        boolean folder = SharedJar.isOneSigned();
        Files.writeString(draft.resolve("README.md"), Page.of(Packed.text("README.md"),
                parts(compose.isPresent(), folder, script.needsOptions()), Map.of("NAME", name, "SCRIPT",
                        type + ".java", "TYPE", type, "JAR", folder ? "out/" + type + ".jar" : type + "-fatjar.jar",
                        "PRODUCT", product, "PROOF", proof)));
    }

    private Set<String> parts(boolean compose, boolean folder, boolean options) {
        return Stream.of("all", compose ? "compose" : "own", demo ? "demo" : "", options ? "options" : "",
                folder ? "folder" : "onejar", proof.isEmpty() ? "" : "proof").collect(Collectors.toSet());
    }

    /** The example without the other kinds' sections, which are paragraphs; this kind's may be a comment there. */
    private String secrets(String example) {
        Pattern another = Pattern.compile("\\[sources\\.debezium\\.(?!properties]|" + kind + "])\\w+]");
        Pattern commented = Pattern.compile("(?sm)\\A.*?^# (?=\\[sources\\.debezium\\." + kind + "])");
        return Stream.of(example.split("\n\n")).filter(paragraph -> !another.matcher(paragraph).find())
                .map(paragraph -> commented.matcher(paragraph).find()
                        ? commented.matcher(paragraph).replaceFirst("").replaceAll("(?m)^# ", "") : paragraph)
                .collect(Collectors.joining("\n\n"));
    }
}
