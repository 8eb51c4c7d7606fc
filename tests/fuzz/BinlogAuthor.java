import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cases for MySQL and MariaDB. */
final class BinlogAuthor extends Author {

    private final List<Type> types;
    private final boolean mysql;
    private final boolean lower;

    /** @param lower whether the server folds the names of tables */
    BinlogAuthor(Rng rng, List<Type> types, boolean mysql, boolean lower) {
        super(rng);
        this.types = types;
        this.mysql = mysql;
        this.lower = lower;
    }

    @Override
    String quote(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    /** The server writes {@code ?} for a character beyond U+FFFF in a name. */
    @Override
    String fresh(Set<String> taken, String hint) {
        return super.fresh(taken, hint).replaceAll("[^\\x{0}-\\x{FFFF}]", "☃");
    }

    /** Where the server folds names, as somebody may write it. */
    @Override
    String name(Tab table) {
        String name = !lower || !Switches.on("folded") || rng.chance(50) ? table.name
                : rng.chance(50) ? table.name.toUpperCase(Locale.ROOT) : table.name.toLowerCase(Locale.ROOT);
        return "«s»." + quote(name);
    }

    @Override
    List<KeyType> keyTypes() {
        List<KeyType> all = new ArrayList<>(List.of(new KeyType("int", i -> "" + i), new KeyType("int unsigned", i -> ""
                + (4294960000L + i)),
                new KeyType("bigint", i -> "" + i * 4000000007L), new KeyType("bigint unsigned",
                        i -> Long.toUnsignedString(Long.MAX_VALUE + i)),
                new KeyType("varchar(50) COLLATE utf8mb4_bin", i -> "'k" + i + " ''ключ'"),
                new KeyType("varchar(40)", i -> "'" + "x".repeat(i) + "'"), new KeyType("char(30)", i -> "'k"
                        + i + "'"),
                new KeyType("varbinary(30)", i -> "0x00FF" + (10 + i)), new KeyType("decimal(12,2)", i -> i + ".50"),
                new KeyType("date", i -> "'2024-01-" + (10 + i) + "'"), new KeyType("datetime(6)", i -> "'2024-01-"
                        + (10 + i) + " 01:02:03.000004'")));
        if (!mysql) {
            all.add(new KeyType("uuid", i -> "'00000000-0000-0000-0000-0000000000" + (10 + i) + "'"));
        }
        return all;
    }

    @Override
    Type randomType(Tab table) {
        return rng.of(types);
    }

    @Override
    void decorate(Tab table, Col column) {
        if (rng.chance(mysql ? 5 : 1) && Switches.on("generated")) {
            column.type = type("bigint");
            column.rest = " GENERATED ALWAYS AS (" + quote(table.version) + " + 1) " + rng.any("VIRTUAL", "STORED");
            column.written = false;
        }
        else if (rng.chance(6)) {
            column.rest = mysql ? " NULL INVISIBLE" : " INVISIBLE";
        }
        else if (column.type.sql().matches("(int|bigint|smallint|decimal.*)") && rng.chance(30)) {
            column.rest = " DEFAULT 7";
        }
        else if (rng.chance(10)) {
            column.rest = " COMMENT 'drop; -- or /* keep: it''s'";
        }
    }

    private Type type(String sql) {
        return types.stream().filter(t -> t.sql().equals(sql)).findFirst().orElseThrow();
    }

    @Override
    void shape(Tab table) {
        table.kind = (String) rng.weighted(50, "key", 15, "unique", 12, "none", 6, "log", 9, "parts", mysql ? 0
                : 8, "versioned");
        if (table.kind.equals("versioned") && !Switches.on("versioned")) {
            table.kind = "key";
        }
        if (table.kind.equals("none") && !mysql) {          // a hidden column has the hash of a text
            if (!Switches.on("hash-unique")) {
                table.kind = "key";
                return;
            }
            retypeKey(table, new KeyType("text", i -> "'k" + i + "'"));
        }
        table.insertOnly = table.kind.equals("log");
        // without a primary key that is one update
        table.moving = table.merged || !table.kind.matches("unique|none");
        if (table.kind.equals("parts")) {
            retypeKey(table, keyTypes().get(0));
        }
    }

    private static void retypeKey(Tab table, KeyType type) {
        table.keyTypes.set(0, type);
        table.key.set(0, new Col("", table.key.get(0).name, new Type(type.sql(), List.of(), "", "", "")));
    }

    @Override
    Step create(Tab table) {
        return Step.sql(table.name, create(table, "CREATE TABLE "));
    }

    private String create(Tab table, String verb) {
        String columns = verb + name(table) + " (" + definitions(table, "int");
        String end = ")" + rng.any("", "", " DEFAULT CHARSET = latin1", " CHARACTER SET utf8mb4", " CHARSET utf16",
                " default charset=cp1251")
                + (rng.chance(10) ? " COMMENT = 'rename /* it'" : "");
        String key = ", PRIMARY KEY (" + keyNames(table) + ")";
        return switch (table.kind) {
            case "unique" -> columns + ", UNIQUE KEY (" + keyNames(table) + ")" + end;
            case "none" -> columns + ", UNIQUE KEY (" + (mysql ? "(concat(" + keyNames(table) + "))" : keyNames(table))
                    + ")" + end;
            case "log" -> columns + end;
            case "parts" -> columns + key + end + " PARTITION BY " + (rng.chance(50)
                    ? "HASH (" + quote(table.key.get(0).name)
                    + ") PARTITIONS 3" : "RANGE (" + quote(table.key.get(0).name)
                    + ") (PARTITION p0 VALUES LESS THAN (5), PARTITION p1 VALUES LESS THAN MAXVALUE)");
            case "versioned" -> columns + key + end + " WITH SYSTEM VERSIONING";
            default -> columns + key + end;
        };
    }

    @Override
    String upsert(Tab table, List<Integer> rows) {
        String insert = insert(table, rows);
        return rng.chance(35) ? insert.replaceFirst("INSERT", "REPLACE") : insert + " ON DUPLICATE KEY UPDATE "
                + set(table);
    }

    @Override
    void ddl(Tab table) {
        if (rng.chance(15) && Switches.on("elsewhere")) {
            elsewhere(table);
            return;
        }
        String alter = "ALTER TABLE " + name(table) + " ";
        Col some = table.columns.isEmpty() ? null : rng.of(table.columns);
        int what = some == null ? 0 : (Integer) rng.weighted(5, 0, 3, 1, 3, 2, 4, 3, 2, 4, 1, 5, 1, 6, 2, 7);
        switch (what) {
            case 0 -> {
                Col added = column(table);
                changed(table, added, alter + "ADD " + rng.any("", "COLUMN ") + quote(added.name) + " "
                        + added.type.sql() + added.rest + place(table, added));
            }
            case 1 -> {
                table.columns.remove(some);
                steps.add(Step.sql(table.name, Step.mark(some.id, dress(alter + "DROP COLUMN " + quote(some.name)))));
            }
            case 2 -> {
                String old = quote(some.name);
                some.name = fresh(table.names, some.id + "r");
                changed(table, some, alter + (rng.chance(50) ? "RENAME COLUMN " + old + " TO " + quote(some.name)
                        : "CHANGE " + old + " " + quote(some.name) + " " + some.type.sql() + some.rest
                        + place(table, some)));
            }
            case 3 -> steps.add(Step.sql(table.name,
                    Step.mark(some.id, dress(alter + rng.any("MODIFY ", "modify column ") + quote(some.name)
                    + " " + some.type.sql() + some.rest + place(table, some)))));
            case 4 -> retype(table, some, alter);
            case 5 -> add(table, dress(alter + "COMMENT = 'drop; -- it'"));
            case 6 -> add(table, "CREATE INDEX " + quote("i" + version++) + " ON " + name(table) + " ("
                    + quote(table.version) + ")");
            default -> {
                Tab later = table();
                add(later, insert(later, rows()));
            }
        }
    }

    private void changed(Tab table, Col column, String statement) {
        version++;
        steps.add(Step.sql(table.name, Step.mark(column.id, dress(statement)))
                .effect("column", table.name, column.name, "" + version));
    }

    /** {@code FIRST}, {@code AFTER} another that stays, or nothing. */
    private String place(Tab table, Col column) {
        List<String> others = new ArrayList<>(List.of(table.version));
        table.key.forEach(k -> others.add(k.name));
        return rng.chance(40) ? "" : rng.chance(40) ? rng.any(" FIRST", " first") : " AFTER " + quote(rng.of(others));
    }

    /** A type that DuckDB widens to, or the same. */
    private void retype(Tab table, Col column, String alter) {
        String now = column.type.sql();
        String wider = now.equals("smallint") ? "int" : now.equals("int") ? "bigint" : now.equals("varchar(50)")
                ? "text" : "";
        if (column.written && types.stream().anyMatch(t -> t.sql().equals(wider))) {
            column.type = type(wider);
            changed(table, column, alter + "MODIFY " + quote(column.name) + " " + wider + column.rest
                    + place(table, column));
        }
    }

    /** What is none of the pipeline's business. */
    private void elsewhere(Tab table) {
        String other = "mydb." + quote("x" + version++);
        add(table, rng.any("CREATE TABLE " + other + " (a int)", "/* full or delta */ CREATE TABLE " + other
                + " (a int, b text)",
                "-- rebuild t: drop or keep?\nCREATE TABLE " + other + " (a int)", "CREATE VIEW " + other
                        + " AS SELECT 1 AS a",
                "CREATE PROCEDURE " + other + "() BEGIN SELECT 1; END", "CREATE FUNCTION " + other
                        + "() RETURNS int DETERMINISTIC RETURN 1",
                mysql ? "CREATE TABLE " + other + " (a int, b VECTOR(3)) AUTOEXTEND_SIZE = 4M" : "CREATE SEQUENCE "
                        + other,
                mysql ? "CREATE TABLE " + other + " (a int, KEY ((a + 1)))"
                        : "/* full or delta */ CREATE OR REPLACE TABLE " + other + " (a int)",
                mysql ? "CREATE TABLE " + other + " (g GEOMETRY NOT NULL SRID 4326, SPATIAL INDEX (g))"
                        : "CREATE TABLE " + other + " (a inet6, b inet4, c uuid)"));
    }

    @Override
    void hazard() {
        Tab table = rng.of(tables);
        String name = name(table);
        switch ((Integer) rng.weighted(3, 0, 2, 1, 2, 2, 1, 3)) {
            case 0 -> {
                if (Switches.on("swap")) {
                    Tab other = rng.of(tables);
                    add(table, "RENAME TABLE " + name + " TO «s».tmp_swap, " + name(other) + " TO «s»."
                            + quote(table.name) + ", «s».tmp_swap TO «s»." + quote(other.name));
                }
            }
            case 1 -> {
                String old = table.name;
                table.name = fresh(tableNames, "renamed");
                version++;
                known(table);
                steps.add(Step.sql(old, dress(rng.any("RENAME TABLE ", "rename /* t */ table ") + name + " TO " + "«s»."
                        + quote(table.name)))
                        .effect("table", table.name, "" + version));
            }
            case 2 -> {
                if (mysql) {
                    add(table, "DROP TABLE " + name);
                }
                steps.add(Step.sql(table.name, create(table, mysql ? "CREATE TABLE " : rng.any("/* full */ ", "")
                        + "CREATE OR REPLACE TABLE ")));
                add(table, insert(table, rows()));
            }
            default -> {
                if (Switches.on("drop-database")) {
                    add(table, "DROP DATABASE «s»");
                    add(table, "CREATE DATABASE «s»");
                    tables.forEach(t -> steps.add(create(t)));
                }
            }
        }
    }

    @Override
    String space() {
        return rng.any("fz", "fz", "fz-й", Switches.on("dotted-database") ? "shop.eu" : "fz", lower ? "Fz" : "fz");
    }

    @Override
    String config() {
        return rng.chance(30) ? "load_max_rows = " + rng.between(1, 7) + "\n" : "";
    }
}
