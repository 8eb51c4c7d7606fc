package base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which settings are secret, told by their names or by what stands in a text, and how they are shown instead. */
public final class Secrets {

    /** Stands for a secret's value wherever settings are printed. */
    public static final String MASK = "********";

    // Superset of Debezium's own list (custom.sanitize.pattern in the connector reference), because a secret may
    // also hide in pass-through properties such as driver.trustStorePassword.
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|passwd|passphrase|secret|salt$|token|jaas|credentials|api.?key|private.?key|access.?key"
                    + "|basic\\.auth|connection.?string|connection\\.uri).*");

    // A URL's password, also as Oracle's driver has it (jdbc:oracle:thin:user/password@host), or a parameter in one.
    private static final Pattern IN_URL = Pattern.compile(
            "(?i)((?://|:thin:|:oci:)[^/:@\\s]+[:/])[^@\\s]+(?=@)|((?:password|passwd|pwd)=)[^&;,\\s]+");

    private Secrets() {
    }

    /** True for a key or property name whose value must not be shown. */
    public static boolean isSecret(String name) {
        return SECRET.matcher(name).matches();
    }

    /** The value of a setting as it may be shown. */
    public static String shown(String name, String value) {
        return isSecret(name) && !value.isEmpty() ? MASK : hidden(value);
    }

    /** What to say of a project whose {@code secrets.toml} others than its owner may read; empty if they may not, or
     * where files have no modes. */
    public static String exposed(Path project) {
        try {
            Set<PosixFilePermission> may = Files.getPosixFilePermissions(project.resolve(".dlt/secrets.toml"));
            boolean others = may.contains(PosixFilePermission.GROUP_READ)
                    || may.contains(PosixFilePermission.OTHERS_READ);
            return others ? ".dlt/secrets.toml may be read by others (" + PosixFilePermissions.toString(may)
                    + "). Run: chmod 600 .dlt/secrets.toml" : "";
        }
        catch (IOException | UnsupportedOperationException none) {
            return "";
        }
    }

    /** The text without the passwords of the URLs in it. */
    public static String hidden(String text) {
        return IN_URL.matcher(text).replaceAll(found ->
                (found.group(1) == null ? found.group(2) : found.group(1)) + Matcher.quoteReplacement(MASK));
    }
}
