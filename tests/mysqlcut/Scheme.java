import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/** What is stored with the loaded records, and what follows from it at a restart. */
interface Scheme {

    String name();

    /** One engine's life, from what was stored (empty: nothing yet). */
    Life life(Map<String, Object> stored);

    /** The offset to hand to the engine. */
    Map<String, Object> offset(Map<String, Object> stored);

    /** What tells the schema history that belongs to what was stored, where the scheme looks after it. */
    default String historyOf(Map<String, Object> stored) {
        return "";
    }

    /** Whether it goes on with what an engine has sent; if not, it starts another one from the same place. */
    default boolean takes(Map<String, Object> stored, List<Rec> sent) {
        return true;
    }

    /** @param stored empty: a pipeline that has never run */
    Start prepare(Path history, Map<String, Object> stored, Map<String, String> more);

    /**
     * How an engine is started.
     *
     * @param started is handed the engine once its task has started
     */
    record Start(Properties properties, Consumer<Object> started) {
    }

    interface Life {

        /** Whether the change is new. Called for every record, in order. */
        boolean accept(Rec record);

        /** What to store once everything accepted so far is loaded. */
        Map<String, Object> stored();
    }
}
