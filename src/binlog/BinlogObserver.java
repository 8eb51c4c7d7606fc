package binlog;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import java.util.Map;

/** Looks at the events of a binary log beside {@link BinlogWatch}, which tells it of one after the other. */
interface BinlogObserver {

    /** Is handed the engine before the first event. */
    default void listen(Object engine) {
        // nothing to look at in it
    }

    /** Is told of the first event: Debezium knows the tables by then, and has altered none. */
    default void begin() {
        // nothing to look at yet
    }

    /** @return what is lost with the rows of a captured table that come next, empty when nothing is */
    default String see(TableMapEventData table, BinlogPosition at) {
        return "";
    }

    /** Is told each statement, also those that begin and end transactions, and where it stands. */
    default void see(LoggedStatement statement, BinlogPosition at) {
        // not of interest
    }

    /** Adds what it has to remember to a position; by any thread. */
    default void addTo(Map<String, Object> position) {
        // nothing to remember
    }
}
