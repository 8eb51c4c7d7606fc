package event;

/**
 * A table at the source. {@code schema} is PostgreSQL's schema or MySQL's database; it is empty for sources without one.
 */
public record TableId(String schema, String name) {

    @Override
    public String toString() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
