package cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code generate-completion}: Picocli's completion for bash and zsh, and one for fish, for the script under each of
 * the ways in which it is run.
 *
 * @see <a href="https://picocli.info/autocomplete.html">Picocli: autocomplete</a>
 */
@Command(name = "generate-completion", mixinStandardHelpOptions = true, versionProvider = Version.class,
        sortOptions = false, description = "Print a script that lets bash, zsh or fish complete verbs and options.",
        footer = {"", "Examples:", "  source <(./jbang ${ROOT-COMMAND-NAME}.java generate-completion)",
            "  ./jbang ${ROOT-COMMAND-NAME}.java generate-completion --shell fish | source"})
final class CompletionVerb implements Callable<Integer> {

    /** Under JBang the script is an argument; scripts of several loaders share this part. */
    private static final String WITH_JBANG = """

            complete -F _complete_%1$s -o default %1$s.java ./%1$s.java

            function _complete_jbang_script() {
              local script=${COMP_WORDS[1]##*/}
              script=${script%%.java}
              if (( COMP_CWORD > 1 )) && declare -F "_complete_$script" >/dev/null; then
                COMP_WORDS=("$script" "${COMP_WORDS[@]:2}")
                COMP_CWORD=$(( COMP_CWORD - 1 ))
                "_complete_$script"
              else
                COMPREPLY=()
              fi
            }
            complete -F _complete_jbang_script -o default jbang ./jbang
            """;

    enum ForShell {
        BASH, ZSH, FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--shell", paramLabel = "bash|zsh|fish", defaultValue = "bash",
            description = "For which shell; default: bash, whose script zsh reads, too.")
    ForShell shell;
    @Mixin
    Common common;
    @Spec
    CommandSpec spec;
    private final Script script;

    CompletionVerb(Script script) {
        this.script = script;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (shell == ForShell.FISH) {
            for (String command : List.of(script.name(), script.name() + ".java", "jbang")) {
                fish(out, command);
            }
            out.flush();
            return 0;
        }
        out.print(AutoComplete.bash(script.name(), spec.root().commandLine()));
        out.print(WITH_JBANG.formatted(script.name()));
        out.flush();
        return 0;
    }

    /** @param command what the line begins with; where that is JBang, the script has to follow */
    private void fish(PrintWriter out, String command) {
        Map<String, CommandLine> verbs = spec.root().commandLine().getSubcommands();
        String here = command.equals("jbang")
                ? "__fish_seen_subcommand_from " + script.name() + ".java ./" + script.name() + ".java; and " : "";
        String none = here + "not __fish_seen_subcommand_from " + String.join(" ", verbs.keySet());
        verbs.forEach((verb, line) -> {
            out.println("complete -c " + command + " -f -n '" + none + "' -a " + verb + said(line.getCommandSpec()
                    .usageMessage().description()));
            line.getCommandSpec().options().forEach(option -> out.println("complete -c " + command + " -n '" + here
                    + "__fish_seen_subcommand_from " + verb + "'" + completed(option)));
        });
    }

    private static String completed(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        Stream.of(option.names()).forEach(name -> names.append(name.startsWith("--") ? " -l " + name.substring(2)
                : " -s " + name.substring(1)));
        String values = option.paramLabel();
        return names + (option.arity().max() == 0 ? "" : values.contains("|") ? " -x -a '" + values.replace('|', ' ')
                + "'" : " -r") + said(option.description());
    }

    /** The first sentence of what it is for. */
    private static String said(String[] description) {
        String first = description.length == 0 ? "" : description[0].split("[.:;] |[.]$", 2)[0];
        return " -d '" + first.replace("\\", "").replace("'", "\\'") + "'";
    }
}
