import java.util.Map;

/** The control: the offset of the last record, as a connector's own offset store would keep it. */
final class NaiveScheme implements Scheme {

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
    public Map<String, Object> offset(Map<String, Object> stored) {
        return stored;
    }
}
