import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is not a type but decides whether values arrive: defaults, generated and invisible columns, no key, an ALTER.
 */
final class MysqlTables {

    static final List<String> PROMISES = List.of("defaults of columns that are NOT NULL are loaded, and no value is"
            + " taken for one",
            "generated columns are loaded, virtual and stored", "invisible columns are loaded",
            "a table without a key is loaded", "an enum keeps its values when members are added in the middle",
            "a set keeps its values when members are added", "shorthands of types are known when a table is made while"
                    + " the loader is away");

    /** Tables that are read twice, for a comparison; none whose rows are counted. */
    static final List<String> READ_AGAIN = List.of("x_defaults", "x_generated", "x_invisible", "x_enum");

    private final MysqlServer server;

    MysqlTables(MysqlServer server) {
        this.server = server;
    }

    void create() throws SQLException {
        server.execute("""
                CREATE TABLE x_defaults (n integer PRIMARY KEY, b boolean NOT NULL DEFAULT 1,
                    t tinyint unsigned NOT NULL DEFAULT 200,
                    i integer NOT NULL DEFAULT -5, u bigint unsigned NOT NULL DEFAULT 18446744073709551615,
                    d decimal(5,2) NOT NULL DEFAULT 1.50, f float NOT NULL DEFAULT 1.5, g double NOT NULL DEFAULT 1e10,
                    c varchar(9) NOT NULL DEFAULT 'ü''s', k varchar(9) CHARACTER SET latin1 NOT NULL DEFAULT 'é',
                    e enum('a', 'b,c') NOT NULL DEFAULT 'b,c', s set('a', 'b') NOT NULL DEFAULT 'a,b',
                    bi bit(4) NOT NULL DEFAULT b'1010', bo bit NOT NULL DEFAULT 1,
                    v varbinary(4) NOT NULL DEFAULT 0x41FF,
                    da date NOT NULL DEFAULT '2024-02-29', z date NOT NULL DEFAULT '0000-00-00',
                    ti time NOT NULL DEFAULT '-10:00:00',
                    dt datetime(3) NOT NULL DEFAULT '2024-01-01 00:00:00.123', zt datetime NOT NULL DEFAULT 0,
                    ts timestamp NOT NULL DEFAULT '2024-06-01 00:00:00',
                    now timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
                    y year NOT NULL DEFAULT 2024, j json NOT NULL DEFAULT ('{"a": 1}'),
                    tx text NOT NULL DEFAULT ('x'))""",
                "CREATE TABLE x_generated (n integer PRIMARY KEY, a integer, v integer AS (a * 2) VIRTUAL,"
                        + " s varchar(20) AS (CONCAT('s', a)) STORED, j json, jv varchar(20) AS (JSON_VALUE(j, '$.k'))"
                        + " VIRTUAL)",
                "CREATE TABLE x_invisible (n integer PRIMARY KEY, hidden integer INVISIBLE DEFAULT 7, c varchar(9))",
                "CREATE TABLE x_no_key (n integer, c varchar(9))",
                "CREATE TABLE x_enum (n integer PRIMARY KEY, e enum('a', 'b'), s set('a', 'b'))");
    }

