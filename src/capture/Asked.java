package capture;

import capture.Requests.Answer;
import capture.Requests.Request;
import event.Checkpoint;
import event.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What others have asked for, and what they are told of it. */
final class Asked {

    private final Requests requests;
    private final Supplier<Checkpoint> store;

    /** @param store tells the checkpoint committed last */
    Asked(Requests requests, Supplier<Checkpoint> store) {
        this.requests = requests;
        this.store = store;
    }

    /**
     * The tables that a request names; none where they are not known. Where they may be known later, it stays open.
     *
     * @param captured those that the source has been found to have
     */
    List<TableId> tables(Request request, Set<TableId> captured, Checkpoint committed) {
        Set<TableId> known = new HashSet<>(captured);
        boolean early = known.isEmpty();
        known.addAll(loaded(committed));
        List<TableId> tables = new ArrayList<>();
        for (String name : request.tables()) {
            List<TableId> meant = known.stream().filter(each -> isCalled(each, name)).toList();
            if (meant.size() != 1) {
                if (!early || meant.size() > 1) {
                    requests.answer(request, new Answer(true, 2, (meant.isEmpty() ? "No captured table is called "
                            + name + "; there are " : "Table " + name + " may be one of several; there are ")
                            + known.stream().map(TableId::toString).sorted().collect(Collectors.joining(", "))
                            + ". Nothing is read again"));
                }
                return List.of();
            }
            tables.addAll(meant);
        }
        return tables;
    }

    private static boolean isCalled(TableId table, String name) {
        return table.toString().equals(name) || table.name().equals(name);
    }

    /** The tables that the position names, where it does. */
    private static Set<TableId> loaded(Checkpoint committed) {
        return committed.position().get(Checkpoint.OIDS) instanceof Collection<?> all ? all.stream()
                .map(each -> (List<?>) each).map(each -> new TableId(each.get(0).toString(), each.get(1).toString()))
                .collect(Collectors.toSet()) : Set.of();
    }

    /** Says how far they are to those who have asked. */
    void answer() {
        Checkpoint committed = store.get();
        for (Request request : requests.open()) {
            if (committed.asked().contains(request.id())) {
                List<TableId> left = committed.again().stream().filter(each -> isOf(request, each)).toList();
                requests.answer(request, new Answer(left.isEmpty(), 0, left.isEmpty()
                        ? "Read again: " + String.join(", ", request.tables())
                        : "Reading again: " + left.stream().map(TableId::toString)
                        .collect(Collectors.joining(", "))));
            }
        }
    }

    /** Says that a table cannot be read. */
    void failed(TableId table, String sentence) {
        requests.open().stream().filter(request -> isOf(request, table))
                .forEach(request -> requests.answer(request, new Answer(true, 1, sentence)));
    }

    private static boolean isOf(Request request, TableId table) {
        return request.tables().stream().anyMatch(name -> isCalled(table, name));
    }
}
