package starter;

import base.Problem;
import base.Release;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The loader script as it is, tweaks and all (it packs itself), made to run in another folder: instead of the sources
 * of the shared code it names a jar of them, and what that needs.
 *
 * @param type  its class
 * @param lists the text of a file in {@code src} that lists sources and dependencies, by the file's name
 */
public record ScriptText(String type, String text, UnaryOperator<String> lists) {

    private static final String COORDINATES = Release.GROUP + ":" + Release.ARTIFACT + ":";
    /** What names the shared code: sources in the repository, a jar in a starter, or the artifact. */
    private static final Pattern SHARED = Pattern.compile("(?m)^//DEPS (?:src/(\\w+\\.java)|shared/.*|"
            + Pattern.quote(COORDINATES) + ".*)\\n");
    private static final Pattern SOURCES = Pattern.compile("(?m)^//SOURCES .*\\n");
    private static final Pattern DEPS = Pattern.compile("(?m)^//DEPS (.*)$");
    /** Which have the dependencies of all loaders. */
    public static final List<String> ALL_LOADERS = List.of("Loader.java", "config/All.java",
            "destination/DuckDbVersion.java");

    /**
     * @throws Problem (exit code 2) when it is another script's text: a copy that still packs its original
     */
    public ScriptText {
        if (!Pattern.compile("\\bclass " + type + "\\b").matcher(text).find()) {
            throw Problem.config("The script " + type + " packs another script, so init would lose your tweaks. Write"
                    + " into " + type + ".java: //FILES starter/script.java=" + type + ".java");
        }
    }

    /** The running script. */
    static ScriptText running(String type) {
        return new ScriptText(type, Packed.text("script.java"), list -> Packed.text("deps/" + list));
    }

    /** Whether the script uses this word, other than for itself and for the list of sources that it leaves behind. */
    public boolean uses(String word) {
        return !word.equals(type)
                && Pattern.compile("\\b" + word + "\\b").matcher(SHARED.matcher(text).replaceFirst("")).find();
    }

    /** Whether Java has to be given options that open its own modules: a jar alone does not run. */
    public boolean needsOptions() {
        return Pattern.compile("(?m)^//RUNTIME_OPTIONS .*--add-exports").matcher(text).find();
    }

    /** With a class of this name. */
    public ScriptText renamed(String newType) {
        return new ScriptText(newType, text.replaceAll("\\b" + type + "\\b", Matcher.quoteReplacement(newType)),
                lists);
    }

    /** With the shared code as the jar that a starter has, and with all that it needs. */
    public ScriptText withJar() {
        return withShared("shared/" + Release.jar(), ALL_LOADERS);
    }

    /** With the shared code as a Maven artifact, which says what it needs, but for Debezium. */
    public ScriptText withArtifact() {
        return withShared(COORDINATES + Release.VERSION, List.of());
    }

    /** What such a file names: {@code group:artifact:version} each. */
    public static Stream<String> dependencies(String list) {
        return DEPS.matcher(list).results().map(line -> line.group(1).strip());
    }

    private ScriptText withShared(String shared, List<String> more) {
        Matcher named = SHARED.matcher(text);
        if (!named.find()) {
            throw new IllegalStateException(type + " does not name the shared code in a //DEPS line");
        }
        Set<String> lines = new LinkedHashSet<>(List.of("//DEPS " + shared));
        Stream.concat(Stream.ofNullable(named.group(1)), more.stream()).forEach(list ->
                DEPS.matcher(lists.apply(list)).results().forEach(line -> lines.add(line.group())));
        DEPS.matcher(named.replaceFirst("")).results().forEach(line -> lines.remove(line.group()));     // it has these
        String header = named.replaceFirst(Matcher.quoteReplacement(String.join("\n", lines) + "\n"));
        return new ScriptText(type, SOURCES.matcher(header).replaceAll(""), lists);
    }
}
