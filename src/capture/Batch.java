package capture;

import event.ChangeEvent;
import event.Reached;
import java.util.List;

/**
 * What the engine hands over at once: change events in commit order, and where the source is after the last of them.
 *
 * @param reached       where the source is after them; holds once the events are in the destination
 * @param markProcessed tells the engine that they are; call it after the destination's commit only
 * @param essential     whether that is worth a load of its own when there are no events
 */
public record Batch(List<ChangeEvent> events, Reached reached, Runnable markProcessed, boolean essential) {
}
