package cli;

import base.Problem;
import config.CdcConfig;
import destination.Destination;
import destination.Destinations;
import java.io.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import load.Dataset;
import load.PipelineLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drop}: as {@code dlt pipeline NAME drop}. */
@Command(name = "drop", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Drop tables, or with --drop-all everything, so that the next run starts afresh.",
        footer = {"", "Examples:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java drop test_users",
                "  ./jbang ${ROOT-COMMAND-NAME}.java drop --drop-all --drop-slot --yes"})
final class DropVerb implements Callable<Integer> {

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Destination tables to drop.")
    List<String> tables = new ArrayList<>();
    @Option(names = "--drop-all", description = "All tables of the pipeline, and its state with the offset.")
    boolean all;
    @Option(names = "--drop-slot", description = "Also the replication slot at the source.")
    boolean slot;
    @Option(names = "--resnapshot", description = "The next run reads the dropped tables again.")
    boolean again;
    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    DropVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        if (tables.isEmpty() && !all && !slot) {
            throw Problem.config("Name the tables to drop, or use --drop-all; --drop-slot drops the replication slot");
        }
        if (again) {
            ResnapshotVerb.requireCopies(script);
        }
        CdcConfig config = script.config(common.project, System.getenv());
        PrintWriter out = spec.commandLine().getOut();
        try (PipelineLock alone = PipelineLock.take(config)) {
            boolean agreed = true;
            if ((all || !tables.isEmpty()) && Destinations.isThere(config.target())) {
                agreed = dropTables(config, out);
            }
            else if (all || !tables.isEmpty()) {
                out.println("There is no " + config.target().place() + ": nothing to drop in it");
            }
            out.flush();
            if (agreed && slot) {
                agreed = agreed("Drop what the source keeps for pipeline " + config.pipeline() + "?", yes);
                out.println(agreed ? script.dropAtSource(config) : "The source keeps it");
            }
        }
        out.flush();
        return 0;
    }

    /** Whether they were dropped: a no ends the verb, and what was to be dropped next stays, too. */
    private boolean dropTables(CdcConfig config, PrintWriter out) {
        try (Destination destination = InfoVerb.open(config)) {
            Dataset dataset = new Dataset(config, destination, System.err::println);
            List<String> names = all ? dataset.tableNames() : tables;
            names.stream().filter(name -> !dataset.tableNames().contains(name)).findFirst().ifPresent(name -> {
                throw Problem.config("Pipeline " + config.pipeline() + " has no table " + name + "; it has "
                        + String.join(", ", dataset.tableNames()));
            });
            out.println("About to drop the following data in dataset " + config.dataset() + " in destination "
                    + config.target().name() + ":");
            out.println("Table(s) to drop: " + names + (all ? ", and the state with the offset" : ""));
            out.flush();
            boolean agreed = agreed("Do you want to apply these changes?", yes);
            if (agreed) {
                dataset.drop(names, all, again);
                out.println("Dropped" + (all ? ": the next run starts afresh"
                        : again ? ": the next run reads them again, beside the stream"
                        : ": only new changes will come; to load all rows again use drop --drop-all"
                                + (script.kind().keepsSlot() ? " --drop-slot" : "")));
            }
            else {
                out.println("Nothing was dropped");
            }
            return agreed;
        }
    }

    /** @param yes whether that was said before */
    static boolean agreed(String question, boolean yes) {
        Console console = System.console();
        if (yes) {
            return true;
        }
        String answer = console == null ? null : console.readLine(question + " [y/N] ");
        if (answer == null) {       // from Java 22 on there is a console without a terminal, too
            throw Problem.config(question + " There is no terminal to ask on: use --yes");
        }
        return "y".equalsIgnoreCase(answer.strip());
    }
}
