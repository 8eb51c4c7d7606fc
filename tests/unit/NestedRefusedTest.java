package load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import config.TableChoices;
import event.Checkpoint.Snapshot;
import event.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code [cdc_settings.nested]} does not go together with. */
class NestedRefusedTest extends NestedRun {

    @Test
    void anotherTableOfTheNameIsRefused() {
        Sample other = Sample.table("orders__lines", 1, "id INTEGER");
        merge().load(other.insert(1), orders.insert(1, null));
        assertRefused("needs a table orders__lines", () -> run.load(orders.insert(2, TWO)));
        assertEquals("1", run.one("SELECT count(*) FROM T.orders"));
    }

    @Test
    void andSoIsATableThatWouldBeLoadedIntoANestedOne() {
        Sample other = Sample.table("orders__lines", 1, "id INTEGER");
        merge().load(orders.insert(1, TWO));
        assertRefused("holds what is unpacked of table orders", () -> run.load(other.insert(1)));
        assertEquals(2, lines("id").size());
    }

    @Test
    void aColumnGoesOnAsItWasLoaded() {
        merge().load(orders.insert(1, TWO));
        start(BY_ID, "", Map.of());
        assertRefused("was loaded with nested = \"tables\"", () -> run.load(orders.insert(2, TWO)));
        start(BY_ID, "2", Map.of());
        assertRefused("was loaded with nested = \"tables\"", () -> run.load(orders.insert(2, TWO)));
        assertRefused("was loaded with nested = \"tables\"", () -> check("id", "lines"));
        merge().load(orders.insert(2, TWO));
        check("id", "lines");
        assertEquals(4, lines("id").size());
    }

    @Test
    void aColumnThatWasLoadedAsJsonStaysSo() {
        start(BY_ID, "", Map.of()).load(orders.insert(1, TWO));
        merge();
        assertRefused("was loaded as JSON", () -> run.load(orders.insert(2, TWO)));
    }

    @Test
    void onlyAJsonColumnThatIsNoKeyIsUnpacked() {
        run = new LoaderRun(folder, BY_ID, new TableChoices(Map.of(), Map.of(), null, Map.of("orders.note", "tables")));
        assertRefused("is loaded as VARCHAR", () -> run.load(orders.insert(1, TWO)));
        stop();
        run = new LoaderRun(folder, Map.of("orders", List.of("lines")), new TableChoices(Map.of(), Map.of(), null,
                Map.of("orders.lines", "tables")));
        assertRefused("is part of the primary key", () -> run.load(orders.insert(1, TWO)));
    }

    @Test
    void versionsOfDocumentsAreRefused() {
        stop();
        run = new LoaderRun(folder, BY_ID, new TableChoices(Map.of(), Map.of(), null, Map.of(), Map.of(),
                Set.of("orders"), Map.of("orders.lines", "tables")));
        assertRefused("is scd2", () -> check("id", "lines"));
        assertRefused("is scd2", () -> run.load(orders.insert(1, TWO)));
    }

    @Test
    void aKeyThatTwoRowsMayShareIsRefused() {
        start(Map.of("orders", List.of("note")), "tables", Map.of()).load(Snapshot.RUNNING, orders.read(1, TWO, "k"));
        assertRefused("two rows may share it", () -> run.load(orders.insert(2, TWO, "k")));
        assertEquals("1", run.one("SELECT count(*) FROM T.orders"));
    }

    @Test
    void aNameThatNoColumnHasIsRefusedAtTheStart() {
        start(BY_ID, "tables", Map.of());
        assertRefused("names no captured column", () -> check("id", "line"));
        check("id", "lines");
    }
}
