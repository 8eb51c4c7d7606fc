package base;

import java.util.regex.Pattern;

/** Commands to copy into a shell. */
public final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:=@%+,-]+");

    private Shell() {
    }

    /** A word of a command, in quotes where the shell would read it in another way. */
    public static String word(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
