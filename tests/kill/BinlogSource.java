import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A MySQL or MariaDB in Docker, {@code KILL_SERVER="host port container"}, that this test has for itself: root's
 * password is rootpassword, and database mydb is there. It is started with {@code --binlog-row-metadata=FULL}.
 */
final class BinlogSource implements Source {

    private static final String[] SERVER = System.getenv().getOrDefault("KILL_SERVER", "127.0.0.1 3306 mysql_source")
            .split(" ");
    private static final Map<String, String> MANY_LOADED = Map.of("flag", "CAST(flag AS TINYINT)",
            "moment", "strftime(moment, '%Y-%m-%d %H:%M:%S.%f')");
    private static final List<String> MANY = List.of("id", "n", "v", "amount", "flag", "moment");
    private static final String MANY_DDL = "id int PRIMARY KEY, n bigint NOT NULL DEFAULT 0, v text, amount"
            + " decimal(12,2), flag boolean, moment datetime(6) DEFAULT current_timestamp(6)";

    /** Big, so that its snapshot takes a while. */
    private static final Table PLAIN = new Table("kill_plain", MANY, List.of("id"), true, true, MANY_LOADED);
    /** Columns come and go while it is written to. */
    private static final Table FULL = new Table("kill_full", with(MANY), List.of("id"), true, true, MANY_LOADED);
    /** Columns come and go with a copy that takes its place. */
    private static final Table SWAP = new Table("kill_swap", with(List.of("id", "n", "v")), List.of("id"), true, true,
            Map.of());
    private static final Table PAIR = new Table("kill_pair", List.of("tenant", "id", "n", "v"), List.of("tenant", "id"),
            true, true, Map.of());
    private static final Table WIDE = new Table("kill_wide", List.of("id", "n", "v"), List.of("id"), true, true,
            Map.of());
    /** No primary key at the source, yet merged by its id. */
    private static final Table LOOSE = new Table("kill_loose", List.of("id", "n", "v"), List.of("id"), false, true,
            Map.of());
    /** Nothing tells its rows apart: appended in either mode. */
    private static final Table BAG = new Table("kill_bag", List.of("a", "v", "n"), List.of(), false, true, Map.of());

    private static final Map<Table, String> DDL = Map.of(PLAIN, MANY_DDL, FULL, MANY_DDL,
            SWAP, "id int PRIMARY KEY, n bigint NOT NULL DEFAULT 0, v text",
            PAIR, "tenant int, id int, n bigint NOT NULL DEFAULT 0, v text, PRIMARY KEY (tenant, id)",
            WIDE, "id int PRIMARY KEY, n bigint NOT NULL DEFAULT 0, v longtext",
            LOOSE, "id int, n bigint NOT NULL DEFAULT 0, v longtext, KEY (id)",
            BAG, "a int, v text, n bigint NOT NULL DEFAULT 0, KEY (a)");

    private final String kind;
    private final BinlogTruth truth = new BinlogTruth(tables());
    private final BinlogTrouble trouble = new BinlogTrouble(this);
    private String nextFile = "";

    /** @param kind mysql or mariadb */
    BinlogSource(String kind) {
        System.setProperty("mariadb.logging.disable", "true");      // locks and duplicates are part of the workload
        this.kind = kind;
    }

    private static List<String> with(List<String> columns) {
        List<String> all = new ArrayList<>(columns);
        all.addAll(BinlogWriter.COMING_AND_GOING);
        return all;
    }

    boolean isMysql() {
        return kind.equals("mysql");
    }