    /** Once before the snapshot and once for the stream. */
    void fill(int round) throws SQLException {
        int from = round * 10;
        server.execute("INSERT INTO x_defaults (n) VALUES (" + from + ")",
                "INSERT INTO x_defaults VALUES (" + (from + 1) + ", 0, 0, 0, 0, 0, 0, 0, '', '', 'a', '', 0, 0, '',"
                        + " '2024-01-01', '2024-01-01', 0, '2024-01-01', '2024-01-01', '2024-01-01', '2024-01-01', 0,"
                        + " 'null', '')",
                "INSERT INTO x_generated (n, a, j) VALUES (" + from + ", " + from + ", '{\"k\": \"w" + from + "\"}'), ("
                        + (from + 1) + ", NULL, NULL)",
                "INSERT INTO x_invisible (n, c) VALUES (" + from + ", 'seen')",
                "INSERT INTO x_invisible (n, hidden, c) VALUES (" + (from + 1) + ", 8, 'set')",
                "INSERT INTO x_no_key VALUES (" + from + ", 'a'), (" + from + ", 'a'), (NULL, NULL)",
                "INSERT INTO x_enum VALUES (" + from + ", 'b', 'a,b'), (" + (from + 1) + ", 'a', 'b')");
        if (round == 2) {
            server.execute("ALTER TABLE x_enum MODIFY e enum('new', 'a', 'c,d', 'b'), MODIFY s set('new', 'b', 'a')",
                    "INSERT INTO x_enum VALUES (30, 'b', 'a,b'), (31, 'c,d', 'new'), (32, 'new', 'new,a')",
                    "CREATE TABLE x_shorthand (n integer PRIMARY KEY, b bool, i int1, u int8 unsigned, m middleint"
                            + " unsigned, d dec(5,1), r real, f float(30), nc nchar(3), lv long varchar, vb varchar(5)"
                            + " character set binary, s serial)",
                    "INSERT INTO x_shorthand VALUES (1, 1, -5, 18446744073709551615, 16777215, 1.5, 1.1, 1.1, 'ü',"
                            + " 'text', 0xFF00, 9)");
        }
    }

    void check(MysqlLoaded loaded, Map<String, List<String>> failures) throws SQLException {
        same(failures, 0, "SELECT n, CONCAT_WS('|', b, t, i, u, d, f, g, c, k, e, s, TRIM(LEADING '0' FROM BIN(bi +"
                + " 0)), bo + 0, HEX(v), da, IF(z = 0, NULL, z), ti, DATE_FORMAT(dt, '%f'), IF(zt = 0, NULL, zt),"
                + " UNIX_TIMESTAMP(ts), CAST(UNIX_TIMESTAMP(now) * 1000000 AS SIGNED), y + 0, j, tx) FROM x_defaults",
                "SELECT n, concat_ws('|', b::INTEGER, t, i, u, d, CASE WHEN f = 1.5 THEN '1.5' ELSE f::INTEGER::VARCHAR"
                        + " END, g::BIGINT, c, k, e, s, ltrim(bi, '0'), bo::INTEGER, hex(v), da, z, ti, strftime(dt,"
                        + " '%f'), zt, epoch(ts)::BIGINT, epoch_us(now), y, j, tx) FROM T.x_defaults", loaded);
        same(failures, 1, "SELECT n, CONCAT_WS('|', a, v, s, jv) FROM x_generated",
                "SELECT n, concat_ws('|', a, v, s, jv) FROM T.x_generated", loaded);
        same(failures, 2, "SELECT n, CONCAT_WS('|', hidden, c) FROM x_invisible",
                "SELECT n, concat_ws('|', hidden, c) FROM T.x_invisible", loaded);
        same(failures, 3, "SELECT COALESCE(n, 'NULL'), CONCAT_WS('|', COUNT(*), MIN(c)) FROM x_no_key GROUP BY n",
                "SELECT coalesce(n::VARCHAR, 'NULL'), concat_ws('|', count(*), min(c)) FROM T.x_no_key GROUP BY n",
                loaded);
        same(failures, 4, "SELECT n, e FROM x_enum", "SELECT n, e FROM T.x_enum", loaded);
        same(failures, 5, "SELECT n, CASE s + 0 WHEN 6 THEN IF(n < 30, 'a,b', 'b,a') ELSE s END FROM x_enum",
                "SELECT n, s FROM T.x_enum", loaded);
        same(failures, 6, "SELECT n, CONCAT_WS('|', b, i, u, m, d, r, f, nc, lv, HEX(vb), s) FROM x_shorthand",
                "SELECT n, concat_ws('|', b::INTEGER, i, u, m, d, r, f, nc, lv, hex(vb), s) FROM T.x_shorthand",
                loaded);
    }

    private void same(Map<String, List<String>> failures, int promise, String source, String destination,
            MysqlLoaded loaded)
            throws SQLException {
        Map<String, String> expected = server.rows(source);
        Map<String, String> actual = loaded.rows(destination.replace("T.", MysqlLoaded.DATASET + "."));
        if (expected.isEmpty() || !expected.equals(actual)) {
            failures.computeIfAbsent(PROMISES.get(promise), p -> new ArrayList<>())
                    .add("server says " + expected + ", loaded " + actual);
        }
    }
}
