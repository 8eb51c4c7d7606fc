import java.util.Map;

/** What is stored with the loaded records, and what follows from it at a restart. */
interface Scheme {

    String name();

    /** One engine's life, from what was stored (empty: nothing yet). */
    Life life(Map<String, Object> stored);

    /** The offset to hand to the engine. */
    Map<String, Object> offset(Map<String, Object> stored);

    interface Life {

        /** Whether the change is new. Called for every record that is not of a snapshot. */
        boolean accept(Rec record);

        /** What to store once everything accepted so far is loaded. */
        Map<String, Object> stored();
    }
}
