import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A PostgreSQL with the user, password and database of docker-compose.yml, at {@code POSTGRES_PORT} of this host. */
final class PostgresSource implements Source {

    private static final String PORT = System.getenv().getOrDefault("POSTGRES_PORT", "5432");
    private static final String NUMBER = "n bigint NOT NULL DEFAULT nextval('kill_n')";
    private static final List<String> MANY = List.of("id", "n", "v", "amount", "flag", "moment");
    private static final String MANY_DDL = "id int PRIMARY KEY, " + NUMBER + ", v text, amount numeric(12,2),"
            + " flag boolean, moment timestamp DEFAULT clock_timestamp()";

    /** Default replica identity; big, so that its snapshot takes a while. */
    private static final Table PLAIN = new Table("kill_plain", MANY, List.of("id"), true, false, Map.of());
    /** Columns of kill_full that come and go. */
    static final List<String> COMING_AND_GOING = List.of("x", "y");
    private static final Table FULL = new Table("kill_full", List.of("id", "n", "v", "amount", "flag", "moment",
            "x", "y"), List.of("id"), true, true, Map.of());
    private static final Table PAIR = new Table("kill_pair", List.of("tenant", "id", "n", "v"), List.of("tenant", "id"),
            true, false, Map.of());
    /** TOAST values, left out of the log by an update that does not touch them. */
    private static final Table WIDE = new Table("kill_wide", List.of("id", "n", "v"), List.of("id"), true, false,
            Map.of());
    /** Rows move from one partition to the other. */
    private static final Table PART = new Table("kill_part", List.of("id", "region", "n", "v"),
            List.of("id", "region"), true, false, Map.of());
    /** No primary key at the source, yet merged by its id. */
    private static final Table LOOSE = new Table("kill_loose", List.of("id", "n", "v"), List.of("id"), false, true,
            Map.of());
    /** Nothing tells its rows apart: appended in either mode. */
    private static final Table BAG = new Table("kill_bag", List.of("a", "v", "n"), List.of(), false, true, Map.of());

    private static final Map<Table, String> DDL = Map.of(PLAIN, MANY_DDL, FULL, MANY_DDL,
            PAIR, "tenant int, id int, " + NUMBER + ", v text, PRIMARY KEY (tenant, id)",
            WIDE, "id int PRIMARY KEY, " + NUMBER + ", v text",
            PART, "id int, region int, " + NUMBER + ", v text, PRIMARY KEY (id, region)",
            LOOSE, "id int, " + NUMBER + ", v text",
            BAG, "a int, v text, " + NUMBER);

    private Connection connection = connect();
    private final PostgresTrouble trouble = new PostgresTrouble();
    private final PostgresTruth truth = new PostgresTruth(tables());

