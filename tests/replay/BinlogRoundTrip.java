///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//SOURCES ../../src/destination/DuckDbVersion.java
//DEPS com.mysql:mysql-connector-j:9.7.0
//DEPS org.mariadb.jdbc:mariadb-java-client:3.5.3
//SOURCES ../mysqltypes/MysqlCase.java
//SOURCES ../mysqltypes/MysqlCases.java
//SOURCES ../mysqltypes/MysqlLoaded.java
//SOURCES ../types/LoadedFile.java
//SOURCES ../mysqltypes/MysqlServer.java
//SOURCES ../types/TwoWays.java
//SOURCES ThereAndBack.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * There and back with every type of MySQL or MariaDB, by snapshot and by stream; of the character sets a few.
 * {@code BinlogRoundTrip WORK_FOLDER LOADER…}; the server is that of {@link MysqlServer}.
 */
public class BinlogRoundTrip extends ThereAndBack {

    private static final int MOVED = 100_000;

    private final MysqlServer server;
    private final List<MysqlCase> cases = new ArrayList<>();

    private BinlogRoundTrip(MysqlServer server, Path work, List<String> loader) throws SQLException {
        super(work, loader);
        this.server = server;
        for (MysqlCase each : MysqlCases.all()) {
            if (server.knows(each) && !each.name().matches("cs_.*|latin1_all|blob_16_mb")) {
                cases.add(each);
            }
        }
    }

    public static void main(String... args) throws Exception {
        try (MysqlServer server = new MysqlServer()) {
            BinlogRoundTrip test = new BinlogRoundTrip(server, Path.of(args[0]), List.of(args).subList(1, args.length));
            test.make();
            test.run();
            System.exit(test.hasFailed() ? 1 : 0);
        }
    }

    private void make() throws SQLException {
        for (MysqlCase each : cases) {
            server.execute("CREATE TABLE r_" + each.name() + " (n integer, v " + each.type() + " NULL)");
            if (each.key()) {
                server.execute("CREATE TABLE rk_" + each.name() + " (v " + each.type()
                        + " NOT NULL PRIMARY KEY, n integer)");
            }
        }
        server.execute("CREATE TABLE r_moved (id integer PRIMARY KEY, mood enum('sad', 'ok') NOT NULL, note"
                + " varchar(30))",
                "CREATE TABLE r_last (note text)", "BEGIN", "INSERT INTO r_moved VALUES (1, 'ok', 'a'), (2, 'sad',"
                        + " NULL), (3, 'ok', ''), (4, 'sad', '__debezium_unavailable_value'), (5, 'ok', 'e')");
        for (MysqlCase each : cases) {
            fill(each, 0);
            if (each.key()) {
                server.execute("INSERT INTO rk_" + each.name() + " SELECT v, min(n) FROM r_" + each.name()
                        + " WHERE v IS NOT NULL AND " + each.server().replace("$", "v") + " IS NOT NULL AND NOT ("
                        + each.misfit().replace("$", "v") + ") GROUP BY v");
            }
        }
        server.execute("COMMIT");
    }

    /** Values that ask for a time zone of their own are the types test's. */
    private void fill(MysqlCase each, int from) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String value : each.values()) {
            if (!value.startsWith("@")) {
                rows.add("(" + (from + rows.size()) + ", " + value + ")");
            }
        }
        rows.add("(" + (from + rows.size()) + ", NULL)");
        server.execute("INSERT INTO r_" + each.name() + " (n, v) VALUES " + String.join(", ", rows));
    }

    @Override
    void change() throws SQLException {
        for (MysqlCase each : cases) {
            server.execute("BEGIN");
            fill(each, MOVED);
            server.execute("UPDATE r_" + each.name() + " SET n = -n WHERE n > 0 AND n < " + MOVED,
                    "DELETE FROM r_" + each.name() + " WHERE n > " + MOVED + " AND n % 2 = 1");
            if (each.key()) {
                server.execute("UPDATE rk_" + each.name() + " SET n = n + " + MOVED + " WHERE n % 2 = 0",
                        "DELETE FROM rk_" + each.name() + " WHERE n % 2 = 1");
            }
            server.execute("COMMIT");
        }
        server.execute("UPDATE r_moved SET id = id + 10 WHERE id < 4",
                "UPDATE r_moved SET note = '__debezium_unavailable_value' WHERE id = 5",
                "ALTER TABLE r_moved ADD extra bigint unsigned DEFAULT 18446744073709551615, MODIFY mood enum('new',"
                        + " 'sad', 'ok') NOT NULL",
                "UPDATE r_moved SET extra = 8, mood = 'new' WHERE id = 5", "DELETE FROM r_moved WHERE id = 4",
                "TRUNCATE r_bigint", "INSERT INTO r_bigint VALUES (1, 1)",
                "INSERT INTO r_last VALUES ('the last row')");
    }

    @Override
    long rows() throws SQLException {
        StringBuilder sum = new StringBuilder("SELECT 'n', (SELECT count(*) FROM r_moved)");
        for (MysqlCase each : cases) {
            sum.append(" + (SELECT count(*) FROM r_").append(each.name()).append(')');
            sum.append(each.key() ? " + (SELECT count(*) FROM rk_" + each.name() + ")" : "");
        }
        return Long.parseLong(server.rows(sum.toString()).get("n"));
    }

    @Override
    String pipeline() {
        return MysqlServer.KIND + "_cdc";
    }

    @Override
    String dataset() {
        return MysqlLoaded.DATASET;
    }

    @Override
    String secrets() {
        return server.secrets(server.database() + ".r_.*," + server.database() + ".rk_.*");
    }

    @Override
    String settings() {
        StringBuilder keys = new StringBuilder("[cdc_settings.primary_keys]\nr_moved = \"id\"\n");
        cases.stream().filter(MysqlCase::key).forEach(c -> keys.append("rk_").append(c.name()).append(" = \"v\"\n"));
        return keys.toString();
    }

    /** The schema history, which ends where the loader is. */
    @Override
    String kept(Path loaded) throws IOException {
        Path folder = loaded.resolve(".dlt/pipelines/" + pipeline());
        try (Stream<Path> files = Files.list(folder)) {
            return Files.readString(files.filter(file -> file.toString().contains("history")).findFirst()
                    .orElseThrow());
        }
    }

    @Override
    boolean isThorough() {
        return false;
    }

    @Override
    int tables() {
        return 100;
    }

    @Override
    String told(String table) {
        return table.equals("r_last") ? "note" : table.startsWith("r_") && !table.equals("r_moved") ? "n" : "";
    }
}
