import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a case: tables, work on them, and when the loader runs. What one kind of server has is in its subclass. */
abstract class Author {

    private static final int KEYS = 12;

    final Rng rng;
    final List<Step> steps = new ArrayList<>();
    final List<Tab> tables = new ArrayList<>();
    private final Map<String, Plan.Compared> compared = new LinkedHashMap<>();
    final Set<String> tableNames = new HashSet<>();
    int version;
    private int columnIds;

    Author(Rng rng) {
        this.rng = rng;
    }

    abstract String quote(String name);

    abstract List<KeyType> keyTypes();

    abstract Type randomType(Tab table);

    /** What a new column may say after its type. */
    abstract void decorate(Tab table, Col column);

    /** The statement that makes the table, and what goes with it. */
    abstract Step create(Tab table);

    /** Settles how the table's rows are told apart at the source. */
    abstract void shape(Tab table);

    abstract String upsert(Tab table, List<Integer> rows);

    abstract void ddl(Tab table);

    /** Something that the log does not tell, or hardly. */
    abstract void hazard();

    abstract String space();

    abstract String config();

    Plan write() {
        int many = rng.between(2, 5);
        for (int i = 0; i < many; i++) {
            table();
        }
        boolean hazardous = rng.chance(25);
        tables.forEach(this::fill);
        steps.add(Step.loader(Step.Kind.RUN));
        int rounds = rng.between(1, 2);
        for (int round = 0; round < rounds; round++) {
            boolean live = rng.chance(35);
            if (live) {
                steps.add(Step.loader(Step.Kind.START));
            }
            int work = rng.between(8, 30);
            for (int i = 0; i < work; i++) {
                if (hazardous && round == 0 && i == work / 2) {
                    hazard();
                }
                work();
            }
            if (live) {
                steps.add(Step.loader(Step.Kind.STOP));
            }
            steps.add(Step.loader(Step.Kind.RUN));
        }
        return new Plan(space(), compared, config(), List.copyOf(steps), Set.of());
    }

    Tab table() {
        Tab table = new Tab();
        table.name = fresh(tableNames, "t" + (tables.size() + 1));
        int keys = (Integer) rng.weighted(6, 1, 2, 2, 1, 3);
        for (int i = 0; i < keys; i++) {
            KeyType type = rng.of(keyTypes());
            Col column = new Col("", fresh(table.names, "k" + (i + 1)), new Type(type.sql(), List.of(), "", "", ""));
            table.key.add(column);
            table.keyTypes.add(type);
        }
        table.version = fresh(table.names, "ver");
        table.merged = rng.chance(60);
        shape(table);
        int columns = rng.between(1, 9);
        for (int i = 0; i < columns; i++) {
            column(table);
        }
        tables.add(table);
        known(table);
        steps.add(create(table));
        return table;
    }

    Col column(Tab table) {
        String id = "c" + ++columnIds;
        Col column = new Col(id, fresh(table.names, id), randomType(table));
        decorate(table, column);
        table.columns.add(column);
        return column;
    }

    /** Has it compared under the name that it has now. */
    void known(Tab table) {
        compared.put(table.name, new Plan.Compared(table.insertOnly ? List.of() : table.key.stream().map(c -> c.name)
                .toList(),
                table.version, table.merged && !table.insertOnly));
    }

    /** A new name. */
    String fresh(Set<String> taken, String hint) {
        return rng.name(taken, hint);
    }

    String name(Tab table) {
        return "«s»." + quote(table.name);
    }

