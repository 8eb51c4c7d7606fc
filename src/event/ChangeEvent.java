package event;

import java.util.List;

/**
 * One change of one table at the source, in the source's commit order. Comes from {@link Decoder}, goes to
 * {@code change.DltChangeHandler}. The vocabulary is Debezium's
 * (<a href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events">
 * Data change events</a>).
 */
public sealed interface ChangeEvent {

    TableId table();

    Origin origin();

    /** A change of one row; {@code key} is the source's own key, {@link Row#UNKNOWN} for a table without one. */
    sealed interface RowChange extends ChangeEvent {

        Row key();

        /** The row as it is after the change; for a {@link Delete} what is known of it before. */
        Row row();

        /** The same change of another row, for use in a transform. */
        RowChange withRow(Row row);

        /** The same change in another table, for use in a transform. */
        RowChange withTable(TableId table);

        /** The same change in another table of the same schema, for use in a transform. */
        default RowChange withTable(String name) {
            return withTable(new TableId(table().schema(), name));
        }
    }

    /** A row that the initial snapshot read. */
    record Read(TableId table, Row key, Row row, Origin origin) implements RowChange {
        @Override
        public Read withRow(Row row) {
            return new Read(table, key, row, origin);
        }

        @Override
        public Read withTable(TableId table) {
            return new Read(table, key, row, origin);
        }
    }

    /** {@code movedFrom}: the old key when an UPDATE of the key is sent as delete and insert, else unknown. */
    record Insert(TableId table, Row key, Row row, Row movedFrom, Origin origin) implements RowChange {
        @Override
        public Insert withRow(Row row) {
            return new Insert(table, key, row, movedFrom, origin);
        }

        @Override
        public Insert withTable(TableId table) {
            return new Insert(table, key, row, movedFrom, origin);
        }
    }

    /** {@code before} is {@link Row#UNKNOWN} unless the source logs it (PostgreSQL: REPLICA IDENTITY FULL). */
    record Update(TableId table, Row key, Row before, Row row, Origin origin) implements RowChange {
        @Override
        public Update withRow(Row row) {
            return new Update(table, key, before, row, origin);
        }

        @Override
        public Update withTable(TableId table) {
            return new Update(table, key, before, row, origin);
        }
    }

    /**
     * {@code row}: the columns that the source logs, often only the key; the others are NULL in it. {@code moves}:
     * whether it is the first half of an UPDATE of the key, and the {@link Insert} follows.
     */
    record Delete(TableId table, Row key, Row row, Origin origin, boolean moves) implements RowChange {

        public Delete(TableId table, Row key, Row row, Origin origin) {
            this(table, key, row, origin, false);
        }

        @Override
        public Delete withRow(Row row) {
            return new Delete(table, key, row, origin, moves);
        }

        @Override
        public Delete withTable(TableId table) {
            return new Delete(table, key, row, origin, moves);
        }
    }

    /** All rows of the table are gone. */
    record Truncate(TableId table, Origin origin) implements ChangeEvent {

        /** The same of another table, for use in a transform. */
        public Truncate withTable(String name) {
            return new Truncate(new TableId(table.schema(), name), origin);
        }
    }

    /** A table that the initial snapshot has come to; its rows, if it has any, come in events of their own. */
    record Found(TableId table, Row.Schema schema, Origin origin) implements ChangeEvent {
    }

    /**
     * All rows of a table at once, as the initial snapshot reads them. A transform never sees it: it is given the rows,
     * as {@link Read}s, while they are loaded.
     *
     * @param key the source's own key of the table, empty for a table without one
     */
    record ReadAll(TableId table, Row.Schema schema, List<String> key, Rows rows, Origin origin)
            implements ChangeEvent {
    }

    /**
     * Where a table's rows are as a copy has them, which is being made beside the stream: the changes that follow are
     * not in it. A transform never sees it.
     */
    record CopyPoint(TableId table, Origin origin) implements ChangeEvent {
    }

    /**
     * All rows of the copy have come: now what has changed since its {@link CopyPoint} comes on top of them.
     *
     * @param whole false where the copy has failed, and nothing of it has come
     */
    record CopyLoaded(TableId table, Origin origin, boolean whole) implements ChangeEvent {
    }

    /**
     * What the source's catalog says of a table whose changes follow. A transform never sees it.
     *
     * @param unique sets of columns of which no two rows share the values, not even for a moment inside of a
     *               transaction
     * @param logged the columns of the old row that come with an UPDATE of them and with a DELETE
     */
    record Described(TableId table, List<List<String>> unique, List<String> logged, Origin origin)
            implements ChangeEvent {
    }

    /**
     * Where a change comes from.
     *
     * @param position     its place in the source's log (PostgreSQL: the LSN)
     * @param commitMicros when it was committed at the source, microseconds since 1970-01-01 UTC
     */
    record Origin(Position position, long commitMicros) {
    }

    /** A place in the source's log. */
    interface Position {
        /** As the source writes it, such as {@code 0/16B3748}. */
        String text();
    }
}
