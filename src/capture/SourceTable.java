package capture;

import event.Checkpoint;
import event.TableId;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A captured table as the source's catalog describes it before a start.
 *
 * @param columns its columns, without those that configuration leaves out
 * @param logged  the columns of the old row that come with an UPDATE of them and with a DELETE
 * @param logAll  the command that makes the source log whole old rows
 * @param hasRows whether it has rows from before the changes that come: asks the source
 * @param copied  whether the source can be read table by table ({@link SourceDatabase#copy})
 * @param joined  whether its rows are to be read if they never were: of a table that the log has had all along they
 *                come by the log
 */
public record SourceTable(TableId id, List<String> columns, List<String> logged, String logAll,
        BooleanSupplier hasRows, boolean copied, boolean joined) {

    /** Of a source that cannot. */
    public SourceTable(TableId id, List<String> columns, List<String> logged, String logAll,
            BooleanSupplier hasRows) {
        this(id, columns, logged, logAll, hasRows, false, false);
    }

    /** Looks at the captured tables before each start of an engine. */
    public interface Check {
        /**
         * @param committed how far the destination is
         * @throws base.Problem when some of them cannot be loaded
         */
        void check(List<SourceTable> tables, Checkpoint committed);

        /**
         * As {@link #check} where more tables may come, as in a recording: what names none of these may mean one of
         * those.
         */
        default void checkSome(List<SourceTable> tables, Checkpoint committed) {
            check(tables, committed);
        }

        /** The tables that the last {@link #check} found to have rows which are to be read, and never were. */
        default Set<TableId> unread() {
            return Set.of();
        }

        /**
         * Is told, ahead of anything else, that what was loaded so far came from elsewhere than what is about to be.
         *
         * @param was such as {@code database a}
         * @param is  the same of the source that is configured
         * @throws base.Problem when it is the work of another project
         */
        default void moved(String was, String is, Checkpoint committed) {
            // where there is one project only, the source has moved
        }
    }
}
