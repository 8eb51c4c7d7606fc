import java.nio.file.Path;
import java.util.Map;

/** The control: the offset of the last record, as a connector's own offset store would keep it. */
final class NaiveScheme implements Scheme {

    private final Server server;

    NaiveScheme(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "naive";
    }

    @Override
    public Life life(Map<String, Object> stored) {
        return new Life() {
            private Map<String, Object> last = stored;

            @Override
            public boolean accept(Rec record) {
                last = record.offset();
                return record.isChange();
            }

            @Override
            public Map<String, Object> stored() {
                return last;
            }
        };
    }

    @Override
    public Start prepare(Path history, Map<String, Object> stored, Map<String, String> more) {
        return new Start(server.properties(history, stored.isEmpty() ? null : offset(stored), more), engine -> { });
    }

    @Override
    public Map<String, Object> offset(Map<String, Object> stored) {
        return stored;
    }
}
