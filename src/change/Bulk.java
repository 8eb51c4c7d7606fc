package change;

import base.Problem;
import event.ChangeEvent;
import event.ChangeEvent.Origin;
import event.ChangeEvent.Read;
import event.Row;
import event.Rows;
import event.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * All rows of a table, read while they are loaded: they never are in memory together. Several threads read; the
 * script's transform sees one row after the other, as ever.
 */
public final class Bulk implements TableChanges {

    /** Values that fit no column are kept in memory until the rows are loaded. */
    private static final int MOST_MISFITS = 100_000;
    private static final int FIRST_ROWS = 2_048;

    private final TableId table;
    private final Row.Schema schema;
    private final List<String> key;
    private final int[] places;
    private final Rows rows;
    private final Origin origin;
    private final Function<ChangeEvent, Optional<ChangeEvent>> transform;
    private final LongSupplier numbers;
    private final Remade remade;
    private final boolean unique;
    /** Holds the first rows, until a thread takes it. */
    private TableShare first;
    private boolean ended;
    private final Map<String, Long> misfits = new TreeMap<>();
    private long misfitCount;
    private long events;
    private long lastSeq;
    private boolean changed;

    /**
     * @param key     the configured primary key, source names; empty in APPEND
     * @param numbers gives each row its {@code __seq}
     * @param remade  takes what the transform made of a row that does not go into this table as it is, and the row
     */
    Bulk(ChangeEvent.ReadAll all, List<String> key, Function<ChangeEvent, Optional<ChangeEvent>> transform,
            LongSupplier numbers, Remade remade) {
        this.remade = remade;
        this.table = all.table();
        this.schema = all.schema();
        this.key = key;
        this.places = PrimaryKeys.places(key, schema);
        this.rows = all.rows();
        this.origin = all.origin();
        this.transform = transform;
        this.numbers = numbers;
        this.unique = !all.key().isEmpty() && key.containsAll(all.key());
        MergeKey.requireKeyTypes(table, schema, places);
    }

    /** Takes a row that comes singly after all. */
    interface Remade {
        /** @param seq the row's number */
        void accept(ChangeEvent change, Read read, long seq);
    }

    /** The share of one thread: rows as they are to be loaded. */
    public final class TableShare {
        private final Rows.Share from = rows.share();
        private final Read[] read;
        private final Read[] kept;
        private int ahead;
        public final long[] seq;
        public final Row[] row;

        private TableShare(int most) {
            read = new Read[most];
            kept = new Read[most];
            seq = new long[most];
            row = new Row[most];
        }

        /** Puts the next rows and their numbers into {@link #row} and {@link #seq}; how many, 0 at the end. */
        public int next() {
            int kept = ahead;
            ahead = 0;
            while (kept == 0 && !hasEnded()) {
                int count = from.next(read);
                if (count == 0) {
                    return 0;
                }
                kept = collect(this, count);
            }
            return kept;
        }
    }

    /** @param most rows at once */
    public synchronized TableShare share(int most) {
        TableShare ahead = first;
        first = null;
        return ahead != null ? ahead : new TableShare(most);
    }

    /** Reads the first rows. False if the transform makes something else of one than a row of this table. */
    boolean begin() {
        TableShare share = new TableShare(FIRST_ROWS);
        share.ahead = share.next();
        first = share;
        return !hasEnded();
    }

    /** The first rows that are of this table. */
    List<Read> first() {
        return Arrays.asList(first.kept).subList(0, first.ahead);
    }

    /** Before any row is loaded: all come singly, in later loads. */
    public synchronized void leave() {
        ended = true;
        for (int i = 0; first != null && i < first.ahead; i++) {
            remade.accept(first.kept[i], first.kept[i], first.seq[i]);
        }
        first = null;
        events = 0;
    }

    /** Whether the transform has made something else of a row: this load is over, the rest comes singly. */
    private synchronized boolean hasEnded() {
        return ended;
    }

    /** To be called when the rows are loaded. */
    public void close() {
        if (hasEnded()) {
            rows.singly();
        }
    }

    private synchronized int collect(TableShare share, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Read read = share.read[i];
            long seq = numbers.getAsLong();
            lastSeq = seq;
            ChangeEvent after = transform.apply(read).orElse(null);
            if (after != null && !isOfTable(after)) {
                ended = true;
                remade.accept(after, read, seq);
            }
            else if (after != null) {
                changed |= after != read;
                share.kept[kept] = (Read) after;
                share.row[kept] = ((Read) after).row();
                share.seq[kept] = seq;
                requireKey(share.row[kept++]);
            }
        }
        events += kept;
        return kept;
    }

    private boolean isOfTable(ChangeEvent after) {
        return after instanceof Read read && after.table().equals(table) && read.row().schema().equals(schema)
                && after.origin().equals(origin);
    }

    private void requireKey(Row row) {
        for (int place : places) {
            MergeKey.requireValue(table, row, place);
        }
    }

    /** Notes a value that does not fit its column. */
    public synchronized void misfit(int place) {
        misfits.merge(schema.columns().get(place).name(), 1L, Long::sum);
        if (++misfitCount > MOST_MISFITS) {
            throw Problem.config("Table " + table + " has more than " + MOST_MISFITS
                    + " values that do not fit their type in DuckDB, such as some of column " + schema.columns()
                    .get(place).name()
                    + ": set snapshot = \"engine\" in [cdc_settings] of .dlt/config.toml");
        }
    }

    /** The last number that was given to a row, 0 if none was. */
    public synchronized long lastSeq() {
        return lastSeq;
    }

    /** How many threads can take a share. */
    public int readers() {
        return rows.readers();
    }

    public Origin origin() {
        return origin;
    }

    /**
     * Whether two rows may have one key: the source's own key does not forbid it, or the transform has changed rows.
     */
    public synchronized boolean mayDouble() {
        return !key.isEmpty() && (!unique || changed);
    }

    @Override
    public List<String> key() {
        return key;
    }

    @Override
    public TableId table() {
        return table;
    }

    @Override
    public Row.Schema schema() {
        return schema;
    }

    @Override
    public synchronized List<String> misfits() {
        return schema.columns().stream().map(Row.Column::name).filter(misfits::containsKey).toList();
    }

    @Override
    public synchronized Map<String, Long> misfitCounts() {
        return Map.copyOf(misfits);
    }

    /** None: they are read as they are loaded. */
    @Override
    public Stream<Row> rows() {
        return Stream.empty();
    }

    @Override
    public synchronized long events() {
        return events;
    }
}
