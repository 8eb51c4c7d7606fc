package cli;

import base.Problem;
import config.CdcConfig;
import destination.Destinations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code carry}: runs {@code to_any_destination.py}, which is packed with the loader, with a Python that has dlt. What
 * is new in the DuckDB file goes to another of dlt's destinations.
 */
@Command(name = "carry", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = {"Carry what is new in the DuckDB file to any destination that dlt knows, exactly once.",
                "Needs Python with dlt; [destination.<name>] in .dlt says where the target is."},
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java carry --to filesystem"})
final class CarryVerb implements Callable<Integer> {

    static final String SCRIPT = "to_any_destination.py";
    private static final List<String> PLACES = List.of("bin/python", "Scripts/python.exe");

    @Option(names = "--to", paramLabel = "DESTINATION", required = true,
            description = "What dlt calls it: postgres, snowflake, filesystem, sqlalchemy, ducklake …")
    String to;
    @Option(names = "--name", paramLabel = "NAME",
            description = "Which [destination.NAME] says where it is; default: as --to.")
    String name;
    @Option(names = "--target-dataset", paramLabel = "NAME", description = "Default: as in the DuckDB file.")
    String targetDataset;
    @Option(names = "--deletes", paramLabel = "soft|hard",
            description = "soft (default): rows that are marked as deleted stay; hard: they are removed at the target.")
    String deletes;
    @Option(names = "--table-format", paramLabel = "delta|iceberg",
            description = "With --to filesystem; default: plain files, which are only added to.")
    String tableFormat;
    @Option(names = "--refresh", description = "Drop the tables at the target and carry all rows again.")
    boolean refresh;
    @Option(names = "--wait", paramLabel = "SECONDS", description = "How long to wait while the loader writes;"
            + " default: 60.")
    String patience;
    @Option(names = "--python", paramLabel = "PROGRAM", description = "A Python that has dlt; default: of $VIRTUAL_ENV,"
            + " of .venv in the project, else python3 or python.")
    String python;
    @Mixin
    Common common;
    private final Script script;

    CarryVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        CdcConfig config = script.destination(common.project, System.getenv());
        if (config.target().lake() != null) {
            throw Problem.config("The verb carry takes rows from a DuckDB file on, not from a DuckLake: there dlt's own"
                    + " pipelines read them, see docs/ducklake.md");
        }
        Destinations.requireThere(config.target());
        String program = pythonWithDlt();
        Path file = Files.createTempFile("to_any_destination", ".py");
        try {
            unpack(file);
            ProcessBuilder builder = new ProcessBuilder(command(program, file, config)).directory(
                    common.project.toFile()).inheritIO();
            if (common.verbose) {
                builder.environment().put("RUNTIME__LOG_LEVEL", "INFO");
            }
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            int code = process.waitFor();
            return code == 0 || code == 2 ? code : 1;
        }
        finally {
            Files.deleteIfExists(file);
        }
    }

    private List<String> command(String program, Path file, CdcConfig config) {
        List<String> command = new ArrayList<>(List.of(program, file.toString(), "--to", to,
                "--pipeline", config.pipeline(), "--dataset", config.dataset(),
                "--file", config.target().file().toAbsolutePath().toString(),
                "--deleted-column", config.columns().deleted(), "--seq-column", config.columns().seq()));
        add(command, "--name", name);
        add(command, "--target-dataset", targetDataset);
        add(command, "--deletes", deletes);
        add(command, "--table-format", tableFormat);
        add(command, "--wait", patience);
        if (refresh) {
            command.add("--refresh");
        }
        return command;
    }

    private static void add(List<String> command, String option, String value) {
        if (value != null) {
            command.addAll(List.of(option, value));
        }
    }

    private static void unpack(Path file) throws IOException {
        try (InputStream packed = CarryVerb.class.getResourceAsStream(SCRIPT)) {
            Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String pythonWithDlt() throws InterruptedException {
        List<String> candidates = python == null ? pythons() : List.of(python);
        for (String candidate : candidates) {
            if (hasDlt(candidate)) {
                return candidate;
            }
        }
        String extra = to + (tableFormat == null ? "" : tableFormat.equals("delta") ? ",deltalake" : ",pyiceberg");
        throw Problem.run("carry needs a Python with dlt, and " + String.join(", ", candidates) + (candidates.size() > 1
                ? " have none" : " has none") + ". Run: pip install \"dlt[" + extra + "]\" duckdb pyarrow, or name one"
                + " with --python");
    }

    /** Of the active virtual environment, of the project's, of the path. */
    private List<String> pythons() {
        return Stream.concat(Stream.of(System.getenv("VIRTUAL_ENV"), common.project.resolve(".venv").toString())
                .filter(Objects::nonNull).flatMap(each -> PLACES.stream().map(place -> Path.of(each, place)))
                .filter(Files::isExecutable).map(each -> each.toAbsolutePath().toString()),
                Stream.of("python3", "python")).toList();
    }

    private static boolean hasDlt(String candidate) throws InterruptedException {
        try {
            return new ProcessBuilder(candidate, "-c", "import importlib.util as u, sys; sys.exit(not all("
                    + "u.find_spec(each) for each in ('dlt', 'duckdb', 'pyarrow')))")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        }
        catch (IOException e) {         // there is no such program
            return false;
        }
    }
}