    /** Columns in random order; commas go with those that can be taken out. */
    String definitions(Tab table, String versionType) {
        List<Col> all = new ArrayList<>(table.columns);
        all.addAll(table.key);
        Col version = new Col("", table.version, new Type(versionType, List.of(), "", "", ""));
        all.add(version);
        rng.shuffle(all);
        int anchor = all.indexOf(version);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            Col each = all.get(i);
            String definition = quote(each.name) + " " + each.type.sql() + (table.key.contains(each) ? " NOT NULL"
                    : each.rest);
            definition = i < anchor ? definition + ", " : i > anchor ? ", " + definition : definition;
            text.append(each.id.isEmpty() ? definition : Step.mark(each.id, definition));
        }
        return text.toString();
    }

    String keyNames(Tab table) {
        return table.key.stream().map(c -> quote(c.name)).collect(Collectors.joining(", "));
    }

    /** The value of a row's key column; of several, the first has few values. */
    String keyValue(Tab table, int column, int row) {
        int count = table.key.size();
        return table.keyTypes.get(column).value().apply(column < count - 1 ? row % 3 : row);
    }

    String where(Tab table, int row) {
        return IntStream.range(0, table.key.size()).mapToObj(i -> quote(table.key.get(i).name) + " = "
                + keyValue(table, i, row))
                .collect(Collectors.joining(" AND "));
    }

    String value(Col column) {
        return rng.chance(15) && !column.rest.contains("NOT NULL") ? "NULL" : rng.of(column.type.values());
    }

    String insert(Tab table, List<Integer> rows) {
        List<Col> columns = new ArrayList<>(table.columns.stream().filter(c -> c.written).toList());
        rng.shuffle(columns);
        if (rng.chance(15) && columns.size() > 1) {
            columns.remove(0);
        }
        String names = columns.stream().map(c -> Step.mark(c.id, ", " + quote(c.name))).collect(Collectors.joining());
        version++;
        String values = rows.stream().map(row -> "(" + version + IntStream.range(0, table.key.size())
                .mapToObj(i -> ", " + keyValue(table, i, row)).collect(Collectors.joining())
                + columns.stream().map(c -> Step.mark(c.id, ", " + value(c))).collect(Collectors.joining()) + ")")
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + name(table) + " (" + quote(table.version) + ", " + keyNames(table) + names + ") VALUES "
                + values;
    }

    String set(Tab table) {
        version++;
        return quote(table.version) + " = " + version + table.columns.stream().filter(c -> c.written && rng.chance(40))
                .map(c -> Step.mark(c.id, ", " + quote(c.name) + " = " + value(c))).collect(Collectors.joining());
    }

    String update(Tab table, int row) {
        return "UPDATE " + name(table) + " SET " + set(table) + " WHERE " + where(table, row);
    }

    /** Gives a row the key of another number. */
    String move(Tab table, int from, int to) {
        version++;
        return "UPDATE " + name(table) + " SET " + quote(table.version) + " = " + version + IntStream.range(0,
                table.key.size())
                .mapToObj(i -> ", " + quote(table.key.get(i).name) + " = " + keyValue(table, i, to))
                .collect(Collectors.joining())
                + " WHERE " + where(table, from);
    }

    String delete(Tab table, int row) {
        return "DELETE FROM " + name(table) + " WHERE " + where(table, row);
    }

    int row() {
        return rng.between(1, KEYS);
    }

    List<Integer> rows() {
        Set<Integer> rows = new LinkedHashSet<>();
        int many = rng.between(1, 5);
        while (rows.size() < many) {
            rows.add(row());
        }
        return List.copyOf(rows);
    }

    private void fill(Tab table) {
        if (rng.chance(90)) {
            List<Integer> rows = IntStream.rangeClosed(1, KEYS).filter(i -> rng.chance(60)).boxed().toList();
            rows.forEach(row -> steps.add(Step.sql(table.name, insert(table, List.of(row)))));
        }
    }

    /** One random piece of work. */
    void work() {
        Tab table = rng.of(tables);
        if (table.insertOnly) {
            add(table, rng.chance(93) ? insert(table, rows()) : "TRUNCATE TABLE " + name(table));
            return;
        }
        int a = row();
        int b = a % KEYS + 1;
        int free = KEYS + 1 + rng.between(0, 3);
        switch ((Integer) rng.weighted(14, 0, 14, 1, 8, 2, 6, 3, 6, 4, 6, 5, 14, 6, 2, 8, 5, 9, 9, 11, 4, 12, 3, 13)) {
            case 0 -> rows().forEach(row -> add(table, insert(table, List.of(row))));
            case 1 -> add(table, update(table, a));
            case 2 -> add(table, delete(table, a));
            case 3 -> add(table, upsert(table, rows()));
            case 4 -> add(table, delete(table, a), insert(table, List.of(a)));
            case 5 -> add(table, insert(table, List.of(free)), delete(table, free));
            case 6, 7, 10 -> move(table, a, b, free);
            case 8 -> add(table, "TRUNCATE TABLE " + name(table));
            case 9 -> savepoint(table, a, b);
            case 11 -> ddl(table);
            case 12 -> add(table, "UPDATE " + name(table) + " SET " + set(table));
            default -> {
                Tab other = rng.of(tables.stream().filter(t -> !t.insertOnly).toList());
                add(table, update(table, a), update(other, b), delete(table, b), insert(other, List.of(free)));
            }
        }
    }

    private void move(Tab table, int a, int b, int free) {
        if (!table.moving) {
            add(table, delete(table, a), insert(table, List.of(a)), update(table, a));
            return;
        }
        switch (rng.between(0, 2)) {
            case 0 -> add(table, move(table, a, free), move(table, b, a), move(table, free, b));
            case 1 -> add(table, insert(table, List.of(free)), move(table, free, free + 4), update(table, free + 4),
                    delete(table, a), move(table, free + 4, a));
            default -> rotate(table);
        }
    }

    /** Keys that change places in one statement. */
    private void rotate(Tab table) {
        List<Integer> rows = rows();
        if (!table.shifting || rows.size() < 2) {
            int a = row();
            add(table, delete(table, a), move(table, a % KEYS + 1, a));
            return;
        }
        version++;
        StringBuilder text = new StringBuilder("UPDATE " + name(table) + " SET " + quote(table.version) + " = "
                + version);
        for (int i = 0; i < table.key.size(); i++) {
            String column = quote(table.key.get(i).name);
            text.append(", ").append(column).append(" = CASE");
            for (int j = 0; j < rows.size(); j++) {
                text.append(" WHEN ").append(where(table, rows.get(j))).append(" THEN ")
                        .append(keyValue(table, i, rows.get((j + 1) % rows.size())));
            }
            text.append(" ELSE ").append(column).append(" END");
        }
        add(table, text.toString());
    }

    private void savepoint(Tab table, int a, int b) {
        add(table, update(table, a), "SAVEPOINT one", delete(table, b), update(table, a), "ROLLBACK TO SAVEPOINT one",
                rng.chance(50) ? update(table, b) : delete(table, a));
    }

    void add(Tab table, String... statements) {
        steps.add(Step.sql(table.name, statements));
    }

    /** In another case, or with comments where the grammar lets them be. */
    String dress(String statement) {
        return rng.chance(70) || !Switches.on("comments") ? statement : rng.any("/* drop table or keep? */ ",
                "-- it's; a \"comment\"\n", "/* rename t to u */ ", "") + statement.replaceFirst("^ALTER TABLE",
                rng.any("alter table", "Alter /* full or delta */ Table", "ALTER\n\tTABLE"));
    }
}
