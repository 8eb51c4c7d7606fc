package event;

import event.ChangeEvent.Origin;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** A {@link Shape#DOCUMENTS} connector's events → change events. */
public interface Documents {

    /**
     * The change that a record is of; nothing for one that another record of the same document makes superfluous.
     *
     * @throws base.Problem for an event that is not whole
     */
    Optional<ChangeEvent> decode(SourceRecord record, Origin origin);
}
