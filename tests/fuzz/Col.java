/** A column. {@code rest}: what follows its type; {@code written}: whether statements give it values. */
final class Col {
    final String id;
    String name;
    Type type;
    String rest = "";
    boolean written = true;

    Col(String id, String name, Type type) {
        this.id = id;
        this.name = name;
        this.type = type;
    }
}
