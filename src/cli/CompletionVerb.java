package cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code generate-completion}: Picocli's completion for bash and zsh, for the script under each of the ways in which it
 * is run.
 *
 * @see <a href="https://picocli.info/autocomplete.html">Picocli: autocomplete</a>
 */
@Command(name = "generate-completion", mixinStandardHelpOptions = true, versionProvider = Version.class,
        sortOptions = false, description = "Print a script that lets bash and zsh complete verbs and options.",
        footer = {"", "Example:", "  source <(./jbang ${ROOT-COMMAND-NAME}.java generate-completion)"})
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
        out.print(AutoComplete.bash(script.name(), spec.root().commandLine()));
        out.print(WITH_JBANG.formatted(script.name()));
        out.flush();
        return 0;
    }
}
