import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What cases may have; {@code --without NAME,NAME} leaves out what is known to go wrong. */
final class Switches {

    private static final Set<String> OFF = new HashSet<>();

    private Switches() {
    }

    static void without(String names) {
        OFF.addAll(List.of(names.split(",")));
    }

    static boolean on(String name) {
        return !OFF.contains(name);
    }
}