    String container() {
        return SERVER[2];
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + kind + "://" + SERVER[0] + ":" + SERVER[1]
                + "/mydb?connectTimeout=5000" + (isMysql() ? "&allowPublicKeyRetrieval=true&sslMode=DISABLED" : ""),
                "root", "rootpassword");
    }

    @Override
    public List<Table> tables() {
        return List.of(PLAIN, FULL, SWAP, PAIR, WIDE, LOOSE, BAG);
    }

    @Override
    public List<Table> controlled() {
        return List.of(PAIR, WIDE, BAG);
    }

    @Override
    public String dataset() {
        return kind + "_cdc_data";
    }

    @Override
    public void create() throws SQLException, IOException, InterruptedException {
        try (Connection connection = connect()) {
            Sql.execute(connection, "CREATE USER cdc@'%' IDENTIFIED BY 'cdcpassword'",
                    "GRANT SELECT, RELOAD, LOCK TABLES, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO"
                            + " cdc@'%'",
                    "CREATE TABLE kill_foreign (v text)");
            for (Table table : tables()) {
                Sql.execute(connection, "CREATE TABLE " + table.name() + " (" + DDL.get(table) + ")");
            }
            fill(connection, "kill_plain (id, v, amount, flag)", SEEDED, "'seed ''%1$d', %1$d / 100.0, %1$d %% 3 = 0");
            fill(connection, "kill_full (id, v, amount, flag)", 300, "'seed', -%1$d, NULL");
            fill(connection, "kill_swap (id, v)", 300, "'seed'");
            fill(connection, "kill_pair (id, tenant, v)", 300, "%1$d %% 3, 'seed'");
            fill(connection, "kill_wide (id, v)", 300, wide("%1$d"));
            fill(connection, "kill_loose (id, v)", 300, "'seed'");
            fill(connection, "kill_bag (a, v, n)", 300, "'seed', 0");
            truth.begin(rows());
            nextFile = flushed(connection).get(1);
        }
    }

    private static void fill(Connection connection, String table, int rows, String values) throws SQLException {
        for (int i = 1; i <= rows; i += 5_000) {
            List<String> lines = new ArrayList<>();
            for (int j = i; j < Math.min(i + 5_000, rows + 1); j++) {
                lines.add("(" + -j + ", " + String.format(values, j) + ")");
            }
            Sql.execute(connection, "INSERT INTO " + table + " VALUES " + String.join(", ", lines));
        }
    }

    /** SQL for a text of which three fill a row event. */
    static String wide(String number) {
        return "REPEAT(SHA2(" + number + ", 256), 40)";
    }

    /** Begins a new file of the log; the last that is complete, and the new one. */
    private static List<String> flushed(Connection connection) throws SQLException {
        Sql.execute(connection, "FLUSH BINARY LOGS");
        List<List<String>> files = Sql.query(connection, "SHOW BINARY LOGS");
        return List.of(files.get(files.size() - 2).get(0), files.get(files.size() - 1).get(0));
    }

    @Override
    public void add(Pipeline pipeline) {
        // a pipeline needs nothing at the source
    }

    @Override
    public void drop(Pipeline pipeline) {
        // and leaves nothing
    }

    /** Each pipeline has a server_id: the default follows from name, host and database, which are the same here. */
    @Override
    public String secrets(Pipeline pipeline) {
        return """
                [sources.debezium.%s]
                host = "%s"
                port = %s
                user = "cdc"
                password = "cdcpassword"
                database = "mydb"
                server_id = %d
                table_include_list = "%s"
                """.formatted(kind, SERVER[0], SERVER[1], 7000 + pipeline.name().hashCode() % 1000,
                pipeline.tables().stream().map(t -> "mydb." + t.name()).collect(Collectors.joining(",")));
    }

    @Override
    public Writer writer(Workload workload, int number, int first, Random random) {
        return new BinlogWriter(this, workload, number, first, random);
    }

    @Override
    public Connection open() throws SQLException {
        return connect();
    }

    @Override
    public void trouble(Workload workload, Random random) throws Exception {
        trouble.run(workload, random);
    }

    @Override
    public boolean excuses(String lastLine) {
        return trouble.excuses(lastLine);
    }

    @Override
    public Replay replay(String snapshot) throws Exception {
        try (Connection connection = connect()) {
            String last = flushed(connection).get(0);
            for (List<String> file : Sql.query(connection, "SHOW BINARY LOGS")) {
                if (file.get(0).compareTo(nextFile) >= 0 && file.get(0).compareTo(last) <= 0) {
                    read(file.get(0));
                }
            }
            nextFile = flushed(connection).get(1);
        }
        int colon = snapshot.lastIndexOf(':');
        return new Replay(tables(), truth.lines(), BinlogTruth.place(snapshot.substring(0, colon),
                Long.parseLong(snapshot.substring(colon + 1))));
    }

    private void read(String file) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("mysqlbinlog", ".log");
        truth.read(file, List.of("docker", "exec", container(), isMysql() ? "mysqlbinlog" : "mariadb-binlog",
                "--no-defaults", "-v", "--base64-output=decode-rows", "--print-table-metadata",
                "--read-from-remote-server", "-uroot", "-prootpassword", file), errors);
        Files.delete(errors);
    }

    @Override
    public Map<String, List<List<String>>> rows() throws SQLException {
        Map<String, List<List<String>>> rows = new HashMap<>();
        try (Connection connection = connect()) {
            for (Table table : tables()) {
                List<String> present = Sql.query(connection, "SELECT column_name FROM information_schema.columns WHERE"
                        + " table_schema = 'mydb' AND table_name = '" + table.name() + "'").stream().map(r -> r.get(0))
                        .toList();
                List<String> columns = table.columns().stream().map(c -> present.contains(c) ? "CAST(" + c + " AS CHAR)"
                        : "NULL")
                        .toList();
                rows.put(table.name(), Sql.query(connection, "SELECT " + String.join(", ", columns) + " FROM "
                        + table.name()));
            }
        }
        return rows;
    }

    @Override
    public void close() {
        // the server is ended with its container
    }
}
