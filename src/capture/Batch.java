package capture;

import event.ChangeEvent;
import event.Checkpoint;
import java.util.List;

/**
 * What the engine hands over at once: change events in commit order, and where the source is after the last of them.
 *
 * @param checkpoint    its {@code snapshot} and {@code position} hold once the events are in the destination
 * @param markProcessed tells the engine that they are; call it after the destination's commit only
 * @param essential     whether the checkpoint is worth a load of its own when there are no events
 */
public record Batch(List<ChangeEvent> events, Checkpoint checkpoint, Runnable markProcessed, boolean essential) {
}
