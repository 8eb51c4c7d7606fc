package standin;

import java.nio.file.Files;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import standin.Server.Col;

/** The tables' past definitions: several altered at once, and a file that is lost. */
final class Definitions {

    private static final List<Col> MORE = List.of(StandinTest.ITEM.get(0), StandinTest.ITEM.get(1),
            new Col("n", "int", Types.INTEGER, 10, 0, "INT"));

    private Definitions() {
    }

    private static void alter(Server server, String table) throws Exception {
        server.alter(table, "ADD n INT", MORE);
        server.capture(table, "dbo_" + table + "_v2");
    }

    /** Two tables, in both orders, with changes between and after; then both before one transaction. */
    static void together() throws Exception {
        for (List<String> order : List.of(List.of("item", "other", ""), List.of("other", "item", ""),
                List.of("item", "other", "at once"), List.of("other", "item", "at once"))) {
            String one = order.get(0);
            String two = order.get(1);
            try (Server server = StandinTest.server();
                    Project project = new Project(StandinTest.LOADER, server.port(), "dbo.item,dbo.other", "")) {
                server.table("other", StandinTest.ITEM);
                server.capture("other", "dbo_other");
                project.run("run", "--until-current");
                List<String> expected = new ArrayList<>();
                server.transaction(() -> server.insert(two, 1, "20, 'old'"));
                expected.add(two + " 20 -");
                alter(server, one);
                if (order.get(2).isEmpty()) {
                    server.transaction(() -> {
                        server.insert(two, 1, "21, 'old'");
                        server.insert(one, 2, "22, 'new', 22");
                        server.insert(two, 3, "23, 'old'");
                    });
                    expected.addAll(List.of(two + " 21 -", one + " 22 22", two + " 23 -"));
                }
                alter(server, two);
                server.transaction(() -> {
                    server.insert(two, 1, "24, 'new', 24");
                    server.insert(one, 2, "25, 'new', 25");
                });
                expected.addAll(List.of(two + " 24 24", one + " 25 25"));
                String name = one + " is altered, then " + two + (order.get(2).isEmpty() ? "" : ", " + order.get(2))
                        + ", within one look at the log";
                Promises.same(0, project.run("run", "--until-current"), name + ": the changes are loaded");
                Promises.same(expected.stream().sorted().toList(), project.rows("SELECT t || ' ' || id || ' ' ||"
                        + " coalesce(n::VARCHAR, '-') AS line FROM (SELECT 'item' t, id, n FROM item UNION ALL SELECT"
                        + " 'other', id, n FROM other) WHERE id >= 20 ORDER BY line"),
                        name + ": each with its columns");
            }
        }
    }

    /** The file of the definitions is rebuilt from the catalogue, unless a table has two change tables. */
    static void lost() throws Exception {
        try (Server server = StandinTest.server();
                Project project = new Project(StandinTest.LOADER, server.port(), "dbo.item", StandinTest.MERGE)) {
            project.run("run", "--until-current");
            server.transaction(() -> server.update("item", 1, 1, "v = 'x'"));
            Files.delete(project.file("schema_history.dat"));
            Promises.same(0, project.run("run", "--until-current"), "the definitions are lost: the run goes on");
            Promises.has("it is rebuilt from the current tables", project.said(), "and says that they are rebuilt");
            alter(server, "item");
            server.transaction(() -> server.insert("item", 1, "3, 'c', 3"));
            project.run("run", "--until-current");
            Promises.same(List.of("1 x -", "2 b -", "3 c 3"), project.rows("SELECT id || ' ' || v || ' ' ||"
                    + " coalesce(n::VARCHAR, '-') FROM item ORDER BY id"), "rebuilt definitions are followed by a new"
                            + " change table");
            Files.writeString(project.file("schema_history.dat"), "{damaged");
            server.transaction(() -> server.insert("item", 1, "4, 'd', 4"));
            Promises.same(1, project.run("run", "--until-current"), "damaged, and a table has two change tables:"
                    + " the run ends");
            Promises.has("has two change tables, so that its earlier columns cannot be told", project.said(),
                    "the sentence says why");
            server.drop("item", "dbo_item");
            Promises.same(0, project.run("run", "--until-current"), "with the newer change table alone it goes on");
            Promises.same(List.of("4 d 4"), project.rows("SELECT id || ' ' || v || ' ' || n FROM item WHERE id > 3"),
                    "and loses nothing");
        }
    }
}
