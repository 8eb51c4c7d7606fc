package config;

import java.util.regex.Pattern;

/** Which settings are secret, told by their names, and how they are shown instead. */
public final class Secrets {

    /** Stands for a secret's value wherever settings are printed. */
    public static final String MASK = "********";

    // Superset of Debezium's own list (custom.sanitize.pattern in the connector reference), because a secret may
    // also hide in pass-through properties such as driver.trustStorePassword.
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|passwd|passphrase|secret|token|jaas|credentials|api.?key|private.?key|access.?key"
                    + "|basic\\.auth|connection.?string|connection\\.uri).*");

    private Secrets() {
    }

    /** True for a key or property name whose value must not be shown. */
    public static boolean isSecret(String name) {
        return SECRET.matcher(name).matches();
    }
}
