package capture;

import java.util.List;

/** What other processes ask of the one that loads: to read tables again. */
public interface Requests {

    /** Nobody can ask. */
    Requests NONE = new Requests() {
        @Override
        public List<Request> open() {
            return List.of();
        }

        @Override
        public void answer(Request request, Answer answer) {
            // nobody waits for it
        }
    };

    /** @param tables as they were named: schema.table, or the table alone */
    record Request(String id, List<String> tables) {
    }

    /**
     * @param over     whether nothing more will be said
     * @param exitCode 0, unless it failed
     */
    record Answer(boolean over, int exitCode, String sentence) {
    }

    /** Whether a table is read again without being asked for when its log lacks something. */
    default boolean unasked() {
        return false;
    }

    /** Those that are not over, oldest first. */
    List<Request> open();

    /** Says how far it is; after the last word the request is gone. */
    void answer(Request request, Answer answer);
}
