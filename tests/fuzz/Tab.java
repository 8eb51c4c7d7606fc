import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A table as it should be by now. */
final class Tab {
    String name;
    String version = "ver";
    final List<Col> key = new ArrayList<>();
    final List<KeyType> keyTypes = new ArrayList<>();
    final List<Col> columns = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    boolean insertOnly;
    boolean shifting;       // a statement may change several keys at a time so that they meet for a moment
    boolean merged;
    boolean moving = true;  // whether rows may change their keys
    String kind = "";       // for the subclass
    int parts;
}
