package capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is found in an engine that is at work. */
class ObjectSearchTest {

    /** Another thread adds to it while it is first looked at. */
    private static final class Changing extends ArrayList<Object> {
        private boolean changed;

        Changing(List<Object> all) {
            super(all);
        }

        @Override
        public void forEach(Consumer<? super Object> action) {
            if (!changed) {
                changed = true;
                action.accept(get(0));
                throw new ConcurrentModificationException();
            }
            super.forEach(action);
        }
    }

    @Test
    void aCollectionThatChangesMeanwhileIsLookedAtAgain() {
        assertEquals("b", ObjectSearch.find(List.of(new Changing(List.of(1, "b"))), String.class));
    }
}
