import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Columns of every type in random order, text in many character sets among them: the log lists the character sets
 * without names, and which columns have a place in the list is the server's own rule.
 */
final class PlaceScenarios {

    /** @param value SQL of it; {@code text}: what is loaded, empty where it is not compared */
    private record Column(String name, String type, String value, String text) {
    }

    private static final String[][] TEXTS = {{"latin1", "é"}, {"latin2", "ž"}, {"cp1250", "ž"}, {"cp1251", "ж"},
            {"koi8r", "ж"},
        {"greek", "Ω"}, {"hebrew", "א"}, {"utf8mb4", "ж💧"}, {"utf8mb3", "漢"}, {"sjis", "漢"}, {"latin5", "ğ"},
        {"ascii", "a"}};
    private static final String[] KINDS = {"char(9)", "varchar(9)", "varchar(300)", "tinytext", "text", "mediumtext",
            "longtext"};

    private PlaceScenarios() {
    }

    static List<Scenario> all(boolean mysql) {
        List<Scenario> all = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            all.add(scenario(mysql, "MINIMAL", seed));
        }
        all.add(scenario(mysql, "FULL", 4));
        if (mysql) {
            all.add(generatedKey());
        }
        else {
            all.add(scenario(false, "NO_LOG", 5));
            all.add(unlogged());
        }
        return all;
    }

    private static List<Column> columns(boolean mysql, Random random) {
        List<Column> all = new ArrayList<>();
        for (String[] text : TEXTS) {
            all.add(new Column("t_" + text[0], KINDS[random.nextInt(KINDS.length)] + " CHARACTER SET " + text[0], "'"
                    + text[1] + "'", text[1]));
        }
        String[][] others = {{"point", "POINT(1, 2)"}, {"geometry", "POINT(1, 2)"}, {"linestring", "NULL"},
                {"json", "'{}'"},
            {"binary(4)", "0xFF"}, {"varbinary(9)", "0xFFFE"}, {"blob", "0xFF"}, {"longblob", "0xFF"},
            {"date", "'2024-01-02'"},
            {"datetime(3)", "'2024-01-02'"}, {"timestamp(6) NULL", "NULL"}, {"time(2)", "'01:02:03'"}, {"year", "2024"},
            {"bit(4)", "3"},
            {"decimal(9,2)", "1.5"}, {"double", "1"}, {"float", "1"}, {"bigint unsigned", "1"}, {"mediumint", "1"}};
        for (String[] other : others) {
            all.add(new Column("o_" + other[0].replaceAll("\\W.*", ""), other[0], other[1], ""));
        }
        all.add(new Column("e_enum", "enum('a', 'ö') CHARACTER SET cp1250", "'ö'", "ö"));
        all.add(new Column("e_set", "set('ж') CHARACTER SET cp1251", "'ж'", "ж"));
        all.add(new Column("v_vector", "vector(2)", mysql ? "STRING_TO_VECTOR('[1,-2.5]')" : "VEC_FromText('[1,-2.5]')",
                "[1.0, -2.5]"));
        if (!mysql) {
            all.add(new Column("v_uuid", "uuid", "'123e4567-e89b-12d3-a456-426655440000'",
                    "123e4567-e89b-12d3-a456-426655440000"));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private static Scenario scenario(boolean mysql, String metadata, int seed) {
        List<Column> all = columns(mysql, new Random(seed));
        List<Column> told = all.stream().filter(c -> !c.text().isEmpty()).toList();
        String create = " (id int PRIMARY KEY, " + list(all, c -> c.name() + " " + c.type())
                + ", n int) CHARACTER SET latin1;;";
        String values = ", " + list(all, Column::value) + ", 0)";
        String query = "SELECT DISTINCT id, " + list(told, c -> c.name() + "::VARCHAR") + " FROM %s ORDER BY id";
        String row = "," + told.stream().map(Column::text).collect(Collectors.joining(","));
        return Scenario.of("character sets among columns of every type, " + metadata + ", order " + seed, "place"
                + seed, "'id'")
                .step("CREATE TABLE $t" + create + " INSERT INTO $t VALUES (1" + values)
                .step("SET GLOBAL binlog_row_metadata = " + metadata + ";; INSERT INTO $t VALUES (2" + values
                        + ";; UPDATE $t SET n = 1;; CREATE TABLE $s.new_$n" + create
                        + " INSERT INTO $s.new_$n VALUES (3" + values + ";; SET GLOBAL binlog_row_metadata = MINIMAL")
                .both(query.formatted("$t"), "1" + row + " / 2" + row).both(query.formatted("new_$n"), "3" + row);
    }

    /** Nothing in the log tells it, and Debezium passes over the statement. */
    private static Scenario unlogged() {
        return Scenario.of("character sets that only the catalogue knows, NO_LOG", "place0", "'id'")
                .step("CREATE TABLE $t (id int PRIMARY KEY, a varchar(20)) CHARACTER SET utf8mb4;;"
                        + " INSERT INTO $t VALUES (1, 'ä')")
                .step("SET GLOBAL binlog_row_metadata = NO_LOG;; ALTER TABLE $t DEFAULT CHARACTER SET latin1;;"
                        + " ALTER TABLE $t ADD b varchar(9);; INSERT INTO $t VALUES (2, 'ä', 'ü');;"
                        + " SET GLOBAL binlog_row_metadata = MINIMAL")
                .both("SELECT id, a, b FROM $t ORDER BY id", "1,ä,- / 2,ä,ü");
    }

    /** A column that no statement names. */
    private static Scenario generatedKey() {
        String create = "SET SESSION sql_generate_invisible_primary_key = ON;; CREATE TABLE %s (id int, a text"
                + " CHARACTER SET cp1250);; SET SESSION sql_generate_invisible_primary_key = OFF;;"
                + " INSERT INTO %1$s (id, a) VALUES (1, 'ž');;";
        return Scenario.of("character sets among an invisible key that MySQL generates", "place6", "'my_row_id'")
                .step(create.formatted("$t"))
                .step(create.formatted("$s.new_$n") + " INSERT INTO $t (id, a) VALUES (2, 'ž');; UPDATE $t SET a = 'ž',"
                        + " id = id + 1")
                .merged("SELECT my_row_id, id, a FROM $t WHERE NOT deleted ORDER BY id", "1,2,ž / 2,3,ž")
                .both("SELECT my_row_id, id, a FROM new_$n", "1,1,ž");
    }

    private static String list(List<Column> columns, java.util.function.Function<Column, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }
}
