package cli;

import base.Problem;
import base.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import kind.SourceKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import starter.Starter;

/** {@code init}: a folder with a loader of its own, made from this script. */
@Command(name = "init", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Write a starter: this script under another name, with all that it needs, into a new folder.",
        footer = {"", "Example:",
                "  ./jbang ${ROOT-COMMAND-NAME}.java init my-loader"})
final class InitVerb implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder; it must be empty or not exist.")
    Path folder;
    @Option(names = "--name", paramLabel = "NAME",
            description = "The loader's name, such as orders-loader for OrdersLoader.java; default: the folder's name.")
    String name;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    InitVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        Path target = common.project.resolve(folder).normalize();
        String called = name != null ? name : String.valueOf(target.toAbsolutePath().normalize().getFileName());
        String file;
        try {
            Demo demo = script.demo();
            SourceKind kind = script.kind();
            file = new Starter(script.name(), kind.name(), demo.product(), demo.initSql(), demo.hasServer(),
                    kind.proof().warning(demo.product()), script.patches()).write(target, called);
        }
        catch (IOException e) {
            throw Problem.run("Cannot write " + target + ": " + Problem.why(e), e);
        }
        String there = target.toString();
        spec.commandLine().getOut().printf("Wrote %s and what it needs. Now:%n%s  %s%n", file,
                there.isEmpty() ? "" : "  cd " + Shell.word(there) + "\n", script.demo().hasServer()
                        ? "./jbang " + file + " demo" : "install -m 600 .dlt/example.secrets.toml .dlt/secrets.toml"
                        + "     # and say there where your " + script.demo().product() + " is; README.md goes on");
        return 0;
    }
}
