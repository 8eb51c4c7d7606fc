import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The tables at the source, and who writes to them. What becomes of the appended ones is recorded by the source itself,
 * by a trigger in the same transactions.
 */
final class Tables implements Runnable {

    /** Merged; the first two are in topics of several partitions. */
    static final List<String> MERGED = List.of("k_orders", "k_items", "k_cut");
    /** Appended; the second has no key. */
    static final List<String> APPENDED = List.of("k_log", "k_bag");
    static final int SEEDED = 300;
    /** The columns of k_types, as texts, what they are made of, and what has to be loaded. */
    static final String TYPES = "small, num, num__v_text, d::VARCHAR, ts::VARCHAR, tz::VARCHAR, iv::VARCHAR,"
            + " t::VARCHAR, ints::VARCHAR, texts::VARCHAR, j::VARCHAR, u::VARCHAR, b::VARCHAR, e::VARCHAR, md5(wide),"
            + " octet_length(bin)";
    static final String LOADED_TYPES = "12.50|null|NaN|0044-03-15 (BC)|infinity|1900-01-01 00:00:00.123456+00"
            + "|1 month 2 days 03:00:00.000004|12:34:56.789012|[1, NULL, 3]|[a, 'b,c']|{\"a\": 1}"
            + "|0a0b0c0d-0000-0000-0000-000000000001|\\x00\\xFF||5a09289009d9d0d83aef154ee838c917|6400";
    static final String NO_TYPES = "null|null|null|null|null|null|null|null|null|null|null|null|null|null|null|null";
    private static final String MADE_TYPES = "12.5, 'NaN', '0044-03-15 BC', 'infinity',"
            + " '1900-01-01 00:00:00.123456+00',"
            + " '1 month 2 days 03:00:00.000004', '12:34:56.789012', '{1,NULL,3}', '{a,\"b,c\"}', '{\"a\": 1}',"
            + " '0a0b0c0d-0000-0000-0000-000000000001', '\\x00ff', '', (SELECT string_agg(md5(i::text), '') FROM"
            + " generate_series(1, 300) i), (SELECT string_agg(decode(md5(i::text), 'hex'), '') FROM"
            + " generate_series(1, 400) i)";

    private final String url;
    private final Random random;
    private int next = SEEDED + 1;
    private volatile boolean stopped;
    private volatile boolean widened;
    private volatile boolean altering;
    private volatile Throwable failure;

    Tables(int port, long seed) {
        url = "jdbc:postgresql://localhost:" + port + "/mydb?user=myuser&password=mypassword";
        random = new Random(seed);
    }

    Connection open() throws SQLException {
        return DriverManager.getConnection(url);
    }

    void create() throws SQLException {
        try (Connection connection = open()) {
            execute(connection, """
                    CREATE TABLE k_orders (id int PRIMARY KEY, n bigint, v text, amount numeric(12,2),
                        moment timestamptz);
                    CREATE TABLE k_items (tenant int, id int, n bigint, v text, PRIMARY KEY (tenant, id));
                    CREATE TABLE k_cut (id int PRIMARY KEY, n bigint DEFAULT 7, v text);
                    CREATE TABLE k_log (id int PRIMARY KEY, n bigint, v text);
                    CREATE TABLE k_bag (id int, n bigint, v text);
                    ALTER TABLE k_log REPLICA IDENTITY FULL;
                    ALTER TABLE k_items REPLICA IDENTITY FULL;
                    ALTER TABLE k_bag REPLICA IDENTITY FULL;
                    ALTER TABLE k_orders REPLICA IDENTITY FULL;
                    CREATE TABLE k_types (id int PRIMARY KEY, small numeric(10,2), num numeric, d date, ts timestamp,
                        tz timestamptz, iv interval, t time, ints int[], texts text[], j jsonb, u uuid, b bytea,
                        e bytea, wide text, bin bytea);
                    ALTER TABLE k_types ALTER wide SET STORAGE EXTERNAL, ALTER bin SET STORAGE EXTERNAL;
                    CREATE TABLE truth (place serial, t text, op text, id int, n bigint);
                    CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF TG_OP = 'INSERT' THEN
                            INSERT INTO truth (t, op, id, n) VALUES (TG_TABLE_NAME, 'insert', NEW.id, NEW.n);
                        ELSIF TG_OP = 'DELETE' THEN
                            INSERT INTO truth (t, op, id, n) VALUES (TG_TABLE_NAME, 'delete', OLD.id, OLD.n);
                        ELSIF TG_TABLE_NAME = 'k_log' AND OLD.id <> NEW.id THEN
                            INSERT INTO truth (t, op, id, n) VALUES (TG_TABLE_NAME, 'delete', OLD.id, OLD.n),
                                (TG_TABLE_NAME, 'insert', NEW.id, NEW.n);
                        ELSE
                            INSERT INTO truth (t, op, id, n) VALUES (TG_TABLE_NAME, 'update', NEW.id, NEW.n);
                        END IF;
                        RETURN NULL;
                    END $$;
                    """);
            for (String each : List.of("k_orders", "k_cut", "k_log", "k_bag")) {
                execute(connection, "INSERT INTO " + each + " (id, n, v) SELECT i, i, 'seed' FROM generate_series(1, "
                        + SEEDED + ") i");
            }
            execute(connection, "INSERT INTO k_items SELECT i % 3, i, i, 'seed' FROM generate_series(1, " + SEEDED
                    + ") i");
            execute(connection, "INSERT INTO k_types VALUES (1, " + MADE_TYPES + ")");
            for (String each : APPENDED) {
                execute(connection, "INSERT INTO truth (t, op, id, n) SELECT '" + each + "', 'snapshot', id, n FROM "
                        + each, "CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON " + each
                        + " FOR EACH ROW EXECUTE FUNCTION told()");
            }
        }
    }