    PostgresSource() throws SQLException {
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + PORT + "/mydb", "myuser", "mypassword");
    }

    @Override
    public List<Table> tables() {
        return List.of(PLAIN, FULL, PAIR, WIDE, PART, LOOSE, BAG);
    }

    @Override
    public List<Table> controlled() {
        return List.of(FULL, PAIR, WIDE, BAG);
    }

    @Override
    public String dataset() {
        return "debezium_data";
    }

    @Override
    public void create() throws SQLException {
        if (Sql.query(connection, "SHOW max_prepared_transactions").get(0).get(0).equals("0")) {
            System.out.println("# no transaction is prepared: max_prepared_transactions is 0");
        }
        Sql.execute(connection, "CREATE SEQUENCE kill_n", "CREATE TABLE kill_foreign (v text)");
        for (Table table : tables()) {
            Sql.execute(connection, "CREATE TABLE " + table.name() + " (" + DDL.get(table) + ")"
                    + (table == PART ? " PARTITION BY LIST (region)" : ""),
                    "ALTER TABLE " + table.name() + " REPLICA IDENTITY " + (table.full() ? "FULL" : "DEFAULT"));
        }
        Sql.execute(connection, "ALTER TABLE kill_wide ALTER v SET STORAGE EXTERNAL",
                "ALTER TABLE kill_loose ALTER v SET STORAGE EXTERNAL", "CREATE TABLE kill_part_0 PARTITION OF kill_part"
                        + " FOR VALUES IN (0)",
                "CREATE TABLE kill_part_1 PARTITION OF kill_part FOR VALUES IN (1)",
                "SELECT pg_replication_origin_create('" + PostgresWriter.ORIGIN + "')");
        PostgresTruth.start(connection);
        String some = " FROM generate_series(1, 300) i";
        Sql.execute(connection,
                "INSERT INTO kill_plain (id, v, amount, flag) SELECT -i, 'seed ''' || i, i / 100.0, i % 3 = 0"
                        + " FROM generate_series(1, " + SEEDED + ") i",
                "INSERT INTO kill_full (id, v, amount, flag) SELECT -i, 'seed', -i, NULL" + some,
                "INSERT INTO kill_pair (tenant, id, v) SELECT i % 3, -i, 'seed'" + some,
                "INSERT INTO kill_wide (id, v) SELECT -i, " + wide("i") + some,
                "INSERT INTO kill_part (id, region, v) SELECT -i, i % 2, 'seed'" + some,
                "INSERT INTO kill_loose (id, v) SELECT -i, 'seed'" + some,
                "INSERT INTO kill_bag (a, v, n) SELECT i % 7, 'seed', 0" + some);
    }

    /** SQL for a text that PostgreSQL stores out of line. */
    static String wide(String number) {
        return "(SELECT string_agg(md5((" + number + ")::text || x), '') FROM generate_series(1, 80) x)";
    }

    static List<String> columns(Connection connection, String table) throws SQLException {
        return Sql.query(connection, "SELECT attname FROM pg_attribute WHERE attrelid = '" + table
                + "'::regclass AND attnum > 0 AND NOT attisdropped").stream().map(row -> row.get(0)).toList();
    }

    private static String slot(Pipeline pipeline) {
        return "kill_" + pipeline.name();
    }

    /** A publication; the loader makes the slot. */
    @Override
    public void add(Pipeline pipeline) throws SQLException {
        Sql.execute(connection, "CREATE PUBLICATION " + slot(pipeline) + " FOR TABLE "
                + pipeline.tables().stream().map(Table::name).collect(Collectors.joining(", "))
                + " WITH (publish_via_partition_root = true)");
    }

    @Override
    public void drop(Pipeline pipeline) throws SQLException {
        Sql.execute(live(), "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                + slot(pipeline) + "'", "DROP PUBLICATION IF EXISTS " + slot(pipeline));
    }

    @Override
    public String secrets(Pipeline pipeline) {
        return """
                [sources.debezium]
                slot_name = "%1$s"
                publication_name = "%1$s"
                table_include_list = "%2$s"
                [sources.debezium.postgres]
                host = "localhost"
                port = %3$s
                user = "myuser"
                password = "mypassword"
                database = "mydb"
                """.formatted(slot(pipeline), pipeline.tables().stream().map(t -> "public." + t.name())
                .collect(Collectors.joining(",")), PORT);
    }

    @Override
    public Connection open() throws SQLException {
        return PostgresTrouble.patiently();
    }

    @Override
    public void trouble(Workload workload, Random random) throws Exception {
        trouble.run(workload, random);
    }

    @Override
    public boolean excuses(String lastLine) {
        return trouble.excuses(lastLine);
    }

    /** The server may have been killed since. */
    private Connection live() throws SQLException {
        if (!connection.isValid(5)) {
            connection = PostgresTrouble.patiently();
        }
        return connection;
    }

    @Override
    public Writer writer(Workload workload, int number, int first, Random random) {
        return new PostgresWriter(workload, number, first, random);
    }

    @Override
    public Replay replay(String snapshot) throws SQLException {
        String[] halves = snapshot.split("/");
        return new Replay(tables(), truth.read(live()), (Long.parseLong(halves[0], 16) << 32)
                + Long.parseLong(halves[1], 16));
    }

    @Override
    public Map<String, List<List<String>>> rows() throws SQLException {
        Map<String, List<List<String>>> rows = new HashMap<>();
        live();
        for (Table table : tables()) {
            rows.put(table.name(), Sql.query(connection, "SELECT " + table.asText("text",
                    columns(connection, table.name()))
                    + " FROM " + table.name()));
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        PostgresTruth.stop(live());
        connection.close();
    }
}
