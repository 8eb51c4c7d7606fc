package cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import event.Checkpoint;
import event.Checkpoint.Snapshot;
import event.Reached;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kind.PostgresKind;
import kind.SourceKind;
import kind.SqlserverKind;
import org.junit.jupiter.api.Test;

/** How far a kind is proven is said once, when a pipeline begins. */
class FirstStartTest {

    private static final Checkpoint LOADED = new Checkpoint(new Reached(Snapshot.DONE, Map.of()),
            new Checkpoint.Loads("1", "1", 1, Set.of("t")));

    private final List<String> said = new ArrayList<>();

    @Test
    void aPipelineThatBeginsSaysItOnceHoweverOftenItsEngineStarts() {
        FirstStart first = first(new SqlserverKind());
        first.starting(true, true);
        first.starting(true, true);
        assertEquals(1, said.size());
        assertEquals("How far Sqlserver is proven: " + new SqlserverKind().proof(), said.get(0).split(",")[0]);
    }

    @Test
    void anEmptyDestinationIsAFirstStartAndALoadedOneIsNot() {
        FirstStart first = first(new SqlserverKind());
        first.reached(Checkpoint.none());
        first.starting(true, true);
        assertEquals(1, said.size());
        FirstStart second = first(new SqlserverKind());
        second.reached(LOADED);
        second.starting(true, false);
        assertEquals(1, said.size());
    }

    @Test
    void whatWasShownWithAServerSaysNothing() {
        first(new PostgresKind()).starting(true, true);
        assertEquals(List.of(), said);
    }

    private FirstStart first(SourceKind kind) {
        return new FirstStart(kind, said::add);
    }
}