    /** The same values by the stream, and an update that leaves the wide ones out. */
    void changeTypes() throws SQLException {
        try (Connection connection = open()) {
            execute(connection, "INSERT INTO k_types VALUES (2, " + MADE_TYPES + ")", "INSERT INTO k_types VALUES (3)",
                    "UPDATE k_types SET small = 0 WHERE id < 3", "UPDATE k_types SET small = 12.5 WHERE id < 3");
        }
    }

    void stop() {
        stopped = true;
    }

    /** From now on with TRUNCATE and a new column. */
    void alter() {
        altering = true;
    }

    void requireSound() {
        if (failure != null) {
            throw new IllegalStateException("the writer failed: " + failure, failure);
        }
    }

    @Override
    public void run() {
        try (Connection connection = open()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                for (int steps = 1 + random.nextInt(5); steps > 0; steps--) {
                    step(connection);
                }
                if (random.nextInt(15) == 0) {
                    connection.rollback();
                }
                else {
                    connection.commit();
                }
                Thread.sleep(random.nextInt(50));
            }
        }
        catch (SQLException | InterruptedException e) {
            failure = e;
        }
    }

    private void step(Connection connection) throws SQLException {
        String table = List.of("k_orders", "k_cut", "k_log", "k_log", "k_bag", "k_items").get(random.nextInt(6));
        int id = Math.max(1, next - random.nextInt(80));
        String n = table.equals("k_cut") && random.nextInt(5) == 0 ? "NULL" : Long.toString(random.nextLong(1L << 50));
        String v = random.nextInt(20) == 0 ? "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 300) i)"
                : "'v" + n + "'";
        if (altering && !widened && table.equals("k_orders")) {
            connection.commit();
            execute(connection, "ALTER TABLE k_orders ADD COLUMN extra text");
            connection.commit();
            widened = true;
        }
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> execute(connection, "INSERT INTO " + table + " (" + (table.equals("k_items") ? "tenant, "
                    : "") + "id, n, v) VALUES (" + (table.equals("k_items") ? "1, " : "") + next++ + ", " + n + ", " + v
                    + ")");
            case 3, 4 -> execute(connection, "UPDATE " + table + " SET n = " + n + (widened && table.equals("k_orders")
                    ? ", extra = 'x" + n + "', amount = 12.30, moment = now()" : "") + " WHERE id BETWEEN " + (id - 3)
                    + " AND " + id);
            case 5 -> execute(connection, "UPDATE " + table + " SET id = " + next++ + ", n = " + n + " WHERE id = "
                    + id);
            case 6 -> execute(connection, "DELETE FROM " + table + " WHERE id = " + id);
            default -> {
                if (altering && random.nextInt(40) == 0) {
                    execute(connection, "TRUNCATE k_cut");
                }
                int first = next;
                next += 20;
                execute(connection, "INSERT INTO k_log SELECT i, i * 7, 'many' FROM generate_series(" + first + ", "
                        + (first + 19) + ") i");
            }
        }
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Rows as texts, sorted. */
    static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows;
    }
}
