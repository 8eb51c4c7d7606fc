import java.util.function.IntFunction;

/** A key column's type, and its value for a row's number. */
record KeyType(String sql, IntFunction<String> value) {
}
