package cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config}: the Debezium properties that {@code run} would use. */
@Command(name = "config", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Print the Debezium properties that run would use, secrets masked.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java config"})
final class ConfigVerb implements Callable<Integer> {

    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    ConfigVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        script.config(common.project, System.getenv()).debezium().masked()
                .forEach((name, value) -> spec.commandLine().getOut().println(name + "=" + value));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
