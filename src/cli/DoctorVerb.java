package cli;

import base.Problem;
import base.Secrets;
import base.Shell;
import capture.Checkup;
import capture.Checkup.Fix;
import capture.Checkup.Known;
import config.CdcConfig;
import config.Target;
import destination.Destination;
import destination.Destinations;
import event.Checkpoint;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import load.Pipeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import watch.Status;
import watch.Watch;

/** {@code doctor}: checks both ends before a run, and changes nothing unless it is told to. */
@Command(name = "doctor", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Check config, destination and source before a run: one line per check, with what fixes it.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java doctor --fix"})
final class DoctorVerb implements Callable<Integer> {

    private static final String FILE = "duckdb file";

    @Option(names = "--fix", description = "Then do what is harmless, after asking. PostgreSQL: REPLICA IDENTITY FULL,"
            + " the publication, tables that it lacks.")
    boolean fix;
    @Option(names = "--yes", description = "With --fix: do not ask.")
    boolean yes;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;
    private CdcConfig config;
    private Checkpoint committed;

    DoctorVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Checkup checkup = examine(out);
        if (!fix) {
            return checkup.hasFailed() ? 1 : 0;
        }
        if (checkup.fixes().isEmpty()) {
            out.println("There is nothing that doctor may fix by itself. Lines above that fail or warn say what to run:"
                    + " settings of the whole server and privileges are for whoever looks after it to change");
            out.flush();
            return checkup.hasFailed() ? 1 : 0;
        }
        checkup.fixes().forEach(each -> out.println("fix   " + each.command()));
        out.flush();
        if (!DropVerb.agreed("Run these commands at the source?", yes)) {
            out.println("Nothing was changed");
            out.flush();
            return checkup.hasFailed() ? 1 : 0;
        }
        for (Fix each : checkup.fixes()) {
            each.action().run();
            out.println("fixed " + each.what());
            out.flush();
        }
        return examine(out).hasFailed() ? 1 : 0;
    }

    private Checkup examine(PrintWriter out) {
        Checkup checkup = new Checkup(line -> {
            out.println(line);
            out.flush();
        });
        if (checkup.check("config", this::readConfig)) {
            String exposed = Secrets.exposed(common.project);
            if (!exposed.isEmpty()) {
                checkup.warn("secrets", exposed);
            }
            checkProof(checkup);
            boolean running = isLoaderRunning(checkup);
            checkup.check("folder", () -> requireWritable(config.pipelineDir()));
            checkup.check(config.target().lake() == null ? FILE : "ducklake", () -> readFile(checkup));
            script.examine(config, new Known(committed, running), checkup);
        }
        return checkup;
    }

    private String readConfig() {
        config = script.config(common.project, System.getenv());
        return "every key is known, and nothing is missing";
    }

    private void checkProof(Checkup checkup) {
        String warning = script.kind().proof().warning(script.kind().name());
        if (warning.isEmpty()) {
            checkup.check("proof", () -> script.kind().proof().sentence());
        }
        else {
            checkup.warn("proof", warning);
        }
    }

    private boolean isLoaderRunning(Checkup checkup) {
        boolean[] running = {false};
        checkup.check("loader", () -> Status.read(config.pipelineDir()).map(status -> {
            running[0] = status.isRunning();
            return running[0] ? "process " + status.pid() + " is at work on this pipeline; a second one would be"
                    + " refused"
                    : "none runs (the last one: " + status.phase() + ")";
        }).orElse("none has run here"));
        return running[0];
    }

    /** The folder, or the nearest one above it that is there. */
    private static String requireWritable(Path folder) {
        Path there = folder;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw Problem.run(there + " is a file, expected a folder: move it away");
        }
        if (!Files.isWritable(there)) {
            throw Problem.run("This user may not write to " + there + ": run chmod u+w " + Shell.word(there.toString())
                    + ", or give the loader another folder");
        }
        return folder + " can be written";
    }

    private String readFile(Checkup checkup) {
        Target target = config.target();
        if (target.lake() == null || target.lake().kind().isFile()) {
            requireWritable(target.file().getParent());
        }
        String[] holder = {""};
        Watch watch = new Watch() {
            @Override
            public void waiting(String sentence, long pauseMs) {
                holder[0] = sentence;
            }
        };
        try (Destination destination = Destinations.open(config, watch, () -> !holder[0].isEmpty())) {
            committed = Checkpoint.none();
            if (!destination.exists()) {
                return target + " does not exist yet: the first run creates it";
            }
            committed = null;
            Pipeline pipeline = new Pipeline(config, destination, watch);
            committed = pipeline.committed();
            if (!pipeline.toMend().isEmpty()) {
                checkup.warn("dlt schema", pipeline.toMend());
            }
            String place = script.kind().place(committed.position());
            return target + " can be opened, " + (place.isEmpty() ? "nothing is loaded yet" : "and is at " + place);
        }
        catch (Problem problem) {
            if (holder[0].isEmpty()) {
                throw problem;
            }
            checkup.warn(FILE, holder[0].replaceFirst(": waiting until it is closed",
                    ". A run waits until it is closed"));
            return "";
        }
    }
}
