import binlog.BinlogUnderTest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The loader's own: checks, schema history, offset and duplicate filter as in src/binlog. */
final class ProductScheme implements Scheme {

    private final Server server;
    private BinlogUnderTest source;

    ProductScheme(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "loader";
    }

    @Override
    public String historyOf(Map<String, Object> stored) {
        return " " + ((Map<?, ?>) stored.get("offset")).get("history_bytes");
    }

    @Override
    public Start prepare(Path history, Map<String, Object> stored, Map<String, String> more) {
        source = new BinlogUnderTest(server.properties(history, null, more), server.mariadb(), stored);
        Properties properties = source.prepare();
        Map<String, Object> offset = offset(stored);
        if (!offset.isEmpty()) {
            properties.put(SeedStore.SEED, SeedStore.json(offset));
        }
        return new Start(properties, source::started);
    }

    /** The watch may come too late to see the log's beginning: an error that passes. */
    @Override
    public boolean takes(Map<String, Object> stored, List<Rec> sent) {
        Life life = life(stored);
        try {
            sent.forEach(life::accept);
        }
        catch (UncheckedIOException passes) {
            return false;
        }
        catch (RuntimeException toBeCounted) {
            return true;
        }
        return true;
    }

    @Override
    public Life life(Map<String, Object> stored) {
        BinlogUnderTest.Life life = source.life(stored);
        return new Life() {
            @Override
            public boolean accept(Rec record) {
                return life.accept(record.record()) && record.isChange();
            }

            @Override
            public Map<String, Object> stored() {
                return life.stored();
            }
        };
    }

    @Override
    public Map<String, Object> offset(Map<String, Object> stored) {
        return new TreeMap<>(new BinlogUnderTest(server.properties(Path.of("none"), null, Map.of()),
                server.mariadb(), stored)
                .offset());
    }
}
