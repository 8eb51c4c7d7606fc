package cli;

import base.Problem;
import config.CdcConfig;
import destination.Destination;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code maintain}: a lake's small files become larger ones, and what nothing needs any more goes. */
@Command(name = "maintain", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Merge a DuckLake's small files, and remove old snapshots and files; also while the loader runs.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java maintain"})
final class MaintainVerb implements Callable<Integer> {

    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    MaintainVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        CdcConfig config = script.destination(common.project, System.getenv());
        if (config.target().lake() == null) {
            throw Problem.config("There is nothing to maintain in a " + config.target().place() + ": DuckDB uses again"
                    + " what is free in it. The verb is for destination = \"ducklake\" in [cdc_settings]");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Destination destination = InfoVerb.open(config)) {
            destination.maintain().forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
